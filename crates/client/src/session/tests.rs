use std::path::PathBuf;

use super::*;
use crate::runtime::fake::{FakeClock, runtime};
use beistand_domain::{CentreId, PersonId, TopicId};
use beistand_protocol::live::Event;
use beistand_protocol::rest::message::MessagePage;
use beistand_protocol::view::{
    Audience, CentreView, EndingView, Marks, MeView, MessageView, OffView, PersonView, PresenceView, Sender,
    TopicView,
};
use beistand_protocol::{Blob, Problem, ProblemCode};
use beistand_seal::{Body, ChainLink, ChatKey, ChatKeys, Content, KeyName, LocalKey, Origin, seal_envelope};

const DEVICE: [u8; 16] = [5; 16];
const CHAT: [u8; 16] = [7; 16];
/// The seeker's tab.
const TAB: Origin = Origin { device: [6; 16], epoch: 0 };
const AT: i64 = 1_800_000_000_000;

/// A session on a folder of its own, and the other side's key.
struct Desk {
    session: Session,
    clock: FakeClock,
    runtime: Runtime,
    folder: PathBuf,
}

impl Desk {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("beistand-session-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let (runtime, clock) = runtime(1);
        let session = open(&folder, &runtime);
        Self { session, clock, runtime, folder }
    }

    /// What a crash leaves is what is on disk.
    fn restart(&mut self) {
        let spare = self.folder.join("spare");
        let parked = std::mem::replace(&mut self.session, open(&spare, &self.runtime));
        drop(parked);
        self.session = open(&self.folder, &self.runtime);
    }

    fn connect(&mut self, chats: Vec<ChatView>) -> Vec<Change> {
        self.session.handle(LiveEvent::LinkChanged(Link::Connected));
        let person = me();
        let me = MeView {
            person,
            sign_in_name: "anna".into(),
            roles: vec![],
            topics: vec![],
            parallel_chats: 3,
            reachable: true,
        };
        let availability = AvailabilityView::Off { why: OffView::Chosen };
        let world = WireWorld::Counsellor { me, centre: centre(), availability, requests: vec![], chats };
        self.session.handle(LiveEvent::SnapshotCame { now: self.runtime.now(), world })
    }

    fn tell(&mut self, event: Event) -> Vec<Change> {
        self.session.handle(LiveEvent::Happened(event))
    }

    /// The messages among the orders, with their tickets.
    fn sends(&mut self) -> Vec<(u64, MessageId)> {
        let orders = self.session.take_orders();
        orders
            .into_iter()
            .filter_map(|order| match order {
                Order::Ask { ticket, frame: ClientFrame::Send { id, .. } } => Some((ticket, id)),
                Order::Ask { .. } | Order::FetchMessages { .. } | Order::SendFile { .. } => None,
            })
            .collect()
    }

    fn texts(&self) -> Vec<(Option<String>, Progress)> {
        let lines = self.session.transcript(chat_id(), None, 100).items;
        lines.into_iter().map(|line| (line.content.map(text_of), line.progress)).collect()
    }
}

