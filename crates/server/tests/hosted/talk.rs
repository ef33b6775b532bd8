//! A client that writes and reads as a desk or a page does: keeps what is not acknowledged, sends it again elsewhere, shows
//! by place, and fetches what is missing.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use beistand_domain::{ChatId, MessageId};
use beistand_protocol::live::{Answer, ClientFrame, Event, ServerFrame, World};
use beistand_protocol::rest::message::MessagePage;
use beistand_protocol::view::{Audience, MessageView, PresenceView, SeekerChatView, SeekerStateView};
use beistand_protocol::{Blob, Problem, ProblemCode};
use beistand_runtime::Runtime;
use beistand_testkit::people::Rest;
use beistand_testkit::{Counsellor, Seeker, Wire};
use reqwest::Method;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Between two messages of one writer, usually.
pub const PACE: Duration = Duration::from_millis(60);
/// Before trying again what a server could not do.
const AGAIN: Duration = Duration::from_millis(300);
/// How often a desk renews its lease.
const RENEW: Duration = Duration::from_secs(15);

enum Party {
    Counsellor(Box<Counsellor>),
    Seeker(Seeker),
}

/// What a client knows.
#[derive(Default)]
struct Known {
    /// Their own, in the order of writing, with the place once it is acknowledged.
    written: Vec<(ChatId, MessageId)>,
    acknowledged: HashMap<MessageId, (ChatId, u32)>,
    read: HashMap<ChatId, BTreeMap<u32, MessageId>>,
    lost_lease: bool,
    /// For a seeker: whether the page says that the counsellor is connected.
    counsellor_here: Option<bool>,
    wrong: Option<String>,
}

/// One writer.
pub struct Talker {
    task: JoinHandle<()>,
    known: Arc<Mutex<Known>>,
    count: watch::Receiver<usize>,
    hushed: watch::Sender<bool>,
}

impl Drop for Talker {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Talker {
    pub fn of_counsellor(counsellor: Counsellor, chats: Vec<ChatId>, world: Runtime, pace: Duration) -> Self {
        Self::begin(Party::Counsellor(Box::new(counsellor)), chats, (world, pace))
    }

    pub fn of_seeker(seeker: Seeker, world: Runtime, pace: Duration) -> Self {
        let chats = vec![seeker.chat];
        Self::begin(Party::Seeker(seeker), chats, (world, pace))
    }

    fn begin(party: Party, chats: Vec<ChatId>, (world, pace): (Runtime, Duration)) -> Self {
        let known = Arc::new(Mutex::new(Known::default()));
        let (counted, count) = watch::channel(0);
        let hushed = watch::Sender::new(false);
        let desk = Desk {
            party,
            chats,
            world,
            pace,
            known: known.clone(),
            counted,
            hushed: hushed.subscribe(),
            outbox: VecDeque::new(),
            turn: 0,
        };
        Self { task: tokio::spawn(desk.work()), known, count, hushed }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many of their messages were acknowledged.
    pub fn count(&self) -> usize {
        *self.count.borrow()
    }

    /// Waits until so many are.
    pub async fn acknowledged(&self, wanted: usize) {
        let mut count = self.count.clone();
        count.wait_for(|count| *count >= wanted).await.expect("the writer has ended");
    }

    /// Writes nothing new from now on.
    pub fn hush(&self) {
        self.hushed.send_replace(true);
    }

    /// Waits until everything they wrote is acknowledged.
    pub async fn quiet(&self) {
        let mut count = self.count.clone();
        let all = |count: &usize| *count == self.known().written.len();
        count.wait_for(all).await.expect("the writer has ended");
    }

    /// Whether the seeker's page says that the counsellor is connected.
    pub fn sees_the_counsellor(&self) -> Option<bool> {
        self.known().counsellor_here
    }

    pub fn lost_the_lease(&self) -> bool {
        self.known().lost_lease
    }

    /// Whether they read everything of their chats.
    pub fn has(&self, places: &Transcripts) -> bool {
        self.lacks(places).is_none()
    }

    /// How much they lack.
    pub fn lacks(&self, places: &Transcripts) -> Option<String> {
        let known = self.known();
        let lack = known.read.iter().find(|(chat, read)| places.0[*chat].len() != read.len());
        lack.map(|(chat, read)| format!("{} of {}", read.len(), places.0[chat].len()))
    }
}

/// What was acknowledged to whomever, by chat and place.
pub struct Transcripts(HashMap<ChatId, BTreeMap<u32, MessageId>>);

impl Transcripts {
    pub fn of(talkers: &[Talker]) -> Self {
        let mut all: HashMap<ChatId, BTreeMap<u32, MessageId>> = HashMap::new();
        for talker in talkers {
            let known = talker.known();
            assert_eq!(known.wrong, None);
            for (id, (chat, seq)) in &known.acknowledged {
                let before = all.entry(*chat).or_default().insert(*seq, *id);
                assert!(before.is_none(), "two messages were given one place");
            }
        }
        Self(all)
    }

