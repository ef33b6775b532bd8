//! Requests and chats: accepting, tabs, writing, reading.

use beistand_client::AccountError;
use beistand_domain::{ChatId, CommandId};
use beistand_protocol::ProblemCode;
use beistand_protocol::rest::chat::ChatRevision;
use beistand_protocol::view::{ChatStateView, ChatView, GoneView};

use super::happened::Happened;
use super::{Controller, Desk};
use crate::alerts::AlertKey;
use crate::failure::{Failure, FailureCode};
use crate::program::questions;
use crate::view::{NoticeWhat, Route};

impl Desk {
    pub(super) fn show(&mut self, chat: ChatId) {
        if !self.layout.tabs.contains(&chat) {
            self.layout.tabs.push(chat);
        }
        if self.layout.front != Some(chat) {
            self.leave_front();
        }
        self.mark_unread(chat);
        self.layout.front = Some(chat);
        self.layout.route = Route::Chats;
        self.keep_layout();
    }

    /// The mark before the first message I have not read.
    pub(super) fn mark_unread(&mut self, chat: ChatId) {
        if self.session.unread(chat) > 0 {
            let read = self.session.read_up_to(chat);
            self.layout.unread_from.entry(chat).or_insert(read);
        }
    }

    fn leave_front(&mut self) {
        if let Some(left) = self.layout.front {
            self.unmark_read(left);
        }
    }

    /// The mark has done its work once the chat is left.
    pub(super) fn unmark_read(&mut self, left: ChatId) {
        if self.session.unread(left) == 0 {
            self.layout.unread_from.remove(&left);
        }
    }

    /// Closes it where it is open: its tab, or its own window.
    pub(super) fn close(&mut self, chat: ChatId) {
        self.layout.reading.remove(&chat);
        self.close_chat_window(chat);
        self.close_tab(chat);
    }

    pub(super) fn close_tab(&mut self, chat: ChatId) {
        let Some(at) = self.layout.tabs.iter().position(|tab| *tab == chat) else {
            return;
        };
        self.layout.tabs.remove(at);
        self.layout.unread_from.remove(&chat);
        if self.layout.front == Some(chat) {
            let neighbour = at.min(self.layout.tabs.len().saturating_sub(1));
            self.layout.front = self.layout.tabs.get(neighbour).copied();
        }
        self.keep_layout();
    }

    pub(super) fn keep_layout(&mut self) {
        let layout = self.layout.clone();
        self.session.keep("layout", &layout);
    }
}

impl Controller {
    /// The chat the person is looking at. A window with the focus in front of an empty chair is looked at by nobody.
    pub(super) fn looked_at(&self, desk: &Desk) -> Option<ChatId> {
        if !self.is_attended() {
            return None;
        }
        if let Some(chat) = self.windows.focused_chat().filter(|chat| desk.is_detached(*chat)) {
            return Some(chat);
        }
        let in_front = desk.layout.front.filter(|_| desk.layout.route == Route::Chats);
        in_front.filter(|_| self.focused)
    }

    pub(super) fn accept(&mut self, chat: ChatId, open: bool) -> Result<(), Failure> {
        let command = self.runtime.id(CommandId::from_parts);
        let desk = self.desk()?;
        let number = desk.session.world.requests.get(&chat).ok_or(FailureCode::NotFound)?.number;
        if open {
            desk.accepting.open.push(chat);
        }
        if desk.accepting.asked.insert(chat, number).is_some() {
            return Ok(());
        }
        let (run, account) = (desk.run, desk.account.clone());
        self.begin(async move {
            let answer = account.accept(chat, command).await;
            Happened::AcceptAnswered { run, chat, answer }
        });
        Ok(())
    }

    /// From an alert or the tray: a colleague may have been faster than the hand.
    pub(super) fn accept_from_outside(&mut self, chat: ChatId) -> Result<(), Failure> {
        let accepted = self.accept(chat, true);
        if accepted.as_ref().is_err_and(|failure| failure.code == FailureCode::NotFound) {
            self.notice(NoticeWhat::NoLongerWaiting);
        }
        accepted
    }

    pub(super) fn accept_answered(&mut self, chat: ChatId, answer: Result<ChatRevision, AccountError>) {
        let Ok(desk) = self.desk() else { return };
        let most = desk.session.world.identity.me.parallel_chats;
        let problem = match answer {
            // The view follows on the live connection.
            Ok(_) => return,
            Err(AccountError::Refused(problem)) => problem,
            Err(error) => {
                desk.accepting.asked.remove(&chat);
                return self.trouble(&error);
            }
        };
        // That it is gone follows on the live connection, and says how.
        if matches!(problem.code, ProblemCode::Ended | ProblemCode::NotFound) {
            return;
        }
        let asked = desk.accepting.asked.remove(&chat);
        if problem.code == ProblemCode::AlreadyAccepted {
            if let Some(number) = asked {
                let by = problem.held_by.unwrap_or_default();
                self.notice(NoticeWhat::Taken { number, by });
            }
        } else if problem.code == ProblemCode::NotAvailable {
            self.notice(NoticeWhat::NotAvailable);
        } else if problem.code == ProblemCode::NoRoom {
            self.notice(NoticeWhat::NoRoom { most });
        } else {
            self.trouble(&AccountError::Refused(problem));
        }
    }