fn text_of(content: Content) -> String {
    match content {
        Content::Text { text } | Content::Files { text, .. } => text,
        Content::Deletion { fallback, .. } | Content::Unknown { fallback } => fallback,
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn open(folder: &std::path::Path, runtime: &Runtime) -> Session {
    let cache = Cache::open(folder, LocalKey::from_bytes([3; 32]), runtime.clone()).unwrap().cache;
    let person = me();
    let me = MeView {
        person,
        sign_in_name: "anna".into(),
        roles: vec![],
        topics: vec![],
        parallel_chats: 3,
        reachable: true,
    };
    let identity = Identity { me, centre: centre() };
    Session::open(cache, DeviceId::from_bytes(DEVICE), device_keys(), identity, runtime.clone()).unwrap()
}

fn device_keys() -> DeviceKeys {
    DeviceKeys::make([4; 32], (0, [5; 32])).unwrap()
}

fn me() -> PersonView {
    PersonView { id: PersonId::from_bytes([1; 16]), name: "Anna".into() }
}

fn centre() -> CentreView {
    CentreView { id: CentreId::from_bytes([2; 16]), slug: "demo".into(), name: "Demo".into() }
}

fn chat_id() -> ChatId {
    ChatId::from_bytes(CHAT)
}

fn chat_key() -> ChatKey {
    ChatKey::from_bytes([8; 32])
}

fn active(runtime: &Runtime) -> ChatView {
    let device_key = device_keys().newest(DEVICE).unwrap().public_key;
    let envelope =
        seal_envelope((KeyName::first(0), &chat_key()), &device_key, CHAT, DEVICE, [6; 32]).unwrap();
    let started = runtime.now();
    let ends = started + Duration::from_secs(180 * 60);
    ChatView {
        id: chat_id(),
        revision: 3,
        number: 1,
        topic: TopicView { id: TopicId::from_bytes([9; 16]), slug: "sucht".into(), name: "Sucht".into() },
        requested: started,
        state: ChatStateView::Active { counsellor: me(), started, ends, presence: PresenceView::Here },
        last_seq: 0,
        seeker_marks: Marks::default(),
        counsellor_marks: Marks::default(),
        envelope: Some(Blob(envelope)),
    }
}

fn ended(runtime: &Runtime) -> ChatView {
    let at = runtime.now();
    let readable_until = at + Duration::from_secs(48 * 3600);
    let how = EndingView::BySeeker;
    let state = ChatStateView::Ended { counsellor: Some(me()), started: Some(at), at, how, readable_until };
    ChatView { revision: 4, state, ..active(runtime) }
}

fn from_seeker(seq: u32, text: &str) -> MessageView {
    let id = MessageId::from_bytes([u8::try_from(seq).unwrap() + 100; 16]);
    let context = talk::context(chat_id(), id, Sender::Seeker, Audience::Everyone);
    let link = ChainLink { count: seq, seen: None, written: AT, sent: AT };
    let body = Body { content: Content::text(text).unwrap(), link };
    let (keys, nonce) = (ChatKeys::first(chat_key()), [u8::try_from(seq).unwrap(); 12]);
    let body = body.seal((&keys, TAB), &context, nonce).unwrap();
    let at = Moment::from_millis(AT);
    MessageView {
        id,
        chat: chat_id(),
        seq,
        at,
        sender: Sender::Seeker,
        audience: Audience::Everyone,
        body: Blob(body),
    }
}

fn line(text: &str, progress: Progress) -> (Option<String>, Progress) {
    (Some(text.to_owned()), progress)
}

#[test]
fn a_message_survives_a_crash_and_goes_out_with_the_same_id() {
    let mut desk = Desk::new("crash");
    desk.connect(vec![active(&desk.runtime)]);
    desk.session.handle(LiveEvent::LinkChanged(Link::Connecting));
    desk.session.save_draft(chat_id(), "Guten").unwrap();
    let id = desk.session.send_message(chat_id(), "Guten Abend").unwrap();
    assert_eq!(desk.sends(), [], "not connected");
    desk.restart();
    assert_eq!(desk.texts(), [line("Guten Abend", Progress::Waiting)], "shown before the server is there");
    assert_eq!(desk.session.draft(chat_id()), "");
    desk.connect(vec![active(&desk.runtime)]);
    let sends = desk.sends();
    assert_eq!(sends.iter().map(|(_, id)| *id).collect::<Vec<_>>(), [id]);
    let at = desk.runtime.now();
    desk.session.handle(LiveEvent::Answered { ticket: sends[0].0, answer: Answer::Stored { seq: 1, at } });
    assert_eq!(desk.texts(), [line("Guten Abend", Progress::Stored)]);
    desk.restart();
    assert_eq!(desk.texts(), [line("Guten Abend", Progress::Stored)], "once, and not in the outbox any more");
}

#[test]
fn a_message_whose_answer_was_lost_is_not_shown_twice() {
    let mut desk = Desk::new("twice");
    desk.connect(vec![active(&desk.runtime)]);
    let id = desk.session.send_message(chat_id(), "Hallo").unwrap();
    let sends = desk.sends();
    desk.session.handle(LiveEvent::Unanswered { ticket: sends[0].0 });
    desk.session.handle(LiveEvent::LinkChanged(Link::Connecting));
    desk.connect(vec![ChatView { last_seq: 1, ..active(&desk.runtime) }]);
    assert!(desk.session.take_orders().contains(&Order::FetchMessages { chat: chat_id(), after: 0 }));
    let sender = Sender::Counsellor { id: me().id };
    let context = talk::context(chat_id(), id, sender, Audience::Everyone);
    let link = ChainLink { count: 1, seen: None, written: AT, sent: AT };
    let body = Body { content: Content::text("Hallo").unwrap(), link };
    let origin = Origin { device: DEVICE, epoch: 0 };
    let body = Blob(body.seal((&ChatKeys::first(chat_key()), origin), &context, [0; 12]).unwrap());
    let stored = MessageView { id, sender, body, ..from_seeker(1, "x") };
    desk.session.messages_fetched(chat_id(), Ok(MessagePage { messages: vec![stored], more: false }));
    assert_eq!(desk.texts(), [line("Hallo", Progress::Stored)]);
    assert_eq!(desk.sends(), []);
}

#[test]
fn a_gap_is_filled_and_the_marks_tell_how_far_it_goes() {
    let mut desk = Desk::new("gap");
    desk.connect(vec![active(&desk.runtime)]);
    desk.session.take_orders();
    desk.tell(Event::MessageStored { message: from_seeker(2, "zwei") });
    assert_eq!(
        desk.session.take_orders(),
        [Order::FetchMessages { chat: chat_id(), after: 0 }],
        "nothing is told as delivered across a gap"
    );
    let page = MessagePage { messages: vec![from_seeker(1, "eins"), from_seeker(2, "zwei")], more: false };
    let changes = desk.session.messages_fetched(chat_id(), Ok(page));
    assert_eq!(changes, [Change::MessageCame { chat: chat_id() }], "the second one is known");
    assert_eq!(desk.texts(), [line("eins", Progress::Read), line("zwei", Progress::Read)]);
    assert_eq!(desk.session.unread(chat_id()), 2);
    desk.session.mark_read(chat_id());
    assert_eq!(desk.session.unread(chat_id()), 0);
    let marks: Vec<(u32, u32)> = desk
        .session
        .take_orders()
        .into_iter()
        .filter_map(|order| match order {
            Order::Ask { frame: ClientFrame::Mark { delivered, read, .. }, .. } => Some((delivered, read)),
            Order::Ask { .. } | Order::FetchMessages { .. } | Order::SendFile { .. } => None,
        })
        .collect();
    assert_eq!(marks, [(2, 0), (2, 2)]);
}

#[test]
fn messages_that_two_servers_stored_may_come_the_other_way_round() {
    let mut desk = Desk::new("swapped");
    desk.connect(vec![active(&desk.runtime)]);
    desk.tell(Event::MessageStored { message: from_seeker(2, "zwei") });
    desk.tell(Event::MessageStored { message: from_seeker(1, "eins") });
    assert_eq!(desk.texts(), [line("eins", Progress::Read), line("zwei", Progress::Read)]);
    let page = MessagePage { messages: vec![from_seeker(1, "eins"), from_seeker(2, "zwei")], more: false };
    assert_eq!(desk.session.messages_fetched(chat_id(), Ok(page)), [], "what was fetched meanwhile is known");
    assert_eq!(desk.texts().len(), 2);
}

#[test]
fn a_message_that_came_before_its_chat_is_fetched_with_it() {
    let mut desk = Desk::new("overtaken");
    desk.connect(vec![]);
    desk.tell(Event::MessageStored { message: from_seeker(1, "eins") });
    assert_eq!(desk.session.take_orders(), [], "nobody knows this chat yet");
    desk.tell(Event::ChatChanged { chat: ChatView { last_seq: 1, ..active(&desk.runtime) } });
    assert_eq!(desk.session.take_orders(), [Order::FetchMessages { chat: chat_id(), after: 0 }]);
    let page = MessagePage { messages: vec![from_seeker(1, "eins")], more: false };
    desk.session.messages_fetched(chat_id(), Ok(page));
    assert_eq!(desk.texts(), [line("eins", Progress::Read)]);
}

#[test]
fn a_failed_fetch_is_tried_again() {
    let mut desk = Desk::new("fetch");
    desk.connect(vec![ChatView { last_seq: 1, ..active(&desk.runtime) }]);
    desk.session.take_orders();
    desk.session.messages_fetched(chat_id(), Err(crate::AccountError::Unreachable));
    assert_eq!(desk.session.take_orders(), []);
    desk.clock.advance(Duration::from_secs(5));
    assert!(desk.session.deadline().is_some_and(|at| at <= desk.runtime.now()));
    desk.session.tick();
    assert_eq!(desk.session.take_orders(), [Order::FetchMessages { chat: chat_id(), after: 0 }]);
}

#[test]
fn a_changed_message_is_shown_as_unreadable() {
    let mut desk = Desk::new("changed");
    desk.connect(vec![active(&desk.runtime)]);
    let mut message = from_seeker(1, "eins");
    message.body.0[20] ^= 1;
    desk.tell(Event::MessageStored { message });
    assert_eq!(desk.texts(), [(None, Progress::Read)]);
}

#[test]
fn after_forty_eight_hours_nothing_is_left_online_or_not() {
    let mut desk = Desk::new("purge");
    desk.connect(vec![active(&desk.runtime)]);
    desk.tell(Event::MessageStored { message: from_seeker(1, "eins") });
    desk.tell(Event::ChatChanged { chat: ended(&desk.runtime) });
    desk.session.handle(LiveEvent::LinkChanged(Link::Connecting));
    desk.clock.advance(Duration::from_secs(48 * 3600) - Duration::from_millis(1));
    assert_eq!(desk.session.tick(), []);
    assert_eq!(desk.texts().len(), 1);
    desk.clock.advance(Duration::from_millis(1));
    assert_eq!(desk.texts(), [], "checked on read");
    assert_eq!(desk.session.deadline(), Some(desk.runtime.now()));
    assert_eq!(desk.session.tick(), [Change::Forgotten { chat: chat_id() }]);
    desk.restart();
    assert_eq!(desk.session.chats().count(), 0);
}

#[test]
fn a_chat_the_server_does_not_know_any_more_is_forgotten() {
    let mut desk = Desk::new("unknown");
    desk.connect(vec![active(&desk.runtime)]);
    desk.session.save_draft(chat_id(), "Halb").unwrap();
    let changes = desk.connect(vec![]);
    assert!(changes.contains(&Change::Forgotten { chat: chat_id() }));
    desk.restart();
    assert_eq!(desk.session.chats().count(), 0);
    assert_eq!(desk.session.draft(chat_id()), "");
}

#[test]
fn without_an_envelope_for_this_device_nothing_can_be_written() {
    let mut desk = Desk::new("nokey");
    desk.connect(vec![ChatView { envelope: None, ..active(&desk.runtime) }]);
    assert!(!desk.session.has_key(chat_id()));
    assert!(matches!(desk.session.send_message(chat_id(), "Hallo"), Err(SendError::NoKey)));
}

#[test]
fn a_seeker_who_writes_is_seen_for_six_seconds() {
    let mut desk = Desk::new("typing");
    desk.connect(vec![active(&desk.runtime)]);
    desk.tell(Event::Typing { chat: chat_id(), by: beistand_protocol::live::Writer::Seeker });
    assert!(desk.session.seeker_types(chat_id()));
    desk.clock.advance(Duration::from_secs(6));
    assert_eq!(desk.session.tick(), [Change::TalkChanged { chat: chat_id() }]);
    assert!(!desk.session.seeker_types(chat_id()));
}

#[test]
fn a_long_conversation_is_read_in_pages() {
    let mut desk = Desk::new("pages");
    desk.connect(vec![active(&desk.runtime)]);
    for seq in 1..=5 {
        desk.tell(Event::MessageStored { message: from_seeker(seq, "…") });
    }
    desk.session.send_message(chat_id(), "Ja").unwrap();
    let newest = desk.session.transcript(chat_id(), None, 2);
    assert_eq!(newest.items.iter().map(|l| l.seq).collect::<Vec<_>>(), [Some(4), Some(5), None]);
    assert!(newest.earlier);
    let older = desk.session.transcript(chat_id(), Some(newest.items[0].id), 5);
    assert_eq!(older.items.iter().map(|l| l.seq).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
    assert!(!older.earlier);
}

mod deletions;
mod files;
mod golden;
mod outgoing;
