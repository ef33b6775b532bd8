//! The system compared with the model: what each client shows, and at the end what is kept.

use anyhow::{Context as _, ensure};
use beistand_domain::{ChatId, limits};
use beistand_protocol::ProblemCode;
use beistand_protocol::live::World as Snapshot;
use beistand_protocol::rest::message::MessagePage;
use beistand_protocol::view::{
    AdmissionView, AvailabilityView, ChatStateView, GoneView, MessageView, PageView, PresenceView,
    SeekerStateView,
};
use beistand_testkit::Counsellor;
use beistand_testkit::people::Rest;
use reqwest::Method;

use crate::line::{Broken, Line, State};
use crate::model::{Chat, Duty, Phase, seconds};
use crate::step::{DESKS, PEOPLE};
use crate::world::{Desk, Page, World};

/// As often everybody looks again before something is wrong; every twentieth time a second goes by.
const LOOKS: usize = 400;

impl World {
    /// Waits until everybody shows what the model has.
    pub async fn settle(&mut self) -> anyhow::Result<()> {
        let mut differs = String::new();
        for look in 0..LOOKS {
            if look % 20 == 19 {
                self.server.clock.advance(seconds(1));
            }
            self.everybody_works().await?;
            self.reconcile()?;
            match self.differs().await? {
                None => return Ok(()),
                Some(what) => differs = what,
            }
            tokio::task::yield_now().await;
        }
        anyhow::bail!("{differs}")
    }

    /// Fresh snapshots say the same.
    pub async fn look_again(&mut self) -> anyhow::Result<()> {
        for line in self.lines().filter(|line| line.is_here()) {
            match line.resync().await {
                Ok(()) => {}
                Err(Broken::Line) => line.drop_connection(),
                Err(Broken::Rule(error)) => return Err(error),
            }
        }
        self.settle().await
    }

    /// Takes over what time has ended, where the rules allow it.
    fn reconcile(&mut self) -> anyhow::Result<()> {
        let now = self.now();
        let mut over = Vec::new();
        for desk in self.desks.iter().flatten() {
            for (id, chat) in &desk.line.view.chats {
                if let ChatStateView::Ended { how, .. } = chat.state {
                    over.push((*id, how));
                }
            }
            for (id, gone) in &desk.line.view.gone {
                if let GoneView::Ended { how } = gone {
                    over.push((*id, *how));
                }
            }
        }
        for (id, how) in over {
            if let Some(chat) = self.model.of(id) {
                chat.was_ended(Some(how), now)?;
            }
        }
        Ok(())
    }

    async fn differs(&mut self) -> anyhow::Result<Option<String>> {
        let now = self.now();
        let path = "/api/v1/pages/demo";
        let page: Result<PageView, _> = self.outside.call(Method::GET, path, None::<&()>).await?;
        let page = page.map_err(|problem| anyhow::anyhow!("the start page: {problem:?}"))?;
        let sucht = page.topics.iter().find(|topic| topic.topic.slug == "sucht").context("no such topic")?;
        let open = matches!(sucht.admission, AdmissionView::Open { .. });
        if open != self.model.anybody_is_available(now) {
            return Ok(Some(format!("the start page says {:?}, {:?}", sucht.admission, self.model.duties)));
        }
        let desks = self.desks.iter().enumerate().filter_map(|(at, desk)| Some((at, desk.as_ref()?)));
        let wrong = desks.filter(|(_, desk)| desk.line.state == State::Online).find_map(|(at, desk)| {
            self.desk_differs(at, desk).map(|what| format!("desk {at} ({}): {what}", DESKS[at].1))
        });
        if wrong.is_some() {
            return Ok(wrong);
        }
        let pages = self.pages.iter().enumerate().filter_map(|(at, page)| Some((at, page.as_ref()?)));
        Ok(pages
            .filter(|(_, page)| matches!(page.line.state, State::Online | State::Over))
            .find_map(|(at, page)| self.page_differs(page).map(|what| format!("page {at}: {what}"))))
    }