    /// A snapshot says which requests there are; answers to older wishes may have been lost with the connection.
    pub(super) fn settle_requests(&mut self) {
        let Ok(desk) = self.desk() else { return };
        let requests = &desk.session.world.requests;
        desk.accepting.asked.retain(|chat, _| requests.contains_key(chat));
        self.tidy_tabs();
    }

    pub(super) fn chat_changed(&mut self, chat: ChatId) {
        let Ok(desk) = self.desk() else { return };
        desk.accepting.asked.remove(&chat);
        let wanted = desk.accepting.open.contains(&chat);
        desk.accepting.open.retain(|open| *open != chat);
        if wanted && desk.session.chat(chat).is_some() {
            desk.show(chat);
            desk.layout.reveal(chat);
        }
    }

    pub(super) fn chat_gone(&mut self, was: &ChatView, gone: GoneView) {
        let Ok(desk) = self.desk() else { return };
        let wanted = desk.accepting.asked.remove(&was.id).is_some();
        desk.accepting.open.retain(|open| *open != was.id);
        let mine = match was.state {
            ChatStateView::Accepted { .. } | ChatStateView::Active { .. } => true,
            ChatStateView::Waiting { .. } | ChatStateView::Ended { .. } => false,
        };
        desk.close(was.id);
        if let Some(what) = Self::gone_notice(was.number, gone)
            && (wanted || mine)
        {
            self.notice(what);
        }
    }

    pub(super) fn show_chat(&mut self, chat: ChatId) -> Result<(), Failure> {
        let desk = self.desk()?;
        desk.session.chat(chat).ok_or(FailureCode::NotFound)?;
        if desk.is_detached(chat) {
            desk.mark_unread(chat);
            self.desktop.focus_chat_window(chat);
        } else {
            desk.show(chat);
        }
        Ok(())
    }

    pub(super) fn drop_tab(&mut self, chat: ChatId) {
        if let Ok(desk) = self.desk() {
            desk.close(chat);
        }
    }

    /// Tabs of chats that are no more.
    pub(super) fn tidy_tabs(&mut self) {
        let Ok(desk) = self.desk() else { return };
        let gone: Vec<ChatId> =
            desk.layout.open().filter(|chat| desk.session.chat(*chat).is_none()).collect();
        gone.into_iter().for_each(|chat| desk.close(chat));
    }

    pub(super) fn go_to_route(&mut self, route: Route) -> Result<(), Failure> {
        let desk = self.desk()?;
        if route != Route::Chats {
            desk.leave_front();
        }
        if route != Route::Requests {
            desk.layout.picked = None;
        }
        desk.layout.route = route;
        desk.keep_layout();
        Ok(())
    }

    /// The alert was clicked: exactly what it is about comes to the front.
    pub(super) fn open_alert(&mut self, key: AlertKey) -> Result<(), Failure> {
        self.alerts.silence(key);
        match key {
            AlertKey::Request(chat) => {
                self.show_window();
                self.desk()?.layout.picked = Some(chat);
                self.go_to_route(Route::Requests)
            }
            AlertKey::Messages(chat) | AlertKey::RunsOut(chat) => self.reveal(chat),
            AlertKey::AvailabilityEnded => {
                self.show_window();
                self.go_to_route(Route::Requests)
            }
            AlertKey::SessionEnded => {
                self.show_window();
                Ok(())
            }
            AlertKey::SelfTest => {
                self.show_window();
                self.self_test_clicked()
            }
        }
    }

    pub(super) fn send_text(&mut self, chat: ChatId, text: &str) -> Result<(), Failure> {
        let desk = self.desk()?;
        desk.session.send_message(chat, text)?;
        desk.layout.unread_from.remove(&chat);
        self.run_orders();
        Ok(())
    }

    pub(super) fn note_typing(&mut self, chat: ChatId) -> Result<(), Failure> {
        self.desk()?.session.typing(chat);
        self.run_orders();
        Ok(())
    }

    pub(super) fn mark_chat_read(&mut self, chat: ChatId) -> Result<(), Failure> {
        self.desk()?;
        let super::Stage::SignedIn(desk) = &self.stage else {
            return Ok(());
        };
        if self.looked_at(desk) == Some(chat) {
            self.desk()?.session.mark_read(chat);
            self.run_orders();
        }
        Ok(())
    }

    pub(super) fn message_came(&mut self, chat: ChatId) {
        let super::Stage::SignedIn(desk) = &self.stage else {
            return;
        };
        let looked_at = self.looked_at(desk) == Some(chat);
        if let Ok(desk) = self.desk()
            && !looked_at
        {
            let read = desk.session.read_up_to(chat);
            desk.layout.unread_from.entry(chat).or_insert(read);
        }
    }

    pub(super) fn end(&mut self, chat: ChatId) {
        let command = self.runtime.id(CommandId::from_parts);
        let Ok(desk) = self.desk() else { return };
        let (run, account) = (desk.run, desk.account.clone());
        self.begin(async move {
            let answer = account.end(chat, command).await;
            Happened::EndAnswered { run, chat, answer }
        });
    }

    pub(super) fn end_answered(&mut self, chat: ChatId, answer: Result<ChatRevision, AccountError>) {
        let failure = match answer {
            Ok(_) => None,
            // The seeker, or the clock, was first.
            Err(error) if matches!(error.code(), Some(ProblemCode::Ended | ProblemCode::NotFound)) => None,
            Err(error) => Some(error),
        };
        self.questions_input(questions::Input::EndAnswered { chat, ended: failure.is_none() });
        if let Some(error) = failure {
            self.trouble(&error);
        }
    }
}
