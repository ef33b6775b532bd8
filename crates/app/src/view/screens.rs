//! The desk in views, one for each screen. Each has a revision of its own: one that has not changed is not sent.

use beistand_domain::{ChatId, Moment};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Availability, ChatCard, Connection, DeskScreen, DeskView, Me, Notice, Question, RequestCard, Revealed,
    Route, Screen, SelfTestView,
};
use crate::settings::Settings;

/// The views that have changed since the last update, together: a page never sees half of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeskUpdate {
    /// The revision of each view in it. A page keeps a view only when it has no newer one.
    #[ts(type = "number")]
    pub revision: u64,
    /// As in [`DeskView::now`].
    pub now: Moment,
    pub views: Vec<ScreenView>,
}

/// What one screen shows, complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum ScreenView {
    /// Which screen, with everything in it: sent when another screen comes, and for the sign-in and the lock screen.
    Session {
        screen: Screen,
    },
    Frame(FrameView),
    Requests(RequestsView),
    Chats(ChatsView),
    Availability(OwnAvailabilityView),
    Question {
        question: Option<Question>,
    },
    Notices {
        notices: Vec<Notice>,
    },
    Settings {
        settings: Settings,
        tray: bool,
    },
}

/// Which view. The conversations have theirs, one for each chat ([`super::TranscriptView`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewKind {
    Session,
    Frame,
    Requests,
    Chats,
    Availability,
    Question,
    Notices,
    Settings,
}

/// The sidebar, the connection, and what the settings pages say of the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FrameView {
    pub centre: String,
    pub me: Me,
    pub administers: bool,
    pub reachable: bool,
    pub server: String,
    pub connection: Connection,
    pub route: Route,
    pub waiting: u32,
    pub unread: u32,
    pub keyring: bool,
    pub pin: bool,
    pub shared: bool,
    pub do_not_disturb: bool,
}

/// "Erstanfragen".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RequestsView {
    pub requests: Vec<RequestCard>,
    pub picked: Option<ChatId>,
}

/// "Meine Beratungen": the list and the tabs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChatsView {
    pub chats: Vec<ChatCard>,
    pub tabs: Vec<ChatId>,
    pub front: Option<ChatId>,
    pub revealed: Option<Revealed>,
    pub detached: Vec<ChatId>,
}

/// The availability and its self-test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OwnAvailabilityView {
    pub availability: Availability,
    pub self_test: Option<SelfTestView>,
    pub self_tested: Option<Moment>,
}

impl ScreenView {
    pub fn kind(&self) -> ViewKind {
        match self {
            Self::Session { .. } => ViewKind::Session,
            Self::Frame(_) => ViewKind::Frame,
            Self::Requests(_) => ViewKind::Requests,
            Self::Chats(_) => ViewKind::Chats,
            Self::Availability(_) => ViewKind::Availability,
            Self::Question { .. } => ViewKind::Question,
            Self::Notices { .. } => ViewKind::Notices,
            Self::Settings { .. } => ViewKind::Settings,
        }
    }
}

impl DeskView {
    /// What has changed since `shown`; everything where nothing was shown.
    pub fn changes_since(&self, shown: Option<&Self>) -> Vec<ScreenView> {
        let before = shown.map(Self::views).unwrap_or_default();
        let mut changed: Vec<_> = self.views().into_iter().filter(|view| !before.contains(view)).collect();
        let desk = |view: &Self| matches!(view.screen, Screen::Desk(_));
        if desk(self) && !shown.is_some_and(desk) {
            changed.retain(|view| match view.kind() {
                ViewKind::Frame | ViewKind::Requests | ViewKind::Chats | ViewKind::Availability => false,
                ViewKind::Session | ViewKind::Question | ViewKind::Notices | ViewKind::Settings => true,
            });
            changed.insert(0, ScreenView::Session { screen: self.screen.clone() });
        }
        changed
    }

    fn views(&self) -> Vec<ScreenView> {
        let mut views = match &self.screen {
            Screen::Desk(desk) => desk.views(),
            screen @ (Screen::Starting | Screen::SignIn(_) | Screen::Locked(_)) => {
                vec![ScreenView::Session { screen: screen.clone() }]
            }
        };
        views.extend([
            ScreenView::Question { question: self.question.clone() },
            ScreenView::Notices { notices: self.notices.clone() },
            ScreenView::Settings { settings: self.settings.clone(), tray: self.tray },
        ]);
        views
    }

    /// Puts a newer view in its place, as a page does.
    pub fn apply(&mut self, view: ScreenView) {
        match view {
            ScreenView::Session { screen } => self.screen = screen,
            ScreenView::Question { question } => self.question = question,
            ScreenView::Notices { notices } => self.notices = notices,
            ScreenView::Settings { settings, tray } => (self.settings, self.tray) = (settings, tray),
            ScreenView::Frame(view) => self.on_desk(|desk| desk.take_frame(view)),
            ScreenView::Requests(RequestsView { requests, picked }) => {
                self.on_desk(|desk| (desk.requests, desk.picked) = (requests, picked));
            }
            ScreenView::Chats(view) => self.on_desk(|desk| desk.take_chats(view)),
            ScreenView::Availability(OwnAvailabilityView { availability, self_test, self_tested }) => {
                self.on_desk(|desk| {
                    (desk.availability, desk.self_test) = (availability, self_test);
                    desk.self_tested = self_tested;
                });
            }
        }
    }

    fn on_desk(&mut self, change: impl FnOnce(&mut DeskScreen)) {
        match &mut self.screen {
            Screen::Desk(desk) => change(desk),
            Screen::Starting | Screen::SignIn(_) | Screen::Locked(_) => {}
        }
    }
}

impl DeskScreen {
    /// Every field belongs to exactly one view.
    fn views(&self) -> Vec<ScreenView> {
        let Self {
            centre,
            me,
            administers,
            reachable,
            server,
            connection,
            availability,
            route,
            waiting,
            unread,
            requests,
            chats,
            tabs,
            front,
            picked,
            revealed,
            detached,
            keyring,
            pin,
            shared,
            do_not_disturb,
            self_test,
            self_tested,
        } = self.clone();
        vec![
            ScreenView::Frame(FrameView {
                centre,
                me,
                administers,
                reachable,
                server,
                connection,
                route,
                waiting,
                unread,
                keyring,
                pin,
                shared,
                do_not_disturb,
            }),
            ScreenView::Requests(RequestsView { requests, picked }),
            ScreenView::Chats(ChatsView { chats, tabs, front, revealed, detached }),
            ScreenView::Availability(OwnAvailabilityView { availability, self_test, self_tested }),
        ]
    }

    fn take_frame(&mut self, view: FrameView) {
        let FrameView { centre, me, server, connection, route, waiting, unread, keyring, .. } = view;
        (self.centre, self.me, self.server, self.connection) = (centre, me, server, connection);
        (self.route, self.waiting, self.unread, self.keyring) = (route, waiting, unread, keyring);
        (self.administers, self.reachable) = (view.administers, view.reachable);
        (self.pin, self.shared, self.do_not_disturb) = (view.pin, view.shared, view.do_not_disturb);
    }

    fn take_chats(&mut self, ChatsView { chats, tabs, front, revealed, detached }: ChatsView) {
        (self.chats, self.tabs, self.front) = (chats, tabs, front);
        (self.revealed, self.detached) = (revealed, detached);
    }
}