    fn desk_differs(&self, at: usize, desk: &Desk) -> Option<String> {
        let (now, person, view) = (self.now(), DESKS[at].0, &desk.line.view);
        if !desk.line.has_connection() {
            return Some("not connected".to_owned());
        }
        let duty = self.model.duties[person].at(now);
        if !self.shows(view.availability.as_ref()?, duty) {
            return Some(format!("shows {:?}, {duty:?} is right at {now:?}", view.availability));
        }
        let mut shown: Vec<_> = view.requests.values().collect();
        shown.sort_by_key(|chat| (chat.requested, chat.id));
        let shown: Vec<ChatId> = shown.into_iter().map(|chat| chat.id).collect();
        let available = self.model.is_available(person, now);
        let line = self
            .model
            .waiting()
            .filter(|chat| available && (shown.contains(&chat.id) || !chat.may_be_over(now)));
        let line: Vec<ChatId> = line.map(|chat| chat.id).collect();
        if shown != line {
            return Some(format!("shows the line {shown:?}, {line:?} is right; available: {available}"));
        }
        self.model.chats.iter().find_map(|chat| self.chat_differs(person, desk, chat))
    }

    /// Whether a view of an availability, read now, is that of the model.
    fn shows(&self, view: &AvailabilityView, duty: Duty) -> bool {
        let now = self.now();
        let is = |desk: usize, device| self.desks[desk].as_ref().is_some_and(|at| at.who.device == device);
        match (view, duty) {
            (AvailabilityView::Off { .. }, Duty::Off) => true,
            // A desk knows when its lease ends.
            (AvailabilityView::On { until, .. } | AvailabilityView::Paused { until, .. }, Duty::Off) => {
                *until <= now
            }
            (AvailabilityView::On { device, .. }, Duty::On { desk, .. }) => is(desk, *device),
            (AvailabilityView::Paused { device, why, .. }, Duty::Paused { desk, chosen, .. }) => {
                is(desk, *device) && chosen != why.is_programs()
            }
            (AvailabilityView::Off { .. }, _) | (_, Duty::On { .. } | Duty::Paused { .. }) => false,
        }
    }

    fn chat_differs(&self, person: usize, desk: &Desk, chat: &Chat) -> Option<String> {
        let (now, view) = (self.now(), desk.line.view.chats.get(&chat.id));
        let state = view.map(|view| &view.state);
        let right = match (chat.phase, state) {
            (Phase::Waiting, None) => true,
            // Without an answer in time it is gone.
            (Phase::Accepted { by, .. }, None) => by != person || chat.may_be_over(now),
            (Phase::Accepted { by, .. }, Some(ChatStateView::Accepted { presence, .. })) => {
                by == person && !chat.must_be_over(now) && self.presence_is_right(chat, *presence)
            }
            (Phase::Active { by, .. }, None) => by != person,
            (Phase::Active { by, .. }, Some(ChatStateView::Active { presence, .. })) => {
                by == person && !chat.must_be_over(now) && self.presence_is_right(chat, *presence)
            }
            (Phase::Ended { talked, at }, None) => {
                talked != Some(person) || now >= at + limits::READABLE_AFTER_END
            }
            (Phase::Ended { talked, .. }, Some(ChatStateView::Ended { .. })) => talked == Some(person),
            (_, Some(_)) => false,
        };
        if !right {
            return Some(format!("shows {state:?} of {}, {:?} is right", chat.id, chat.phase));
        }
        view.and_then(|_| lacks(&desk.line, chat))
    }

    /// Whether a page that is surely there, or surely not, is shown so.
    fn presence_is_right(&self, chat: &Chat, shown: PresenceView) -> bool {
        let Some(page) = self.pages.iter().flatten().find(|page| page.seeker.chat == chat.id) else {
            return true;
        };
        match page.line.state {
            State::Online if page.line.is_here() => shown == PresenceView::Here,
            State::Offline if !page.ghosts => shown != PresenceView::Here,
            State::Online | State::Held | State::Offline | State::Over => true,
        }
    }

    fn page_differs(&self, page: &Page) -> Option<String> {
        let (now, line) = (self.now(), &page.line);
        let chat = self.model.chats.iter().find(|chat| chat.id == page.seeker.chat)?;
        let over = line.state == State::Over;
        if let Phase::Ended { .. } = chat.phase {
            return (!over).then(|| "goes on after the end".to_owned());
        }
        if !line.has_connection() {
            return Some("not connected".to_owned());
        }
        let state = &line.view.page.as_ref()?.state;
        let right = match (chat.phase, state) {
            (Phase::Waiting, SeekerStateView::Waiting { admission, .. }) => {
                self.is_in_place(chat, *admission)
            }
            (Phase::Accepted { .. }, SeekerStateView::Accepted { .. }) => !chat.must_be_over(now),
            (Phase::Active { by, .. }, SeekerStateView::Active { counsellor_presence, .. }) => {
                !chat.must_be_over(now) && self.counsellor_is_right(by, *counsellor_presence)
            }
            (Phase::Waiting | Phase::Accepted { .. } | Phase::Active { .. } | Phase::Ended { .. }, _) => {
                false
            }
        };
        if !right {
            return Some(format!("shows {state:?}, {:?} is right", chat.phase));
        }
        lacks(line, chat)
    }

