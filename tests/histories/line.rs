//! One client's connection and what it shows: a snapshot, folded with the events behind it, as desks and pages do; messages by
//! place, with gaps fetched; and an outbox that is sent again after each break.

use std::collections::{BTreeMap, HashMap, VecDeque};

use anyhow::{Context as _, bail, ensure};
use beistand_domain::{ChatId, MessageId};
use beistand_protocol::live::{Answer, Bye, ClientFrame, Event, ServerFrame, Who, World};
use beistand_protocol::rest::message::MessagePage;
use beistand_protocol::view::{AvailabilityView, ChatView, GoneView, MessageView, SeekerChatView};
use beistand_protocol::{LIVE_VERSION, ProblemCode};
use beistand_testkit::people::Rest;
use beistand_testkit::{Network, Wire};
use reqwest::Method;

/// What the client shows.
#[derive(Default)]
pub struct View {
    pub availability: Option<AvailabilityView>,
    pub requests: BTreeMap<ChatId, ChatView>,
    pub chats: BTreeMap<ChatId, ChatView>,
    pub gone: HashMap<ChatId, GoneView>,
    pub page: Option<SeekerChatView>,
}

/// What became of a message that was sent.
#[derive(Debug)]
pub struct Posted {
    pub chat: ChatId,
    pub id: MessageId,
    /// Its place, or why it was refused.
    pub place: Result<u32, ProblemCode>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Wants to be connected.
    Online,
    /// Wants to be, and its line is held: nothing comes or goes for now.
    Held,
    /// Closed, cut or in silence.
    Offline,
    /// The server said that there is no way back.
    Over,
}

pub struct Line {
    pub network: Network,
    pub rest: Rest,
    pub state: State,
    who: Who,
    wire: Option<Wire>,
    /// The number of the last event.
    n: u64,
    pub view: View,
    pub read: HashMap<ChatId, BTreeMap<u32, MessageView>>,
    pub outbox: VecDeque<ClientFrame>,
    pub posted: Vec<Posted>,
}

impl Line {
    pub fn new(network: Network, rest: Rest, who: Who) -> Self {
        Self {
            network,
            rest,
            state: State::Online,
            who,
            wire: None,
            n: 0,
            view: View::default(),
            read: HashMap::new(),
            outbox: VecDeque::new(),
            posted: Vec::new(),
        }
    }

    /// Whether it is connected and answers.
    pub fn is_here(&self) -> bool {
        self.state == State::Online && self.wire.is_some()
    }

    pub fn has_connection(&self) -> bool {
        self.wire.is_some()
    }

    /// Its connection is closed, or forgotten.
    pub fn drop_connection(&mut self) {
        self.wire = None;
    }

    /// Connects where it should be connected, reads everything that has come so far, and sends what waits in the outbox.
    pub async fn work(&mut self) -> anyhow::Result<()> {
        if self.state != State::Online {
            return Ok(());
        }
        if self.wire.is_none() {
            self.connect().await?;
        }
        if self.wire.is_some() {
            match self.converse().await {
                Ok(()) => {}
                Err(Broken::Line) => self.wire = None,
                Err(Broken::Rule(error)) => return Err(error),
            }
        }
        Ok(())
    }

    async fn connect(&mut self) -> anyhow::Result<()> {
        // A server that is just starting again is tried with the next turn.
        let Ok(mut wire) = Wire::open(&self.network.url()).await else { return Ok(()) };
        wire.write(ClientFrame::Hello { version: LIVE_VERSION, who: self.who.clone() }).await?;
        match wire.frame().await {
            Ok(ServerFrame::Snapshot { world, .. }) => {
                self.wire = Some(wire);
                self.snapshot(world).await
            }
            Ok(ServerFrame::Bye { why: Bye::SignedOut }) => {
                self.state = State::Over;
                Ok(())
            }
            Ok(ServerFrame::Bye { why: Bye::Moving }) | Err(_) => Ok(()),
            Ok(other) => bail!("instead of a world: {other:?}"),
        }
    }

