//! Questions before something is closed or ended, and warnings before a chat's time is over.

use std::collections::BTreeSet;

use beistand_domain::{ChatId, Moment, limits};
use beistand_protocol::view::{ChatStateView, ChatView};

use super::{Controller, Desk, Stage};
use crate::failure::{Failure, FailureCode};
use crate::program::close_guard;
use crate::program::exit::{ExitAction, PendingExit};
use crate::requests::cards;
use crate::view::{Choice, NoticeWhat, QuestionAbout};

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

    pub(super) fn want_end_chat(&mut self, chat: ChatId) -> Result<(), Failure> {
        let view = self.desk()?.session.chat(chat).ok_or(FailureCode::NotFound)?;
        if !close_guard::is_running(view) {
            return Err(FailureCode::NotActive.into());
        }
        let number = view.number;
        self.question(QuestionAbout::EndChat { chat, number });
        Ok(())
    }

    pub(super) fn want_close_tab(&mut self, chat: ChatId) -> Result<(), Failure> {
        let desk = self.desk()?;
        if desk.is_detached(chat) {
            return self.want_close_chat_window(chat);
        }
        let guarded = desk.session.chat(chat).and_then(close_guard::close_tab);
        match guarded {
            Some(about) => self.question(about),
            None => self.drop_tab(chat),
        }
        Ok(())
    }

    pub(super) fn want_close_window(&mut self) {
        // A locked desk asks nothing; the chats go on in the background.
        let locked = self.lock.is_locked();
        let desk = self.desk().ok().filter(|_| !locked);
        let guarded = desk.and_then(|desk| close_guard::close_window(desk.chats_in_main()));
        match guarded {
            Some(about) => self.question(about),
            None => self.put_window_away(),
        }
    }

    pub(super) fn want_quit(&mut self) {
        let now = self.runtime.now();
        let ask = |desk: &mut Desk| close_guard::quit(desk.session.chats(), desk.waiting(now));
        match self.desk().ok().and_then(ask) {
            Some(about) => self.question(about),
            None => self.leave(),
        }
    }

    pub(super) fn want_sign_out(&mut self) -> Result<(), Failure> {
        let now = self.runtime.now();
        let desk = self.desk()?;
        match close_guard::sign_out(desk.session.chats(), desk.waiting(now)) {
            Some(about) => self.question(about),
            None => self.sign_out(),
        }
        Ok(())
    }

    pub(super) fn take_answer(&mut self, id: u32, choice: Choice) {
        let Some(question) = self.question.take_if(|question| question.id == id) else {
            return;
        };
        match (question.about, choice) {
            (_, Choice::Cancel) => {}
            (QuestionAbout::EndChat { chat, .. }, Choice::Confirm | Choice::End) => self.end(chat),
            (QuestionAbout::CloseTab { chat, .. }, Choice::Keep) => self.drop_tab(chat),
            (QuestionAbout::CloseChatWindow { chat, .. }, Choice::Keep) => self.give_back(chat),
            (
                QuestionAbout::CloseTab { chat, .. } | QuestionAbout::CloseChatWindow { chat, .. },
                Choice::End | Choice::Confirm,
            ) => self.end_and_go(BTreeSet::from([chat]), ExitAction::CloseTab(chat)),
            (QuestionAbout::CloseWindow { .. }, Choice::Keep) => self.put_window_away(),
            (QuestionAbout::CloseWindow { .. }, Choice::End | Choice::Confirm) => {
                let talking = self
                    .desk()
                    .map(|desk| ids(desk.chats_in_main().filter(|chat| close_guard::is_talking(chat))));
                self.end_and_go(talking.unwrap_or_default(), ExitAction::Hide);
            }
            (QuestionAbout::Quit { .. }, Choice::Keep) => self.put_window_away(),
            (QuestionAbout::Quit { .. }, Choice::Confirm) => self.go(ExitAction::Quit),
            (QuestionAbout::Quit { .. }, Choice::End) => self.end_all_and_go(ExitAction::Quit),
            (QuestionAbout::SignOut { .. }, Choice::Confirm) => self.go(ExitAction::SignOut),
            (QuestionAbout::SignOut { .. }, Choice::End) => self.end_all_and_go(ExitAction::SignOut),
            (QuestionAbout::Update { .. }, Choice::Confirm) => self.go(ExitAction::Update),
            (QuestionAbout::Update { .. }, Choice::End) => self.end_all_and_go(ExitAction::Update),
            // "Keep" is no answer to these; nothing happens.
            (
                QuestionAbout::EndChat { .. } | QuestionAbout::SignOut { .. } | QuestionAbout::Update { .. },
                Choice::Keep,
            ) => {}
        }
    }

    /// How many messages would be lost where the keys of running chats go: with signing out, and on a shared machine with
    /// everything that ends the program.
    pub(super) fn loses(&self, about: &QuestionAbout) -> Option<u32> {
        let forgets = match about {
            QuestionAbout::SignOut { .. } => true,
            QuestionAbout::Quit { .. } | QuestionAbout::Update { .. } => self.kept.shared,
            QuestionAbout::EndChat { .. }
            | QuestionAbout::CloseTab { .. }
            | QuestionAbout::CloseChatWindow { .. }
            | QuestionAbout::CloseWindow { .. } => false,
        };
        let Stage::SignedIn(desk) = &self.stage else {
            return None;
        };
        let running = || desk.session.chats().filter(|chat| close_guard::is_running(chat));
        let unsent: usize = running().map(|chat| desk.session.unsent_count(chat.id)).sum();
        (forgets && running().next().is_some()).then(|| u32::try_from(unsent).unwrap_or(u32::MAX))
    }

    /// A question about a chat that has ended meanwhile answers itself.
    pub(super) fn withdraw_question(&mut self) {
        let Some(subject) = self.question.as_ref().and_then(|question| close_guard::subject(&question.about))
        else {
            return;
        };
        let running =
            self.desk().is_ok_and(|desk| desk.session.chat(subject).is_some_and(close_guard::is_running));
        if !running {
            self.question = None;
        }
    }

    fn end_all_and_go(&mut self, action: ExitAction) {
        let running =
            self.desk().map(|desk| ids(desk.session.chats().filter(|chat| close_guard::is_running(chat))));
        self.end_and_go(running.unwrap_or_default(), action);
    }

    /// Ends these chats, and goes once the server has ended them. Where it cannot, nothing else happens.
    fn end_and_go(&mut self, chats: BTreeSet<ChatId>, action: ExitAction) {
        if chats.is_empty() {
            return self.go(action);
        }
        self.pending_exits.push(PendingExit { action, left: chats.clone() });
        chats.into_iter().for_each(|chat| self.end(chat));
    }

    /// One more chat has ended, or could not be ended.
    pub(super) fn go_when_ended(&mut self, chat: ChatId, ended: bool) {
        let mut ready = Vec::new();
        self.pending_exits.retain_mut(|exit| {
            if !exit.left.remove(&chat) {
                return true;
            }
            if ended && exit.left.is_empty() {
                ready.push(exit.action);
            }
            ended && !exit.left.is_empty()
        });
        ready.into_iter().for_each(|action| self.go(action));
    }

    fn go(&mut self, action: ExitAction) {
        match action {
            ExitAction::CloseTab(chat) => self.drop_tab(chat),
            ExitAction::Hide => self.put_window_away(),
            ExitAction::Quit => self.leave(),
            ExitAction::SignOut => self.sign_out(),
            ExitAction::Update => self.update(),
        }
    }
}

fn ids<'a>(chats: impl Iterator<Item = &'a ChatView>) -> BTreeSet<ChatId> {
    chats.map(|chat| chat.id).collect()
}

/// When an active chat ends by itself.
fn ends(chat: &ChatView) -> Option<Moment> {
    match chat.state {
        ChatStateView::Active { ends, .. } => Some(ends),
        ChatStateView::Waiting { .. } | ChatStateView::Accepted { .. } | ChatStateView::Ended { .. } => None,
    }
}
