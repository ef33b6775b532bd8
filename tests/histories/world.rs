//! The system under a history: the server, its clock, everybody's clients, and the model beside them.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use beistand_domain::{ChatId, CommandId, MessageId, Moment};
use beistand_protocol::live::{Answer, ClientFrame, Who};
use beistand_protocol::rest::chat::Command;
use beistand_protocol::{Problem, ProblemCode};
use beistand_runtime::Runtime;
use beistand_seal::ChatKeys;
use beistand_testkit::people::Rest;
use beistand_testkit::{Counsellor, Network, Seeker, TestServer, clock};
use futures_util::future::join_all;
use reqwest::Method;
use serde::Serialize;
use serde_json::Value;

use crate::line::{Broken, Line, State};
use crate::model::{Model, Phase, seconds};
use crate::step::{Client, DESKS, Fate, PAGES, Trouble};

/// A network that has been silent leaves connections behind that the server takes for alive, for a while.
type Ghosts = bool;

pub struct Desk {
    pub who: Counsellor,
    pub line: Line,
    pub ghosts: Ghosts,
}

pub struct Page {
    pub seeker: Seeker,
    pub line: Line,
    pub ghosts: Ghosts,
}

/// What a command should come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Done,
    Refused,
    /// Time may have ended the chat already.
    Either,
}

pub struct World {
    pub server: TestServer,
    pub runtime: Runtime,
    pub model: Model,
    pub desks: [Option<Desk>; DESKS.len()],
    pub pages: [Option<Page>; PAGES],
    /// Seekers of chats that are over.
    pub former: Vec<Seeker>,
    /// Who sent what, in the order of writing.
    pub written: Vec<(Client, ChatId, MessageId)>,
    /// For calls that no trouble touches.
    pub outside: Rest,
}

impl World {
    pub async fn new(seed: u64) -> anyhow::Result<Self> {
        let server = TestServer::start().await?;
        let runtime = clock::runtime(&server.clock, seed.wrapping_add(1_000_000));
        let outside = Rest::new(&server.url())?;
        Ok(Self {
            server,
            runtime,
            model: Model::new(),
            desks: Default::default(),
            pages: Default::default(),
            former: Vec::new(),
            written: Vec::new(),
            outside,
        })
    }

    pub fn now(&self) -> Moment {
        self.runtime.now()
    }

    pub fn lines(&mut self) -> impl Iterator<Item = &mut Line> {
        let desks = self.desks.iter_mut().flatten().map(|desk| &mut desk.line);
        desks.chain(self.pages.iter_mut().flatten().map(|page| &mut page.line))
    }

    pub fn line(&mut self, client: Client) -> Option<&mut Line> {
        match client {
            Client::Desk(desk) => self.desks[desk].as_mut().map(|desk| &mut desk.line),
            Client::Page(page) => self.pages[page].as_mut().map(|page| &mut page.line),
        }
    }

    /// The chat of this page.
    pub fn chat(&self, page: usize) -> Option<ChatId> {
        self.pages[page].as_ref().map(|page| page.seeker.chat)
    }

    /// A new line of a client to the server.
    pub async fn network(&self) -> anyhow::Result<Network> {
        Network::before(self.server.host()).await
    }

    pub async fn sign_in(&mut self, desk: usize) -> anyhow::Result<()> {
        if self.desks[desk].is_some() {
            return Ok(());
        }
        let network = self.network().await?;
        let who = Counsellor::sign_in(&network.url(), &self.runtime, DESKS[desk].1).await?;
        let token = who.rest.token.clone().context("signed in without a token")?;
        let line = Line::new(network, who.rest.clone(), Who::Counsellor { token });
        self.desks[desk] = Some(Desk { who, line, ghosts: false });
        Ok(())
    }

    pub async fn sign_out(&mut self, desk: usize) -> anyhow::Result<()> {
        if !self.is_online(Client::Desk(desk)) {
            return Ok(());
        }
        if let Some(mut gone) = self.desks[desk].take() {
            gone.who.sign_out().await?;
            let person = DESKS[desk].0;
            self.model.duties[person] = self.model.duties[person].at(self.runtime.now()).signed_out(desk);
        }
        Ok(())
    }

    pub fn is_online(&mut self, client: Client) -> bool {
        self.line(client).is_some_and(|line| line.state == State::Online)
    }

