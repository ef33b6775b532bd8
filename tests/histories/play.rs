//! Each step, done to the system and to the model.

use std::collections::BTreeSet;

use anyhow::{Context as _, ensure};
use beistand_domain::{ChatId, CommandId, limits};
use beistand_protocol::ProblemCode;
use beistand_protocol::live::{ClientFrame, Who};
use beistand_protocol::rest::availability::{AvailabilityAct, AwayReason, SetAvailability};
use beistand_protocol::rest::chat::ChatRequested;
use beistand_protocol::view::SeekerStateView;
use beistand_testkit::{Counsellor, PATIENCE, Seeker};
use futures_util::future::join_all;
use reqwest::Method;

use crate::line::{Line, State};
use crate::model::{Chat, Phase, seconds};
use crate::step::{Client, DESKS, Ending, Fate, Post, Step, Switch};
use crate::world::{Expected, Page, World, as_expected};

/// As much waits in an outbox at most.
const OUTBOX: usize = 6;

impl World {
    pub async fn play(&mut self, step: Step) -> anyhow::Result<()> {
        match step {
            Step::SignIn(desk) => self.sign_in(desk).await,
            Step::SignOut(desk) => self.sign_out(desk).await,
            Step::Switch(desk, switch, fate) => self.switch(desk, switch, fate).await,
            Step::Request(page, fate) => self.request(page, fate).await,
            Step::Accept(desk, page, fate) => self.accept(desk, page, fate).await,
            Step::Race(page) => self.race(page).await,
            Step::Begin(page, fate) => self.begin(page, fate).await,
            Step::SeekerEnds(page, ending, fate) => self.seeker_ends(page, ending, fate).await,
            Step::CounsellorEnds(desk, page, fate) => self.counsellor_ends(desk, page, fate).await,
            Step::SeekerSays(page, post) => self.seeker_says(page, post).await,
            Step::CounsellorSays(desk, page, post) => self.counsellor_says(desk, page, post).await,
            Step::Burst(page) => self.burst(page).await,
            Step::Trouble(client, trouble) => {
                self.disturb(client, trouble);
                Ok(())
            }
            Step::Returns(client) => {
                self.returns(client);
                Ok(())
            }
            Step::Seconds(some) => self.pass(seconds(some.into())).await,
            Step::Minutes(some) => self.pass(seconds(u64::from(some) * 60)).await,
            Step::Hours(some) => {
                self.server.clock.advance(seconds(u64::from(some) * 3600));
                Ok(())
            }
            Step::Restart => {
                self.all_break();
                tokio::time::timeout(PATIENCE, self.server.restart()).await.context("it does not stop")?
            }
            Step::Crash => {
                self.server.fall().await;
                self.all_break();
                self.server.restart().await
            }
        }
    }

    async fn switch(&mut self, desk: usize, switch: Switch, fate: Fate) -> anyhow::Result<()> {
        if !self.is_online(Client::Desk(desk)) {
            return Ok(());
        }
        let act = match switch {
            Switch::On => AvailabilityAct::On,
            Switch::Off => AvailabilityAct::Off,
            Switch::Lock => AvailabilityAct::Pause { why: AwayReason::Locked },
            Switch::Break => AvailabilityAct::Pause { why: AwayReason::Break },
            Switch::Resume => AvailabilityAct::Resume,
        };
        let body = SetAvailability { command: self.runtime.id(CommandId::from_parts), act };
        let (person, now) = (DESKS[desk].0, self.now());
        let after = self.model.duties[person].switched(desk, switch, now);
        let line = self.line(Client::Desk(desk)).context("nobody is there")?;
        let answer = Self::command(line, (Method::PUT, "/api/v1/availability"), &body, fate).await?;
        let expected = if after.is_some() { Expected::Done } else { Expected::Refused };
        as_expected(&format!("{switch:?} at desk {desk}"), &answer, expected)?;
        self.model.duties[person] = after.unwrap_or(self.model.duties[person]);
        Ok(())
    }

