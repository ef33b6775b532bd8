//! What came of work that takes a while, and what follows from it.

use std::pin::Pin;

use beistand_client::{AccountError, Change, Link, LiveEvent, Order};
use beistand_domain::{ChatId, FileId, MessageId};
use beistand_protocol::ProblemCode;
use beistand_protocol::rest::message::MessagePage;
use beistand_protocol::view::GoneView;

use super::happened::{Happened, UploadNo};
use super::uploads::Upload;
use super::{Controller, Stage};
use crate::program::leaving;
use crate::request::has_ended;
use crate::session::lock;
use crate::view::NoticeWhat;

impl Controller {
    pub(super) fn follow(&mut self, happened: Happened) {
        match happened {
            Happened::KeyringRead(read) => self.keyring_read(read),
            Happened::KeyringWritten(no, done) => self.keyring_written(no, done),
            Happened::SignInWaits => self.sign_in_waits(),
            Happened::SignInAnswered { pending, answer } => self.sign_in_answered(*pending, answer),
            Happened::LiveTold { run, event } if self.is_current(run) => self.live_told(*event),
            Happened::AvailabilityAnswered { run, question, act, answer } if self.is_current(run) => {
                self.availability_answered(question, act, answer);
            }
            Happened::SelfTestAnswered { run, id, answer } if self.is_current(run) => {
                self.self_test_answered(id, answer);
            }
            Happened::AcceptAnswered { run, chat, answer } if self.is_current(run) => {
                self.accept_answered(chat, answer);
            }
            Happened::EndAnswered { run, chat, answer } if self.is_current(run) => {
                self.end_answered(chat, answer);
            }
            Happened::MessagesFetched { run, chat, answer } if self.is_current(run) => {
                self.messages_fetched(chat, answer);
            }
            Happened::FileUnderWay { run, chat, file, percent } if self.is_current(run) => {
                self.file_under_way(chat, file, percent);
            }
            Happened::FileAnswered { run, number, of, answer } if self.is_current(run) => {
                self.file_answered(number, of, answer);
            }
            Happened::TokenRotated { run, answer } if self.is_current(run) => self.token_rotated(answer),
            Happened::PinChecked { run, fits } if self.is_current(run) => {
                self.lock_input(lock::Input::PinChecked { fits })
            }
            Happened::SessionEndAnswered { number, over } => {
                self.leaving_input(leaving::Input::SessionEndAnswered { number, over });
            }
            Happened::LeaseAnswered => self.leaving_input(leaving::Input::LeaseAnswered),
            // Of a session that has ended since.
            Happened::LiveTold { .. }
            | Happened::AvailabilityAnswered { .. }
            | Happened::SelfTestAnswered { .. }
            | Happened::TokenRotated { .. }
            | Happened::PinChecked { .. }
            | Happened::AcceptAnswered { .. }
            | Happened::EndAnswered { .. }
            | Happened::FileUnderWay { .. }
            | Happened::FileAnswered { .. }
            | Happened::MessagesFetched { .. } => {}
        }
    }

    fn is_current(&self, run: u64) -> bool {
        match &self.stage {
            Stage::SignedIn(desk) => desk.run == run,
            Stage::Starting | Stage::SignedOut(_) => false,
        }
    }

    fn live_told(&mut self, event: LiveEvent) {
        let Ok(desk) = self.desk() else { return };
        let changes = desk.session.handle(event);
        self.react(changes);
    }

    /// What the app does about changes of the session.
    pub(super) fn react(&mut self, changes: Vec<Change>) {
        for change in changes {
            match change {
                Change::LinkChanged(Link::SignedOut) => return self.session_ended(),
                Change::LinkChanged(link) => self.link_changed(link),
                Change::Synced { .. } => {
                    self.understood();
                    self.settle_requests();
                    self.availability_changed();
                }
                Change::AvailabilityChanged { .. } => self.availability_changed(),
                Change::ChatChanged { chat } => self.chat_changed(chat),
                Change::ChatGone { was, gone } => self.chat_gone(&was, gone),
                Change::Forgotten { chat } => self.drop_tab(chat),
                Change::MessageCame { chat } => self.message_came(chat),
                Change::RequestsChanged | Change::TalkChanged { .. } => {}
                Change::SelfTestCame { id } => self.self_test_came(id),
                Change::WrongVersion => self.not_understood(),
            }
        }
        self.run_orders();
    }