    /// Everybody who is connected, or wants to be, does what waits; what comes of it is written down.
    pub async fn everybody_works(&mut self) -> anyhow::Result<()> {
        for (at, done) in join_all(self.lines().map(Line::work)).await.into_iter().enumerate() {
            done.with_context(|| format!("line {at}"))?;
        }
        let now = self.now();
        for page in self.pages.iter().flatten() {
            let Some(chat) = self.model.of(page.seeker.chat) else { continue };
            match page.line.state {
                State::Over => chat.was_ended(None, now)?,
                State::Online if page.line.is_here() => chat.here = now,
                State::Online | State::Held | State::Offline => {}
            }
        }
        self.note_posted()
    }

    fn note_posted(&mut self) -> anyhow::Result<()> {
        let now = self.now();
        let posted: Vec<_> = self.lines().flat_map(|line| std::mem::take(&mut line.posted)).collect();
        for posted in posted {
            let chat = self.model.of(posted.chat).context("a message of an unknown chat")?;
            let active = matches!(chat.phase, Phase::Active { .. });
            let spoken = active || matches!(chat.phase, Phase::Ended { talked: Some(_), .. });
            match posted.place {
                Ok(seq) => {
                    ensure!(spoken, "{posted:?} was stored though the conversation had not begun");
                    chat.acknowledged(posted.id, seq)?;
                }
                Err(_) => ensure!(
                    !active || chat.may_be_over(now),
                    "{posted:?} was refused though the conversation was on"
                ),
            }
        }
        Ok(())
    }

    /// Time goes by while everybody who is connected says so and renews the lease.
    pub async fn pass(&mut self, span: Duration) -> anyhow::Result<()> {
        let mut left = span;
        while !left.is_zero() {
            let some = left.min(seconds(10));
            left -= some;
            self.server.clock.advance(some);
            self.everybody_works().await?;
            for desk in 0..DESKS.len() {
                self.renew(desk).await?;
            }
        }
        Ok(())
    }

    async fn renew(&mut self, desk: usize) -> anyhow::Result<()> {
        let Some(Desk { line, .. }) = self.desks[desk].as_mut().filter(|desk| desk.line.is_here()) else {
            return Ok(());
        };
        let (person, now) = (DESKS[desk].0, self.runtime.now());
        let after = self.model.duties[person].renewed(desk, now);
        match (line.ask(ClientFrame::Renew).await, after) {
            (Ok(Answer::Renewed { .. }), Some(duty)) => self.model.duties[person] = duty,
            (Ok(Answer::Refused { .. }), None) => {}
            (Ok(answer), _) => anyhow::bail!("desk {desk} renewed and got {answer:?}, {after:?} is right"),
            (Err(Broken::Line), _) => line.drop_connection(),
            (Err(Broken::Rule(error)), _) => return Err(error),
        }
        Ok(())
    }

    pub fn disturb(&mut self, client: Client, trouble: Trouble) {
        let Some(line) = self.line(client) else { return };
        if line.state != State::Online {
            return;
        }
        match trouble {
            Trouble::Leaves => {}
            Trouble::Cut => line.network.cut(),
            Trouble::Silent => line.network.swallow(),
            Trouble::Held => line.network.hold(),
        }
        if trouble == Trouble::Held {
            line.state = State::Held;
        } else {
            line.state = State::Offline;
            line.drop_connection();
        }
        if matches!(trouble, Trouble::Silent | Trouble::Held) {
            self.leaves_ghosts(client);
        }
    }

    pub fn leaves_ghosts(&mut self, client: Client) {
        match client {
            Client::Desk(desk) => self.desks[desk].iter_mut().for_each(|desk| desk.ghosts = true),
            Client::Page(page) => self.pages[page].iter_mut().for_each(|page| page.ghosts = true),
        }
    }

    pub fn returns(&mut self, client: Client) {
        if let Some(line) = self.line(client) {
            if line.state == State::Offline {
                // Connections that were in silence are noticed to be dead by now.
                line.network.cut();
            }
            line.network.mend();
            if matches!(line.state, State::Offline | State::Held) {
                line.state = State::Online;
            }
        }
    }