    async fn request(&mut self, page: usize, fate: Fate) -> anyhow::Result<()> {
        if let Some(chat) = self.chat(page) {
            let over = self.model.of(chat).is_some_and(|chat| matches!(chat.phase, Phase::Ended { .. }));
            if !over {
                return Ok(());
            }
            self.former.extend(self.pages[page].take().map(|page| page.seeker));
        }
        let network = self.network().await?;
        let (url, runtime, now) = (network.url(), self.runtime.clone(), self.now());
        let body = Seeker::asking(&runtime, "sucht");
        let who = Who::Seeker { token: body.token.to_text() };
        let mut line = Line::new(network, beistand_testkit::people::Rest::new(&url)?, who);
        let answer = Self::command(&mut line, (Method::POST, "/api/v1/chats"), &body, fate).await?;
        let open = self.model.anybody_is_available(now);
        let expected = if open { Expected::Done } else { Expected::Refused };
        as_expected("a request", &answer, expected)?;
        let Ok(requested) = answer else { return Ok(()) };
        let requested: ChatRequested = serde_json::from_value(requested)?;
        let again = Seeker::request_with(&url, &runtime, &body).await?;
        let seeker = again.map_err(|problem| anyhow::anyhow!("a repeated request: {problem:?}"))?;
        let same = (seeker.chat, seeker.number) == (requested.chat, requested.number);
        ensure!(same, "a repeated request made another chat");
        line.rest = seeker.rest.clone();
        self.model.requested(requested.chat, requested.number, now)?;
        self.pages[page] = Some(Page { seeker, line, ghosts: false });
        Ok(())
    }

    fn may_accept(&self, person: usize, chat: ChatId) -> Expected {
        let now = self.now();
        let Some(chat) = self.model.chats.iter().find(|each| each.id == chat) else {
            return Expected::Refused;
        };
        match chat.phase {
            Phase::Ended { .. } => Expected::Refused,
            _ if chat.may_be_over(now) => Expected::Either,
            Phase::Accepted { by, .. } | Phase::Active { by, .. } if by == person => Expected::Done,
            Phase::Accepted { .. } | Phase::Active { .. } => Expected::Refused,
            Phase::Waiting if !self.model.is_available(person, now) => Expected::Refused,
            Phase::Waiting => {
                let most = usize::try_from(limits::PARALLEL_CHATS).unwrap_or(usize::MAX);
                match self.model.held(person, now) {
                    (surely, _) if surely >= most => Expected::Refused,
                    (_, possibly) if possibly < most => Expected::Done,
                    (_, _) => Expected::Either,
                }
            }
        }
    }

    async fn accept(&mut self, desk: usize, page: usize, fate: Fate) -> anyhow::Result<()> {
        let Some(chat) = self.chat(page) else { return Ok(()) };
        if !self.is_online(Client::Desk(desk)) {
            return Ok(());
        }
        let expected = self.may_accept(DESKS[desk].0, chat);
        let answer = self.about(Client::Desk(desk), (chat, "accept"), fate).await?;
        if as_expected(&format!("accepting at desk {desk}"), &answer, expected)? {
            self.accepted(chat, DESKS[desk].0)?;
        }
        Ok(())
    }

    fn accepted(&mut self, chat: ChatId, person: usize) -> anyhow::Result<()> {
        let now = self.now();
        let chat = self.model.of(chat).context("an unknown chat")?;
        match chat.phase {
            Phase::Waiting => chat.phase = Phase::Accepted { by: person, at: now },
            Phase::Accepted { by, .. } | Phase::Active { by, .. } => {
                ensure!(by == person, "two counsellors were given one chat");
            }
            Phase::Ended { .. } => anyhow::bail!("a chat that is over was accepted"),
        }
        Ok(())
    }