    fn is_in_place(&self, chat: &Chat, shown: AdmissionView) -> bool {
        let now = self.now();
        let before = || self.model.waiting().take_while(|other| other.id != chat.id);
        let (most, least) = (before().count(), before().filter(|other| !other.may_be_over(now)).count());
        match shown {
            AdmissionView::Open { place } => {
                let place = usize::try_from(place).unwrap_or(usize::MAX);
                self.model.anybody_is_available(now) && (least + 1..=most + 1).contains(&place)
            }
            AdmissionView::NobodyAvailable => !self.model.anybody_is_available(now),
            AdmissionView::Hidden
            | AdmissionView::NotPossible
            | AdmissionView::Closed { .. }
            | AdmissionView::Full => false,
        }
    }

    fn counsellor_is_right(&self, person: usize, shown: PresenceView) -> bool {
        let desks = || self.desks.iter().enumerate().filter(|(at, _)| DESKS[*at].0 == person);
        let mut here = desks().filter_map(|(_, desk)| desk.as_ref());
        if here.any(|desk| desk.line.is_here()) {
            return shown == PresenceView::Here;
        }
        let ghosts = desks().filter_map(|(_, desk)| desk.as_ref()).any(|desk| desk.ghosts);
        ghosts || shown != PresenceView::Here
    }

    /// Nobody reads a chat who does not take part in it.
    pub async fn strangers_read_nothing(&self) -> anyhow::Result<()> {
        for chat in &self.model.chats {
            let (talked, holder) = match chat.phase {
                Phase::Ended { talked, .. } => (talked, None),
                Phase::Waiting | Phase::Accepted { .. } | Phase::Active { .. } => (None, chat.holder()),
            };
            let may = |person: usize| talked == Some(person) || holder.is_some_and(|(by, _)| by == person);
            for (at, desk) in self.desks.iter().enumerate() {
                let Some(desk) = desk.as_ref().filter(|desk| desk.line.state == State::Online) else {
                    continue;
                };
                if !may(DESKS[at].0) {
                    refuses(&desk.line.rest, chat.id, ProblemCode::NotFound).await?;
                }
            }
            let others = self.pages.iter().flatten().filter(|page| page.seeker.chat != chat.id);
            for page in others.filter(|page| page.line.is_here()) {
                refuses(&page.line.rest, chat.id, ProblemCode::NotFound).await?;
            }
        }
        Ok(())
    }

    /// Everything that was acknowledged is there, once, in one order, with its bytes; then its time is over, and nothing is.
    pub async fn finish(&mut self) -> anyhow::Result<()> {
        self.strangers_read_nothing().await?;
        let mut readers = Vec::new();
        for person in 0..PEOPLE {
            let reader = self.fresh(person).await?;
            for chat in self.model.chats.iter().filter(|chat| reads(chat, person)) {
                self.is_whole(chat, &reader.rest).await?;
            }
            readers.push(reader);
        }
        for page in self.pages.iter().flatten().filter(|page| page.line.state == State::Online) {
            let chat = self.model.chats.iter().find(|chat| chat.id == page.seeker.chat).context("unknown")?;
            self.is_whole(chat, &page.line.rest).await?;
        }
        for seeker in &self.former {
            let mut rest = self.outside.clone();
            rest.token.clone_from(&seeker.rest.token);
            refuses(&rest, seeker.chat, ProblemCode::Unauthenticated).await?;
        }
        self.desks = Default::default();
        self.pages = Default::default();
        self.nothing_is_kept(&readers).await
    }