    /// Every try ends the same way until one of the two is updated; the sentence comes once.
    fn not_understood(&mut self) {
        let Ok(desk) = self.desk() else { return };
        if !std::mem::replace(&mut desk.outdated, true) {
            tracing::error!("the server speaks another version of the protocol");
            self.notice(NoticeWhat::WrongVersion);
        }
    }

    fn understood(&mut self) {
        let Ok(desk) = self.desk() else { return };
        desk.outdated = false;
        self.notices.retain(|notice| notice.what != NoticeWhat::WrongVersion);
    }

    /// Hands the session's orders to the network.
    pub(super) fn run_orders(&mut self) {
        const PAGE: u32 = 200;
        let inbox = self.inbox.clone();
        let Ok(desk) = self.desk() else { return };
        let mut work: Vec<Pin<Box<dyn Future<Output = Happened> + Send>>> = Vec::new();
        for order in desk.session.take_orders() {
            let (run, account) = (desk.run, desk.account.clone());
            match order {
                Order::Ask { ticket, frame } => desk.live.ask(ticket, frame),
                Order::FetchMessages { chat, after } => work.push(Box::pin(async move {
                    let answer = account.messages(chat, after, PAGE).await;
                    Happened::MessagesFetched { run, chat, answer }
                })),
                Order::SendFile { chat, message, audience, file } => {
                    let sealed = desk.session.outgoing_file(file);
                    let upload = Upload { run, chat, message, audience, file };
                    if let Some(begun) = desk.uploads.begin(upload, account, sealed, inbox.clone()) {
                        work.push(Box::pin(begun));
                    }
                }
            }
        }
        work.into_iter().for_each(|work| self.begin(work));
    }

    fn file_answered(&mut self, number: UploadNo, of: (MessageId, FileId), answer: Result<(), AccountError>) {
        if answer.as_ref().is_err_and(has_ended) {
            return self.session_ended();
        }
        let Ok(desk) = self.desk() else { return };
        if !desk.uploads.ended(of.0, number) {
            return;
        }
        let changes = desk.session.file_answered(of, answer);
        self.react(changes);
    }

    fn file_under_way(&mut self, chat: ChatId, file: FileId, percent: u8) {
        let Ok(desk) = self.desk() else { return };
        let changes = desk.session.file_under_way(chat, file, percent);
        self.react(changes);
    }

    fn messages_fetched(&mut self, chat: ChatId, answer: Result<MessagePage, AccountError>) {
        if answer.as_ref().is_err_and(has_ended) {
            return self.session_ended();
        }
        let Ok(desk) = self.desk() else { return };
        let changes = desk.session.messages_fetched(chat, answer);
        self.react(changes);
    }

    /// The network or a part of the server is away, or the token is not valid any more; anything else is nothing
    /// the person could do something about.
    pub(super) fn trouble(&mut self, error: &AccountError) {
        if has_ended(error) {
            return self.session_ended();
        }
        match error {
            AccountError::Unreachable
            | AccountError::Stalled
            | AccountError::Moved(_)
            | AccountError::Blocked(_)
            | AccountError::NotBeistand { .. } => self.notice(NoticeWhat::TryAgain),
            AccountError::Refused(problem) => {
                tracing::warn!(code = ?problem.code, "the server refused a step");
                if matches!(problem.code, ProblemCode::Unavailable | ProblemCode::TooManyTries) {
                    self.notice(NoticeWhat::TryAgain);
                }
            }
        }
    }

    /// What to say about a request that I wanted, or a chat that never began.
    pub(super) fn gone_notice(number: u32, gone: GoneView) -> Option<NoticeWhat> {
        match gone {
            GoneView::Taken { by } => Some(NoticeWhat::Taken { number, by: by.name }),
            GoneView::Ended { how } => Some(NoticeWhat::RequestGone { number, how }),
            GoneView::OfferedElsewhere | GoneView::Purged => None,
        }
    }
}
