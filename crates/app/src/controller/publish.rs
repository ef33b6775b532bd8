//! Brings window, tray and alerts in line with what is true; says only what has changed.

use beistand_domain::{ChatId, MessageId, Moment};
use beistand_protocol::view::Role;

use super::{Controller, Desk, Stage};
use crate::alerts::{self, Call, Facts};
use crate::failure::{Failure, FailureCode};
use crate::program::questions;
use crate::self_test::SelfTest;
use crate::view::{Connection, DeskScreen, DeskUpdate, DeskView, NoticeWhat, Screen, TranscriptView};
use crate::windows::tray::{Around, TrayModel};
use crate::{conversation, requests, session};

impl Controller {
    pub(super) fn publish(&mut self) {
        if self.questions.is_open() {
            self.questions_input(questions::Input::ChatsChanged);
        }
        self.warn();
        if self.self_test.as_mut().is_some_and(SelfTest::must_be_shown) {
            // The switch in the tray may have been pressed with the window hidden.
            self.show_window();
        }
        self.publish_desk();
        self.publish_transcripts();
        self.publish_chat_windows();
        self.publish_tray();
        self.publish_alerts();
        self.publish_machine();
    }

    /// The desk's view as of now, for a window that asks.
    pub(super) fn current_desk(&mut self) -> DeskView {
        self.publish_desk();
        DeskView { revision: self.shown.revision, ..self.desk_view() }
    }

    pub(super) fn current_transcript(
        &mut self,
        chat: ChatId,
        before: Option<MessageId>,
    ) -> Result<TranscriptView, Failure> {
        let desk = self.desk()?;
        let mut view = desk.transcript(chat, before).ok_or(FailureCode::NotFound)?;
        self.shown.revision += 1;
        view.revision = self.shown.revision;
        Ok(view)
    }

    /// A newer clock alone is no news: the window counts on by itself.
    fn publish_desk(&mut self) {
        let view = self.desk_view();
        let views = view.changes_since(self.shown.desk.as_ref());
        if views.is_empty() {
            return;
        }
        self.shown.revision += 1;
        let update = DeskUpdate { revision: self.shown.revision, now: view.now, views };
        self.desktop.show_desk(&update);
        self.shown.desk = Some(view);
    }

    fn publish_transcripts(&mut self) {
        let desk = match &self.stage {
            Stage::SignedIn(desk) if !self.lock.is_locked() => desk,
            Stage::Starting | Stage::SignedOut(_) | Stage::SignedIn(_) => {
                self.shown.transcripts.clear();
                return;
            }
        };
        self.shown.transcripts.retain(|chat, _| desk.layout.open().any(|open| open == *chat));
        for chat in desk.layout.open() {
            let Some(mut view) = desk.transcript(chat, None) else {
                continue;
            };
            let last = self.shown.transcripts.get(&chat);
            view.revision = last.map_or(0, |last| last.revision);
            if last != Some(&view) {
                self.shown.revision += 1;
                view.revision = self.shown.revision;
                self.desktop.show_transcript(&view);
                self.shown.transcripts.insert(chat, view);
            }
        }
    }

    fn publish_chat_windows(&mut self) {
        let windows = match &self.stage {
            Stage::SignedIn(desk) if !self.lock.is_locked() => desk.chat_windows(),
            Stage::Starting | Stage::SignedOut(_) | Stage::SignedIn(_) => Vec::new(),
        };
        if self.shown.chat_windows != windows {
            self.desktop.set_chat_windows(&windows);
            self.shown.chat_windows = windows;
        }
    }

    fn publish_tray(&mut self) {
        let tray = match &self.stage {
            Stage::SignedIn(desk) => {
                let around = Around {
                    locked: self.lock.is_locked(),
                    looked_at: self.looked_at(desk),
                    runs_out: self.running_out(desk).into_iter().map(|(chat, ..)| chat).collect(),
                };
                TrayModel::of(&self.desk_screen(desk), &around)
            }
            Stage::Starting | Stage::SignedOut(_) => TrayModel::signed_out(),
        };
        if self.shown.tray.as_ref() != Some(&tray) {
            self.desktop.set_tray(&tray);
            self.shown.tray = Some(tray);
        }
    }

    fn publish_alerts(&mut self) {
        let wanted = alerts::wanted(&self.facts(), &self.kept.settings.alerts);
        for call in self.alerts.follow(wanted, self.runtime.now()) {
            match call {
                Call::Raise(alert) => self.desktop.raise_alert(&alert),
                Call::Withdraw(key) => self.desktop.withdraw_alert(key),
            }
        }
    }

