//! Icon and menu beside the clock, as a model. Everything the tray can do stands in its menu: some desktops give no
//! clicks on the icon.

use beistand_domain::ChatId;
use beistand_protocol::view::PauseView;

use crate::view::{Availability, BreakReason, ChatCardState, Connection, DeskScreen};

/// The icon: colour and shape, and for requests a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrayState {
    /// Signed out, or not available.
    Off,
    On,
    Paused,
    /// No connection.
    Offline,
    /// Available, but with as many chats as one may have.
    Busy,
    /// This many people wait for a counsellor to accept.
    Requests(u32),
}

/// A line of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrayLine {
    /// Brings the window to the front.
    Open,
    /// Switches "Meine Live-Chat Verfügbarkeit" to the other side.
    Availability {
        on: bool,
        enabled: bool,
    },
    /// A break, with its reasons; the chosen one is marked.
    Breaks {
        current: Option<BreakReason>,
    },
    /// The settings of alerts.
    Settings,
    /// Accepts a waiting request.
    Request {
        chat: ChatId,
        number: u32,
        topic: String,
    },
    /// Opens a chat.
    Chat {
        chat: ChatId,
        number: u32,
        topic: String,
        /// There are unread messages in it.
        unread: bool,
    },
    Separator,
    Quit,
}

/// The whole tray.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayModel {
    pub state: TrayState,
    /// There is something new in a chat: unread messages, or its time runs out.
    pub mark: bool,
    pub lines: Vec<TrayLine>,
}

/// What the screen does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// The desk is behind its PIN.
    pub locked: bool,
    /// The chat the person is looking at; nothing in it is new.
    pub looked_at: Option<ChatId>,
    /// Chats whose time runs out.
    pub runs_out: Vec<ChatId>,
}

impl TrayModel {
    /// Nobody is signed in.
    pub fn signed_out() -> Self {
        let lines = vec![TrayLine::Open, TrayLine::Separator, TrayLine::Quit];
        Self { state: TrayState::Off, mark: false, lines }
    }

    /// The same state as the window shows. A locked desk says that there is something new, and not in which chat.
    pub fn of(desk: &DeskScreen, around: &Around) -> Self {
        let (on, enabled) = match desk.availability {
            Availability::Off { .. } => (false, true),
            Availability::Switching { on } => (on, false),
            Availability::On { .. } | Availability::Paused { .. } | Availability::Unsure { .. } => {
                (true, true)
            }
        };
        let mut lines = vec![TrayLine::Open, TrayLine::Availability { on, enabled }];
        match desk.availability {
            Availability::On { here: true, .. } => lines.push(TrayLine::Breaks { current: None }),
            Availability::Paused { why, .. } => lines.push(TrayLine::Breaks { current: chosen(why) }),
            Availability::On { here: false, .. }
            | Availability::Off { .. }
            | Availability::Switching { .. }
            | Availability::Unsure { .. } => {}
        }
        let requests = desk.requests.iter().filter(|request| !request.accepting);
        let requests: Vec<TrayLine> = requests
            .map(|r| TrayLine::Request { chat: r.id, number: r.number, topic: r.topic.clone() })
            .collect();
        let shown = desk.chats.iter().filter(|_| !around.locked);
        let running = shown.filter(|chat| match chat.state {
            ChatCardState::Accepted { .. } | ChatCardState::Active { .. } => true,
            ChatCardState::Ended { .. } => false,
        });
        let chats: Vec<TrayLine> = running
            .map(|c| TrayLine::Chat {
                chat: c.id,
                number: c.number,
                topic: c.topic.clone(),
                unread: c.unread > 0,
            })
            .collect();
        for group in [requests, chats, vec![TrayLine::Settings, TrayLine::Quit]] {
            if !group.is_empty() {
                lines.push(TrayLine::Separator);
                lines.extend(group);
            }
        }
        let unread = desk.chats.iter().filter(|chat| chat.unread > 0).map(|chat| chat.id);
        let mark = unread.chain(around.runs_out.iter().copied()).any(|chat| around.looked_at != Some(chat));
        Self { state: state(desk), mark, lines }
    }
}

/// The break the person chose.
fn chosen(why: PauseView) -> Option<BreakReason> {
    match why {
        PauseView::Break => Some(BreakReason::Break),
        PauseView::Phone => Some(BreakReason::Phone),
        PauseView::Meeting => Some(BreakReason::Meeting),
        PauseView::Locked | PauseView::Suspended | PauseView::Idle | PauseView::MissedOffers => None,
    }
}

