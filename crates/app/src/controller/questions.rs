//! Runs what the questions' machine decides, and gives it what happens. Warnings before a chat's time is over.

use beistand_domain::{ChatId, Moment, limits};
use beistand_protocol::view::{ChatStateView, ChatView};

use super::{Controller, Desk, Stage};
use crate::failure::Failure;
use crate::program::close_guard;
use crate::program::exit::ExitAction;
use crate::program::leaving::{self, Ending};
use crate::program::questions::{Effect, Input, Truth, Want};
use crate::requests::cards;
use crate::session::lock::Lock;
use crate::settings::KeptSettings;
use crate::view::{NoticeWhat, Question};

impl Desk {
    /// When the next warning is due, on this machine's clock.
    pub(super) fn next_warning(&self, now: Moment) -> Option<Moment> {
        let server = self.session.server_time(now);
        let ahead = server.millis() - now.millis();
        let due =
            self.session.chats().filter_map(ends).flat_map(|ends| limits::CHAT_WARNINGS.map(|w| ends - w));
        due.filter(|at| *at > server).min().map(|at| Moment::from_millis(at.millis() - ahead))
    }

    pub(super) fn waiting(&self, now: Moment) -> u32 {
        let calling = cards::calling(&self.session, self.session.server_time(now));
        u32::try_from(calling.count()).unwrap_or(u32::MAX)
    }
}

impl Controller {
    /// Says that the time of a chat runs out, each number of minutes once, and takes it back when the chat is over.
    pub(super) fn warn(&mut self) {
        let now = self.runtime.now();
        let Stage::SignedIn(desk) = &mut self.stage else {
            return;
        };
        let server = desk.session.server_time(now);
        let mut due = Vec::new();
        let mut running = Vec::new();
        for chat in desk.session.chats() {
            let Some(ends) = ends(chat) else { continue };
            running.push(chat.id);
            let reached = limits::CHAT_WARNINGS.iter().filter(|warning| server >= ends - **warning);
            let minutes = reached.map(|warning| warning.as_secs() / 60).min();
            let last = desk.warned.get(&chat.id).copied();
            if let Some(minutes) = minutes.filter(|minutes| last.is_none_or(|last| *minutes < last)) {
                due.push((chat.id, chat.number, minutes));
            }
        }
        for (chat, _, minutes) in &due {
            desk.warned.insert(*chat, *minutes);
        }
        let replaced: Vec<ChatId> = due.iter().map(|(chat, ..)| *chat).collect();
        self.notices.retain(|notice| {
            let NoticeWhat::TimeRunsOut { chat, .. } = notice.what else { return true };
            running.contains(&chat) && !replaced.contains(&chat)
        });
        for (chat, number, minutes) in due {
            let minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
            self.notice(NoticeWhat::TimeRunsOut { chat, number, minutes });
        }
    }

    /// A person who is signed in wants to close or end something; the desk may have to ask first.
    pub(super) fn want(&mut self, want: Want) -> Result<(), Failure> {
        self.desk()?;
        self.try_questions_input(Input::Wanted(want))
    }

    /// For what nobody waits to have answered.
    pub(super) fn questions_input(&mut self, input: Input) {
        // It fails only where the person wants something that cannot be had.
        let _ = self.try_questions_input(input);
    }

    /// The question that is shown.
    pub(super) fn question(&self) -> Option<Question> {
        if !self.questions.is_open() {
            return None;
        }
        self.questions.view(&truth_of(&self.stage, &self.lock, &self.kept, self.runtime.now()))
    }

    fn try_questions_input(&mut self, input: Input) -> Result<(), Failure> {
        let mut answer = Ok(());
        let truth = truth_of(&self.stage, &self.lock, &self.kept, self.runtime.now());
        for effect in self.questions.handle(input, &truth) {
            match effect {
                Effect::Show { window: Some(chat) } => self.desktop.focus_chat_window(chat),
                Effect::Show { window: None } => self.show_window(),
                Effect::End(chat) => self.end(chat),
                Effect::Go(action) => self.go(action),
                Effect::Refuse(code) => answer = Err(code.into()),
            }
        }
        answer
    }

    fn go(&mut self, action: ExitAction) {
        match action {
            ExitAction::CloseTab(chat) => self.drop_tab(chat),
            ExitAction::CloseChatWindow(chat) => self.give_back(chat),
            ExitAction::Hide => self.put_window_away(),
            ExitAction::Quit => self.leaving_input(leaving::Input::Wanted(Ending::Exit)),
            ExitAction::SignOut => self.sign_out(),
            ExitAction::Update => self.leaving_input(leaving::Input::Wanted(Ending::Update)),
        }
    }
}

/// What the questions have to know. Its parts come one by one, so that the questions themselves are free to change.
fn truth_of<'a>(stage: &'a Stage, lock: &Lock, kept: &KeptSettings, now: Moment) -> Truth<'a> {
    let (locked, shared) = (lock.is_locked(), kept.shared);
    let nobody = Truth { chats: vec![], detached: vec![], waiting: 0, unsent: 0, locked, shared };
    let Stage::SignedIn(desk) = stage else { return nobody };
    let running = desk.session.chats().filter(|chat| close_guard::is_running(chat));
    let unsent: usize = running.map(|chat| desk.session.unsent_count(chat.id)).sum();
    Truth {
        chats: desk.session.chats().collect(),
        detached: desk.layout.detached.iter().map(|window| window.chat).collect(),
        waiting: desk.waiting(now),
        unsent: u32::try_from(unsent).unwrap_or(u32::MAX),
        ..nobody
    }
}

/// When an active chat ends by itself.
fn ends(chat: &ChatView) -> Option<Moment> {
    match chat.state {
        ChatStateView::Active { ends, .. } => Some(ends),
        ChatStateView::Waiting { .. } | ChatStateView::Accepted { .. } | ChatStateView::Ended { .. } => None,
    }
}