    async fn race(&mut self, page: usize) -> anyhow::Result<()> {
        let Some(chat) = self.chat(page) else { return Ok(()) };
        let waits = self.model.of(chat).is_some_and(|chat| chat.phase == Phase::Waiting);
        let here: Vec<usize> = (0..DESKS.len()).filter(|desk| self.is_online(Client::Desk(*desk))).collect();
        if !waits || here.is_empty() {
            return Ok(());
        }
        let expected: Vec<Expected> = here.iter().map(|desk| self.may_accept(DESKS[*desk].0, chat)).collect();
        let desks = here.iter().filter_map(|desk| Some((*desk, self.desks[*desk].as_ref()?)));
        let calls = desks.map(async |(desk, at): (usize, &crate::world::Desk)| {
            // A connection that a broken line left in the pool fails once.
            let first = Counsellor::accept(&at.who, chat).await;
            let answer = match first {
                Ok(answer) => Ok(answer),
                Err(_) => at.who.accept(chat).await,
            };
            (desk, answer)
        });
        let mut winners = BTreeSet::new();
        for (desk, answer) in join_all(calls).await {
            if answer?.is_ok() {
                winners.insert(DESKS[desk].0);
            }
        }
        ensure!(winners.len() <= 1, "several counsellors were given one chat: {winners:?}");
        if expected.contains(&Expected::Done) {
            ensure!(winners.len() == 1, "nobody of those who could was given the chat");
        }
        if expected.iter().all(|each| *each == Expected::Refused) {
            ensure!(winners.is_empty(), "somebody was given a chat who must not");
        }
        winners.into_iter().try_for_each(|person| self.accepted(chat, person))
    }

    async fn begin(&mut self, at: usize, fate: Fate) -> anyhow::Result<()> {
        let now = self.now();
        let Some(page) = self.pages[at].as_mut() else { return Ok(()) };
        let Some(view) = page.line.view.page.as_ref() else { return Ok(()) };
        let SeekerStateView::Accepted { devices, .. } = &view.state else { return Ok(()) };
        if page.line.state != State::Online || devices.is_empty() {
            return Ok(());
        }
        let body = page.seeker.beginning(view)?;
        let known: BTreeSet<_> = devices.iter().map(|device| device.id).collect();
        let chat = self.model.of(page.seeker.chat).context("an unknown chat")?;
        let fits = |by: usize| {
            let theirs = self.desks.iter().flatten().filter(|desk| desk.who.me.sign_in_name == name_of(by));
            theirs.into_iter().any(|desk| known.contains(&desk.who.device))
        };
        let (expected, by) = match chat.phase {
            Phase::Accepted { by, .. } if chat.may_be_over(now) => (Expected::Either, by),
            Phase::Accepted { by, .. } if fits(by) => (Expected::Done, by),
            Phase::Accepted { by, .. } => (Expected::Refused, by),
            Phase::Waiting | Phase::Active { .. } | Phase::Ended { .. } => (Expected::Refused, 0),
        };
        let path = format!("/api/v1/chats/{}/begin", chat.id);
        let answer = Self::command(&mut page.line, (Method::POST, &path), &body, fate).await?;
        if as_expected("\"Jetzt chatten\"", &answer, expected)? {
            chat.phase = Phase::Active { by, started: now };
        }
        Ok(())
    }

    async fn seeker_ends(&mut self, page: usize, ending: Ending, fate: Fate) -> anyhow::Result<()> {
        let Some(chat) = self.chat(page) else { return Ok(()) };
        if !self.is_online(Client::Page(page)) {
            return Ok(());
        }
        let (now, what) = (self.now(), ["withdraw", "decline", "end"][ending as usize]);
        let known = self.model.of(chat).context("an unknown chat")?;
        let expected = match (known.phase, ending) {
            (Phase::Ended { .. }, _) => Expected::Refused,
            _ if known.may_be_over(now) => Expected::Either,
            (Phase::Waiting, Ending::Withdraw)
            | (Phase::Accepted { .. }, Ending::Withdraw | Ending::Decline)
            | (Phase::Active { .. }, Ending::End) => Expected::Done,
            (Phase::Waiting | Phase::Accepted { .. } | Phase::Active { .. }, _) => Expected::Refused,
        };
        let answer = self.about(Client::Page(page), (chat, what), fate).await?;
        let out = answer.as_ref().is_err_and(|problem| problem.code == ProblemCode::Unauthenticated);
        // The answer was lost, and the seeker is out.
        let done = out && matches!(fate, Fate::Broken(_)) && expected != Expected::Refused;
        if done || as_expected(what, &answer, expected)? {
            self.model.of(chat).context("an unknown chat")?.ends(now);
        }
        Ok(())
    }