/// What is most urgent wins: people who wait, then a missing connection, then the availability.
fn state(desk: &DeskScreen) -> TrayState {
    let waiting = desk.requests.iter().filter(|request| !request.accepting).count();
    let connected = matches!(desk.connection, Connection::Connected);
    match desk.availability {
        _ if !connected => TrayState::Offline,
        _ if waiting > 0 => TrayState::Requests(u32::try_from(waiting).unwrap_or(u32::MAX)),
        Availability::Off { .. } | Availability::Switching { .. } => TrayState::Off,
        Availability::On { room: 0, .. } => TrayState::Busy,
        Availability::On { .. } => TrayState::On,
        Availability::Paused { .. } => TrayState::Paused,
        Availability::Unsure { .. } => TrayState::Offline,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{ChatCard, Me, RequestCard, Route};
    use beistand_domain::Moment;
    use beistand_protocol::view::{OffView, PresenceView};

    fn desk(availability: Availability) -> DeskScreen {
        let me = Me { name: "Anna".into(), sign_in_name: "anna".into(), roles: vec![], topics: vec![] };
        DeskScreen {
            centre: "Demo".into(),
            me,
            administers: false,
            reachable: true,
            server: String::new(),
            connection: Connection::Connected,
            availability,
            route: Route::Requests,
            waiting: 0,
            unread: 0,
            requests: vec![],
            chats: vec![],
            tabs: vec![],
            front: None,
            picked: None,
            revealed: None,
            detached: vec![],
            keyring: true,
            pin: false,
            shared: false,
            do_not_disturb: false,
            self_test: None,
            self_tested: None,
        }
    }

    fn on(room: u32) -> Availability {
        Availability::On { since: Moment::from_millis(0), here: true, chats: 3 - room, room }
    }

    fn request(n: u8, accepting: bool) -> RequestCard {
        RequestCard {
            id: ChatId::from_bytes([n; 16]),
            number: n.into(),
            topic: "Sucht".into(),
            since: Moment::from_millis(0),
            presence: PresenceView::Here,
            accepting,
        }
    }

    #[test]
    fn the_icon_shows_what_is_most_urgent() {
        let mut desk = desk(on(3));
        assert_eq!(TrayModel::of(&desk, &Around::default()).state, TrayState::On);
        desk.availability = on(0);
        assert_eq!(TrayModel::of(&desk, &Around::default()).state, TrayState::Busy);
        desk.requests = vec![request(1, false), request(2, false), request(3, true)];
        assert_eq!(TrayModel::of(&desk, &Around::default()).state, TrayState::Requests(2));
        desk.connection = Connection::Connecting;
        assert_eq!(TrayModel::of(&desk, &Around::default()).state, TrayState::Offline);
        desk.connection = Connection::Connected;
        desk.requests.clear();
        desk.availability = Availability::Off { why: OffView::Chosen };
        assert_eq!(TrayModel::of(&desk, &Around::default()).state, TrayState::Off);
    }

    #[test]
    fn everything_stands_in_the_menu() {
        let mut desk = desk(on(3));
        desk.requests = vec![request(1, false)];
        let lines = TrayModel::of(&desk, &Around::default()).lines;
        assert_eq!(lines[..2], [TrayLine::Open, TrayLine::Availability { on: true, enabled: true }]);
        assert_eq!(lines[2], TrayLine::Breaks { current: None });
        assert!(matches!(lines[4], TrayLine::Request { number: 1, .. }));
        assert_eq!(lines[lines.len() - 2..], [TrayLine::Settings, TrayLine::Quit]);
    }

    #[test]
    fn what_is_new_in_a_chat_is_marked_and_a_locked_desk_does_not_say_where() {
        let mut desk = desk(on(2));
        desk.chats = vec![ChatCard {
            id: ChatId::from_bytes([7; 16]),
            number: 7,
            topic: "Sucht".into(),
            state: ChatCardState::Accepted { at: Moment::from_millis(0), presence: PresenceView::Here },
            preview: None,
            last_at: None,
            unread: 0,
            draft: false,
        }];
        let chat = desk.chats[0].id;
        let runs_out = Around { runs_out: vec![chat], ..Around::default() };
        assert!(!TrayModel::of(&desk, &Around::default()).mark);
        assert!(TrayModel::of(&desk, &runs_out).mark, "its time runs out");
        let looked_at = Around { looked_at: Some(chat), ..runs_out };
        desk.chats[0].unread = 2;
        assert!(!TrayModel::of(&desk, &looked_at).mark, "in front of the person's eyes");
        let model = TrayModel::of(&desk, &Around::default());
        assert!(
            model.mark && model.lines.iter().any(|line| matches!(line, TrayLine::Chat { unread: true, .. }))
        );
        let locked = TrayModel::of(&desk, &Around { locked: true, ..Around::default() });
        assert!(locked.mark && !locked.lines.iter().any(|line| matches!(line, TrayLine::Chat { .. })));
    }

    #[test]
    fn a_break_is_marked_and_what_the_program_took_is_not() {
        let paused = |why| {
            TrayModel::of(
                &desk(Availability::Paused {
                    since: Moment::from_millis(0),
                    why,
                    theirs: !why.is_programs(),
                }),
                &Around::default(),
            )
            .lines
        };
        let phone = TrayLine::Breaks { current: Some(BreakReason::Phone) };
        assert_eq!(paused(PauseView::Phone)[2], phone);
        assert_eq!(paused(PauseView::Locked)[2], TrayLine::Breaks { current: None });
        let off = TrayModel::of(&desk(Availability::Off { why: OffView::Chosen }), &Around::default()).lines;
        assert_eq!(off[2], TrayLine::Separator, "who is off has nothing to pause");
    }

    #[test]
    fn a_switch_on_its_way_cannot_be_pressed_again() {
        let lines = TrayModel::of(&desk(Availability::Switching { on: true }), &Around::default()).lines;
        assert_eq!(lines[1], TrayLine::Availability { on: true, enabled: false });
    }
}