    async fn converse(&mut self) -> Result<(), Broken> {
        self.ask(ClientFrame::Ping).await?;
        while let Some(next) = self.outbox.front().cloned() {
            let ClientFrame::Send { id, chat, .. } = &next else { break };
            let (id, chat) = (*id, *chat);
            let place = match self.ask(next.clone()).await? {
                Answer::Stored { seq, at } => {
                    self.own(&next, seq, at);
                    Ok(seq)
                }
                Answer::Refused { problem } => match problem.code {
                    ProblemCode::TooManyTries | ProblemCode::Unavailable => return Ok(()),
                    code => Err(code),
                },
                other => return Err(Broken::Rule(anyhow::anyhow!("a message was answered with {other:?}"))),
            };
            self.outbox.pop_front();
            self.posted.push(Posted { chat, id, place });
        }
        Ok(())
    }

    /// Its own message as its author keeps it; what the server has is compared at the end.
    fn own(&mut self, frame: &ClientFrame, seq: u32, at: beistand_domain::Moment) {
        let ClientFrame::Send { id, chat, audience, body } = frame.clone() else { return };
        let sender = beistand_protocol::view::Sender::Seeker;
        let message = MessageView { id, chat, seq, at, sender, audience, body };
        self.read.entry(chat).or_default().entry(seq).or_insert(message);
    }

    /// Asks and takes in everything that comes before the answer.
    pub async fn ask(&mut self, frame: ClientFrame) -> Result<Answer, Broken> {
        let asked = format!("{frame:?}");
        let r = self.write(frame).await?;
        loop {
            let next = self.frame().await.map_err(|broken| match broken {
                Broken::Rule(error) => {
                    Broken::Rule(error.context(asked.chars().take(40).collect::<String>()))
                }
                Broken::Line => Broken::Line,
            });
            match next? {
                ServerFrame::Answer { r: of, answer } if of == r => return Ok(answer),
                other => self.take(other).await?,
            }
        }
    }

    /// Writes a frame whose answer nobody waits for yet.
    pub async fn write(&mut self, frame: ClientFrame) -> Result<u32, Broken> {
        let wire = self.wire.as_mut().ok_or(Broken::Line)?;
        wire.write(frame).await.map_err(|_| Broken::Line)
    }

    async fn frame(&mut self) -> Result<ServerFrame, Broken> {
        let wire = self.wire.as_mut().ok_or(Broken::Line)?;
        let frame = wire.frame().await;
        frame.map_err(|error| match error.to_string() {
            said if said.contains("nothing more") => Broken::Rule(error),
            _ => Broken::Line,
        })
    }

    /// A fresh snapshot must show what the events had made of the one before.
    pub async fn resync(&mut self) -> Result<(), Broken> {
        let answer = self.ask(ClientFrame::Resync).await?;
        if answer != Answer::Done {
            return Ok(());
        }
        loop {
            let frame = self.frame().await?;
            let fresh = matches!(frame, ServerFrame::Snapshot { .. });
            self.take(frame).await?;
            if fresh {
                return Ok(());
            }
        }
    }

    async fn take(&mut self, frame: ServerFrame) -> Result<(), Broken> {
        match frame {
            ServerFrame::Snapshot { world, .. } => self.snapshot(world).await.map_err(Broken::Rule),
            ServerFrame::Event { n, event } => {
                self.n += 1;
                if n != self.n {
                    return Err(Broken::Rule(anyhow::anyhow!("event {n} instead of {}", self.n)));
                }
                self.event(event).await.map_err(Broken::Rule)
            }
            ServerFrame::Answer { .. } => Ok(()),
            ServerFrame::Bye { why } => {
                if why == Bye::SignedOut {
                    self.state = State::Over;
                }
                Err(Broken::Line)
            }
        }
    }