    /// Gives a command as a client with a line does, and again with the same id where the line breaks.
    pub async fn command(
        line: &mut Line,
        (method, path): (Method, &str),
        body: &(impl Serialize + Sync),
        fate: Fate,
    ) -> anyhow::Result<Result<Value, Problem>> {
        if let Fate::Broken(turns) = fate {
            let call = line.rest.call::<Value>(method.clone(), path, Some(body));
            tokio::select! {
                biased;
                _ = call => {}
                () = some_turns(turns) => {}
            }
            line.network.cut();
            line.drop_connection();
            line.network.mend();
        }
        let first = repeatedly(&line.rest, (method.clone(), path), body).await?;
        if fate == Fate::Twice {
            let second = repeatedly(&line.rest, (method, path), body).await?;
            let same = match (&first, &second) {
                (Ok(first), Ok(second)) => first == second,
                // The seeker of a chat that is over is out.
                (Ok(_), Err(problem)) => problem.code == ProblemCode::Unauthenticated,
                (Err(first), Err(second)) => first.code == second.code,
                (Err(_), Ok(_)) => false,
            };
            ensure!(same, "{path}: first {first:?}, then {second:?}");
        }
        Ok(first)
    }

    /// A command about a chat.
    pub async fn about(
        &mut self,
        client: Client,
        (chat, what): (ChatId, &str),
        fate: Fate,
    ) -> anyhow::Result<Result<Value, Problem>> {
        let body = Command { command: self.runtime.id(CommandId::from_parts) };
        let line = self.line(client).context("nobody is there")?;
        Self::command(line, (Method::POST, &format!("/api/v1/chats/{chat}/{what}")), &body, fate).await
    }

    /// The keys of a chat at a desk, once it has them.
    pub fn keys(&self, desk: usize, chat: ChatId) -> Option<ChatKeys> {
        let desk = self.desks[desk].as_ref()?;
        desk.who.open(desk.line.view.chats.get(&chat)?).ok()
    }

    /// All connections break, and those of silent networks with them.
    pub fn all_break(&mut self) {
        for line in self.lines() {
            line.drop_connection();
            if line.state == State::Held {
                line.network.cut();
                line.state = State::Offline;
            }
        }
        self.desks.iter_mut().flatten().for_each(|desk| desk.ghosts = false);
        self.pages.iter_mut().flatten().for_each(|page| page.ghosts = false);
    }

    /// Everything that was written into a chat, by whom.
    pub fn order_of(&self, chat: ChatId) -> HashMap<String, Vec<MessageId>> {
        let mut all: HashMap<String, Vec<MessageId>> = HashMap::new();
        for (client, _, id) in self.written.iter().filter(|(_, of, _)| *of == chat) {
            all.entry(format!("{client:?}")).or_default().push(*id);
        }
        all
    }
}

/// Until the server has answered: what a line or a start of the server swallowed is asked again, with the same id.
async fn repeatedly(
    rest: &Rest,
    (method, path): (Method, &str),
    body: &(impl Serialize + Sync),
) -> anyhow::Result<Result<Value, Problem>> {
    let mut last = None;
    for _ in 0..20 {
        match rest.call::<Value>(method.clone(), path, Some(body)).await {
            Ok(Err(problem)) if problem.code == ProblemCode::Unavailable => {
                last = Some(format!("{problem:?}"))
            }
            Ok(answer) => return Ok(answer),
            Err(error) => last = Some(error.to_string()),
        }
        tokio::task::yield_now().await;
    }
    anyhow::bail!("{path} is not answered: {last:?}")
}

async fn some_turns(turns: u8) {
    for _ in 0..turns {
        tokio::task::yield_now().await;
    }
}

/// Says what is wrong where an answer is not as the model has it.
pub fn as_expected<T, E: std::fmt::Debug>(
    what: &str,
    answer: &Result<T, E>,
    expected: Expected,
) -> anyhow::Result<bool> {
    match (answer, expected) {
        (Ok(_), Expected::Done | Expected::Either) => Ok(true),
        (Err(_), Expected::Refused | Expected::Either) => Ok(false),
        (Ok(_), Expected::Refused) => anyhow::bail!("{what} was done, though it must be refused"),
        (Err(problem), Expected::Done) => anyhow::bail!("{what} was refused: {problem:?}"),
    }
}