    /// The longest chat is over, and two days later nothing of any chat is there.
    async fn nothing_is_kept(&self, readers: &[Counsellor]) -> anyhow::Result<()> {
        let clock = &self.server.clock;
        clock.advance(limits::CHAT_LENGTH + seconds(1));
        for reader in readers {
            let mut looks = 0;
            while goes_on(reader).await? {
                looks += 1;
                ensure!(looks < LOOKS, "a chat goes on after three hours");
                clock.advance(seconds(1));
            }
        }
        clock.advance(limits::READABLE_AFTER_END);
        for reader in readers {
            for chat in &self.model.chats {
                refuses(&reader.rest, chat.id, ProblemCode::NotFound).await?;
            }
        }
        let mut looks = 0;
        while self.server.messages().await? > 0 {
            looks += 1;
            ensure!(looks < LOOKS, "messages are kept for more than 48 hours");
            clock.advance(seconds(1));
            readers[0].connect().await?;
        }
        Ok(())
    }

    async fn fresh(&self, person: usize) -> anyhow::Result<Counsellor> {
        let name = DESKS.iter().find(|(of, _)| *of == person).context("nobody")?.1;
        Counsellor::sign_in(&self.server.url(), &self.runtime, name).await
    }

    async fn is_whole(&self, chat: &Chat, rest: &Rest) -> anyhow::Result<()> {
        let path = format!("/api/v1/chats/{}/messages?limit=500", chat.id);
        let page: Result<MessagePage, _> = rest.call(Method::GET, &path, None::<&()>).await?;
        let page = page.map_err(|problem| anyhow::anyhow!("{} is not readable: {problem:?}", chat.id))?;
        let places: Vec<u32> = page.messages.iter().map(|message| message.seq).collect();
        let last = u32::try_from(places.len())?;
        ensure!(places.iter().copied().eq(1..=last), "places are missing or doubled: {places:?}");
        page.messages.iter().try_for_each(|message| is_as_sent(chat, message))?;
        for (seq, id) in &chat.stored {
            let at = page.messages.iter().filter(|message| message.id == *id).map(|message| message.seq);
            ensure!(at.eq([*seq]), "{id} was acknowledged at {seq} and is not there, once");
        }
        for (client, ids) in self.order_of(chat.id) {
            let places =
                ids.iter().filter_map(|id| page.messages.iter().position(|message| message.id == *id));
            ensure!(places.is_sorted(), "the words of {client} have changed their order");
        }
        Ok(())
    }
}

/// Whether a counsellor holds a chat.
async fn goes_on(reader: &Counsellor) -> anyhow::Result<bool> {
    let (_, world) = reader.connect().await?;
    let Snapshot::Counsellor { chats, .. } = world else { anyhow::bail!("not a counsellor's world") };
    Ok(chats.iter().any(|chat| !matches!(chat.state, ChatStateView::Ended { .. })))
}

fn reads(chat: &Chat, person: usize) -> bool {
    match chat.phase {
        Phase::Active { by, .. } => by == person,
        Phase::Ended { talked, .. } => talked == Some(person),
        Phase::Waiting | Phase::Accepted { .. } => false,
    }
}

fn is_as_sent(chat: &Chat, message: &MessageView) -> anyhow::Result<()> {
    let sent = chat.sent.get(&message.id).context("a message that nobody wrote")?;
    ensure!(*sent == message.body.0, "{} has other bytes than were sent", message.id);
    Ok(())
}

/// What a reader lacks of what was acknowledged, or has besides it.
fn lacks(line: &Line, chat: &Chat) -> Option<String> {
    let read = line.read.get(&chat.id);
    let has = |seq: &u32| read.and_then(|read| read.get(seq)).map(|message| message.id);
    if let Some((seq, id)) = chat.stored.iter().find(|(seq, id)| has(seq) != Some(**id)) {
        return Some(format!("lacks {id} at {seq} of {}", chat.id));
    }
    let wrong =
        read.into_iter().flat_map(|read| read.values()).find_map(|message| is_as_sent(chat, message).err());
    wrong.map(|error| error.to_string())
}

async fn refuses(rest: &Rest, chat: ChatId, code: ProblemCode) -> anyhow::Result<()> {
    let path = format!("/api/v1/chats/{chat}/messages");
    let page: Result<MessagePage, _> = rest.call(Method::GET, &path, None::<&()>).await?;
    let refused = page.as_ref().is_err_and(|problem| problem.code == code);
    ensure!(refused, "{chat} is answered to a stranger with {page:?}");
    Ok(())
}