    /// Everybody reads the same, each message once, at its place, and each writer's in the order of writing.
    pub fn check(&self, talkers: &[Talker]) {
        for transcript in self.0.values() {
            let last = u32::try_from(transcript.len()).unwrap();
            assert!(transcript.keys().copied().eq(1..=last), "a place is empty");
        }
        for talker in talkers {
            let known = talker.known();
            assert_eq!(known.wrong, None);
            for (chat, read) in &known.read {
                assert_eq!(read, &self.0[chat], "two readers see different orders");
                let own = known.written.iter().filter(|(of, _)| of == chat);
                let places: Vec<u32> = own.map(|(_, id)| known.acknowledged[id].1).collect();
                assert!(places.is_sorted(), "somebody's words changed their order");
            }
        }
    }
}

struct Desk {
    party: Party,
    chats: Vec<ChatId>,
    world: Runtime,
    pace: Duration,
    known: Arc<Mutex<Known>>,
    counted: watch::Sender<usize>,
    hushed: watch::Receiver<bool>,
    outbox: VecDeque<ClientFrame>,
    turn: usize,
}

/// What is under way on one connection.
#[derive(Default)]
struct UnderWay {
    message: Option<u32>,
    renewal: Option<u32>,
}

impl Desk {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn work(mut self) {
        for chat in self.chats.clone() {
            self.known().read.insert(chat, BTreeMap::new());
        }
        loop {
            // Whatever ends a connection, the next one goes on where this one stopped.
            let _ended = self.converse().await;
            tokio::time::sleep(AGAIN).await;
        }
    }

    fn rest(&self) -> &Rest {
        match &self.party {
            Party::Counsellor(counsellor) => &counsellor.rest,
            Party::Seeker(seeker) => &seeker.rest,
        }
    }

    async fn connect(&self) -> anyhow::Result<(Wire, World)> {
        match &self.party {
            Party::Counsellor(counsellor) => counsellor.connect().await,
            Party::Seeker(seeker) => {
                let (wire, chat) = seeker.connect().await?;
                Ok((wire, World::Seeker { chat }))
            }
        }
    }

    async fn converse(&mut self) -> anyhow::Result<()> {
        let (mut wire, world) = self.connect().await?;
        self.catch_up(&world).await?;
        let mut under_way = UnderWay::default();
        let (mut pace, mut renew) = (tokio::time::interval(self.pace), tokio::time::interval(RENEW));
        loop {
            tokio::select! {
                frame = wire.frame() => self.receive(frame?, &mut under_way).await?,
                _ = pace.tick(), if under_way.message.is_none() => {
                    self.think();
                    if let Some(next) = self.outbox.front() {
                        under_way.message = Some(wire.write(next.clone()).await?);
                    }
                }
                _ = renew.tick(), if matches!(self.party, Party::Counsellor(_)) => {
                    under_way.renewal = Some(wire.write(ClientFrame::Renew).await?);
                }
            }
        }
    }

    /// Writes something new in the next chat, unless hushed or unanswered.
    fn think(&mut self) {
        if *self.hushed.borrow() || !self.outbox.is_empty() {
            return;
        }
        let chat = self.chats[self.turn % self.chats.len()];
        self.turn += 1;
        let id = self.world.id(MessageId::from_parts);
        self.known().written.push((chat, id));
        let body = Blob(id.to_bytes().to_vec());
        self.outbox.push_back(ClientFrame::Send { id, chat, audience: Audience::Everyone, body });
    }