    fn facts(&self) -> Facts {
        let desk = match &self.stage {
            Stage::SignedIn(desk) => desk,
            Stage::SignedOut(signed_out) => {
                return Facts { session_ended: signed_out.missed, ..Facts::default() };
            }
            Stage::Starting => return Facts::default(),
        };
        let requests = requests::cards::calling(&desk.session, self.server_now())
            .filter(|chat| !desk.accepting.contains(chat.id));
        let topic = |chat: &beistand_protocol::view::ChatView| (chat.id, chat.topic.name.clone());
        let unread = desk.session.chats().map(|chat| {
            let (id, topic) = topic(chat);
            (id, topic, desk.session.unread(chat.id))
        });
        Facts {
            requests: requests.map(topic).collect(),
            unread: unread.collect(),
            running_out: self.running_out(desk),
            looked_at: self.looked_at(desk).into_iter().collect(),
            session_ended: false,
            availability_ended: self
                .notices
                .iter()
                .any(|notice| notice.what == NoticeWhat::AvailabilityExpired),
            self_test: self.self_test.as_ref().is_some_and(SelfTest::is_alerting),
        }
    }

    /// The desk, with what the machine adds to it.
    fn desk_screen(&self, desk: &Desk) -> DeskScreen {
        DeskScreen {
            keyring: self.keyring,
            shared: self.kept.shared,
            do_not_disturb: self.machine.do_not_disturb,
            self_test: self.self_test.as_ref().map(SelfTest::view),
            self_tested: self.kept.self_tested,
            ..desk.screen(self.runtime.now())
        }
    }

    /// The chats that were announced to run out, with the minutes that were said.
    fn running_out(&self, desk: &Desk) -> Vec<(ChatId, String, u32)> {
        let announced = self.notices.iter().filter_map(|notice| {
            let NoticeWhat::TimeRunsOut { chat, minutes, .. } = notice.what else { return None };
            Some((chat, minutes))
        });
        let with_topic = announced.filter_map(|(chat, minutes)| {
            desk.session.chat(chat).map(|view| (chat, view.topic.name.clone(), minutes))
        });
        with_topic.collect()
    }

    fn desk_view(&self) -> DeskView {
        let screen = match &self.stage {
            Stage::Starting => Screen::Starting,
            Stage::SignedOut(signed_out) => Screen::SignIn(signed_out.form.clone()),
            Stage::SignedIn(desk) => match self.locked_screen() {
                Some(locked) => Screen::Locked(locked),
                None => Screen::Desk(Box::new(self.desk_screen(desk))),
            },
        };
        let notices = if self.lock.is_locked() { Vec::new() } else { self.notices.clone() };
        DeskView {
            revision: 0,
            now: self.server_now(),
            screen,
            question: self.question(),
            notices,
            tray: self.windows.tray,
            settings: self.kept.settings.clone(),
        }
    }

    fn server_now(&self) -> Moment {
        let now = self.runtime.now();
        match &self.stage {
            Stage::SignedIn(desk) => desk.session.server_time(now),
            Stage::Starting | Stage::SignedOut(_) => now,
        }
    }
}

impl Desk {
    /// The live connection, on the server's clock.
    pub(super) fn connection(&self) -> Connection {
        let session = &self.session;
        match session::view::connection(session.link()) {
            Connection::Offline { since, retry_at } => Connection::Offline {
                since: session.server_time(since),
                retry_at: session.server_time(retry_at),
            },
            other @ (Connection::Connected | Connection::Connecting) => other,
        }
    }

    fn screen(&self, now: Moment) -> DeskScreen {
        let session = &self.session;
        let requests = requests::cards::requests(session, session.server_time(now), |chat| {
            self.accepting.contains(chat.id)
        });
        let chats = conversation::cards::chats(session);
        DeskScreen {
            centre: session.world.identity.centre.name.clone(),
            me: session::view::me(&session.world.identity.me),
            administers: session.world.identity.me.roles.contains(&Role::Admin),
            reachable: session.world.identity.me.reachable,
            server: self.account.server().to_string(),
            connection: self.connection(),
            availability: self.card(now),
            route: self.layout.route,
            waiting: u32::try_from(requests.len()).unwrap_or(u32::MAX),
            unread: chats.iter().map(|card| card.unread).sum(),
            requests,
            chats,
            tabs: self.layout.tabs.clone(),
            front: self.layout.front,
            picked: self.layout.picked,
            revealed: self.layout.revealed,
            keyring: true,
            pin: self.secrets.pin.is_some(),
            shared: false,
            do_not_disturb: false,
            self_test: None,
            self_tested: None,
            detached: self.layout.detached.iter().map(|window| window.chat).collect(),
        }
    }

    fn transcript(&self, chat: ChatId, before: Option<MessageId>) -> Option<TranscriptView> {
        let view = self.session.chat(chat)?;
        let read_until = self.layout.unread_from.get(&chat).copied();
        Some(conversation::transcript::view(&self.session, view, before, read_until))
    }
}