    async fn snapshot(&mut self, world: World) -> anyhow::Result<()> {
        self.n = 0;
        let mut behind = Vec::new();
        match world {
            World::Counsellor { availability, requests, chats, .. } => {
                self.view.availability = Some(availability);
                self.view.requests = requests.into_iter().map(|chat| (chat.id, chat)).collect();
                behind.extend(chats.iter().map(|chat| (chat.id, chat.last_seq)));
                self.view.chats = chats.into_iter().map(|chat| (chat.id, chat)).collect();
                self.view.gone.clear();
            }
            World::Seeker { chat } => {
                behind.push((chat.id, chat.last_seq));
                self.view.page = Some(chat);
            }
            World::Visitor { .. } => bail!("a visitor's world"),
        }
        for (chat, last) in behind {
            if self.contiguous(chat) < last {
                self.fetch(chat).await?;
            }
        }
        Ok(())
    }

    async fn event(&mut self, event: Event) -> anyhow::Result<()> {
        match event {
            Event::ChatChanged { chat } => self.changed(chat),
            Event::ChatGone { chat, gone } => {
                self.view.requests.remove(&chat);
                self.view.chats.remove(&chat);
                self.view.gone.insert(chat, gone);
            }
            Event::AvailabilityChanged { availability, requests } => {
                self.view.availability = Some(availability);
                self.view.requests = requests.into_iter().map(|chat| (chat.id, chat)).collect();
            }
            Event::MessageStored { message } => {
                let (chat, seq) = (message.chat, message.seq);
                self.reads(message)?;
                if self.contiguous(chat) < seq {
                    self.fetch(chat).await?;
                }
            }
            Event::SeekerChatChanged { chat } => {
                // An older view never replaces a newer one.
                if self.view.page.as_ref().is_none_or(|old| old.revision <= chat.revision) {
                    self.view.page = Some(chat);
                }
            }
            Event::Typing { .. }
            | Event::MarksChanged { .. }
            | Event::SelfTest { .. }
            | Event::PageChanged { .. } => {}
        }
        Ok(())
    }

    /// A newer view replaces an older one, whatever list it stood in.
    fn changed(&mut self, chat: ChatView) {
        use beistand_protocol::view::ChatStateView;
        let old = self.view.chats.get(&chat.id).or_else(|| self.view.requests.get(&chat.id));
        if old.is_some_and(|old| old.revision > chat.revision) {
            return;
        }
        self.view.requests.remove(&chat.id);
        match chat.state {
            ChatStateView::Waiting { .. } => self.view.requests.insert(chat.id, chat),
            ChatStateView::Accepted { .. } | ChatStateView::Active { .. } | ChatStateView::Ended { .. } => {
                self.view.chats.insert(chat.id, chat)
            }
        };
    }

    /// How far this chat is read without a gap.
    fn contiguous(&self, chat: ChatId) -> u32 {
        let places = self.read.get(&chat).into_iter().flat_map(BTreeMap::keys);
        (1..).zip(places).take_while(|(wanted, seq)| wanted == *seq).last().map_or(0, |(seq, _)| seq)
    }

    fn reads(&mut self, message: MessageView) -> anyhow::Result<()> {
        let read = self.read.entry(message.chat).or_default();
        let before = read.insert(message.seq, message.clone());
        let same = before.is_none_or(|before| before.id == message.id && before.body == message.body);
        ensure!(same, "place {} shows another message than before", message.seq);
        Ok(())
    }

    /// Fetches what is missing, as a client does that finds a gap.
    async fn fetch(&mut self, chat: ChatId) -> anyhow::Result<()> {
        loop {
            let after = self.contiguous(chat);
            let path = format!("/api/v1/chats/{chat}/messages?after={after}&limit=7");
            let Ok(page) = self.rest.call::<MessagePage>(Method::GET, &path, None::<&()>).await else {
                return Ok(());
            };
            // It may have ended meanwhile.
            let Ok(page) = page else { return Ok(()) };
            for message in page.messages {
                self.reads(message).context("fetched")?;
            }
            if !page.more {
                return Ok(());
            }
        }
    }
}

/// Why a conversation stopped.
#[derive(Debug)]
pub enum Broken {
    /// The line: one connects again.
    Line,
    /// A rule: the history has failed.
    Rule(anyhow::Error),
}