    async fn receive(&mut self, frame: ServerFrame, under_way: &mut UnderWay) -> anyhow::Result<()> {
        match frame {
            ServerFrame::Snapshot { world, .. } => self.catch_up(&world).await,
            ServerFrame::Event { event: Event::MessageStored { message }, .. } => {
                let chat = message.chat;
                self.read(&message);
                if self.known().read[&chat].len() < message.seq as usize {
                    self.fetch(chat).await
                } else {
                    Ok(())
                }
            }
            ServerFrame::Event { event: Event::SeekerChatChanged { chat }, .. } => {
                self.notes(&chat);
                Ok(())
            }
            ServerFrame::Event { .. } => Ok(()),
            ServerFrame::Answer { r, answer } if under_way.message == Some(r) => {
                under_way.message = None;
                self.answered(answer).await
            }
            ServerFrame::Answer { r, answer } if under_way.renewal == Some(r) => {
                under_way.renewal = None;
                match answer {
                    Answer::Refused { problem } if problem.code != ProblemCode::Unavailable => {
                        self.known().lost_lease = true;
                        Ok(())
                    }
                    // Asked again with the next connection.
                    Answer::Refused { .. } => anyhow::bail!("the lease was not renewed"),
                    Answer::Done | Answer::Stored { .. } | Answer::Renewed { .. } => Ok(()),
                }
            }
            ServerFrame::Answer { .. } => Ok(()),
            ServerFrame::Bye { .. } => anyhow::bail!("the server moves"),
        }
    }

    async fn answered(&mut self, answer: Answer) -> anyhow::Result<()> {
        let Some(ClientFrame::Send { id, chat, .. }) = self.outbox.front().cloned() else { return Ok(()) };
        match answer {
            Answer::Stored { seq, .. } => {
                self.outbox.pop_front();
                let gap = {
                    let mut known = self.known();
                    known.acknowledged.insert(id, (chat, seq));
                    insert(&mut known, chat, (seq, id));
                    known.read[&chat].len() < seq as usize
                };
                self.counted.send_modify(|count| *count += 1);
                if gap { self.fetch(chat).await } else { Ok(()) }
            }
            // A seeker who sends what has piled up meets the pace of pages.
            Answer::Refused {
                problem: Problem { code: ProblemCode::Unavailable | ProblemCode::TooManyTries, .. },
            } => {
                tokio::time::sleep(AGAIN).await;
                Ok(())
            }
            other => {
                self.known().wrong = Some(format!("a message was answered with {other:?}"));
                anyhow::bail!("refused")
            }
        }
    }

    fn notes(&self, chat: &SeekerChatView) {
        if let SeekerStateView::Active { counsellor_presence, .. } = &chat.state {
            self.known().counsellor_here = Some(*counsellor_presence == PresenceView::Here);
        }
    }

    fn read(&self, message: &MessageView) {
        insert(&mut self.known(), message.chat, (message.seq, message.id));
    }

    async fn catch_up(&mut self, world: &World) -> anyhow::Result<()> {
        let last: Vec<(ChatId, u32)> = match world {
            World::Counsellor { chats, .. } => chats.iter().map(|chat| (chat.id, chat.last_seq)).collect(),
            World::Seeker { chat } => {
                self.notes(chat);
                vec![(chat.id, chat.last_seq)]
            }
            World::Visitor { .. } => Vec::new(),
        };
        for (chat, last) in last {
            let behind = self.known().read.get(&chat).is_some_and(|read| read.len() < last as usize);
            if behind {
                self.fetch(chat).await?;
            }
        }
        Ok(())
    }

    /// Reads everything behind the last place before which nothing is missing.
    async fn fetch(&self, chat: ChatId) -> anyhow::Result<()> {
        loop {
            let after = {
                let known = self.known();
                (1..).zip(known.read[&chat].keys()).take_while(|(place, seq)| place == *seq).count()
            };
            let path = format!("/api/v1/chats/{chat}/messages?after={after}");
            let page: Result<MessagePage, Problem> =
                self.rest().call(Method::GET, &path, None::<&()>).await?;
            let page = page.map_err(|problem| anyhow::anyhow!("{problem:?}"))?;
            page.messages.iter().for_each(|message| self.read(message));
            if !page.more {
                return Ok(());
            }
        }
    }
}

fn insert(known: &mut Known, chat: ChatId, (seq, id): (u32, MessageId)) {
    let Some(read) = known.read.get_mut(&chat) else { return };
    match read.insert(seq, id) {
        Some(other) if other != id => known.wrong = Some(format!("place {seq} holds two messages")),
        Some(_) | None => {}
    }
}