    async fn counsellor_ends(&mut self, desk: usize, page: usize, fate: Fate) -> anyhow::Result<()> {
        let Some(chat) = self.chat(page) else { return Ok(()) };
        if !self.is_online(Client::Desk(desk)) {
            return Ok(());
        }
        let now = self.now();
        let known = self.model.of(chat).context("an unknown chat")?;
        let expected = match known.holder() {
            _ if matches!(known.phase, Phase::Ended { .. }) => Expected::Refused,
            Some((by, _)) if by == DESKS[desk].0 && known.may_be_over(now) => Expected::Either,
            Some((by, _)) if by == DESKS[desk].0 => Expected::Done,
            Some(_) | None => Expected::Refused,
        };
        let answer = self.about(Client::Desk(desk), (chat, "end"), fate).await?;
        if as_expected(&format!("ending at desk {desk}"), &answer, expected)? {
            self.model.of(chat).context("an unknown chat")?.ends(now);
        }
        Ok(())
    }

    async fn seeker_says(&mut self, at: usize, post: Post) -> anyhow::Result<()> {
        let Some(page) = self.pages[at].as_ref().filter(|page| page.line.state != State::Over) else {
            return Ok(());
        };
        let frame = page.seeker.sealed("Wie geht es weiter?")?;
        self.says(Client::Page(at), frame, post).await
    }

    async fn counsellor_says(&mut self, at: usize, page: usize, post: Post) -> anyhow::Result<()> {
        let Some(chat) = self.chat(page) else { return Ok(()) };
        // At one of the desks that have it, so that words are not rare.
        let theirs: Vec<usize> = (0..DESKS.len()).filter(|desk| self.keys(*desk, chat).is_some()).collect();
        let Some(at) = theirs.get(at % theirs.len().max(1)).copied() else { return Ok(()) };
        let (Some(keys), Some(desk)) = (self.keys(at, chat), self.desks[at].as_ref()) else { return Ok(()) };
        let frame = desk.who.sealed(chat, &keys, "Ich höre Ihnen zu.")?;
        self.says(Client::Desk(at), frame, post).await
    }

    async fn says(&mut self, client: Client, frame: ClientFrame, post: Post) -> anyhow::Result<()> {
        if !self.writes(client, &frame)? {
            return Ok(());
        }
        match post {
            Post::Answered => self.everybody_works().await,
            Post::Twice => {
                self.everybody_works().await?;
                if let Some(line) = self.line(client).filter(|line| line.outbox.is_empty()) {
                    line.outbox.push_back(frame);
                }
                self.everybody_works().await
            }
            Post::Unanswered => {
                let line = self.line(client).context("nobody is there")?;
                if line.is_here() && line.outbox.len() == 1 {
                    // Whether it still arrives is for the network to say.
                    let _written = line.write(frame).await;
                    line.network.swallow();
                    line.drop_connection();
                    line.state = State::Offline;
                    self.leaves_ghosts(client);
                }
                Ok(())
            }
        }
    }

    /// Puts a message into the outbox, unless that is full.
    fn writes(&mut self, client: Client, frame: &ClientFrame) -> anyhow::Result<bool> {
        let ClientFrame::Send { id, chat, body, .. } = frame else { return Ok(false) };
        let Some(line) = self.line(client).filter(|line| line.outbox.len() < OUTBOX) else {
            return Ok(false);
        };
        line.outbox.push_back(frame.clone());
        let known: &mut Chat = self.model.of(*chat).context("an unknown chat")?;
        known.sent.insert(*id, body.0.clone());
        self.written.push((client, *chat, *id));
        Ok(true)
    }

    async fn burst(&mut self, page: usize) -> anyhow::Result<()> {
        let Some(chat) = self.chat(page) else { return Ok(()) };
        for _ in 0..3 {
            for desk in 0..DESKS.len() {
                let Some(keys) = self.keys(desk, chat) else { continue };
                let Some(at) = self.desks[desk].as_ref() else { continue };
                let frame = at.who.sealed(chat, &keys, "Und dann?")?;
                self.writes(Client::Desk(desk), &frame)?;
            }
            let Some(at) = self.pages[page].as_ref() else { continue };
            let frame = at.seeker.sealed("Dann ging ich.")?;
            self.writes(Client::Page(page), &frame)?;
        }
        self.everybody_works().await
    }
}

fn name_of(person: usize) -> &'static str {
    DESKS.iter().find(|(of, _)| *of == person).map_or("", |(_, name)| name)
}
