//! Processes and a real NATS between them: what reaches whom, and what happens when it does not.

use std::sync::Arc;

use beistand_domain::{ChatId, PersonId};
use beistand_protocol::live::{Event, Writer};
use beistand_runtime::Runtime;
use beistand_server::bus::Bus;
use beistand_server::hub::{Hub, Inbox, Out, Owner, Talking, text};
use beistand_server::notice::Notice;
use beistand_server::recipient::Recipient;
use beistand_testkit::{NatsServer, Network, PATIENCE, TestClock, clock};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// The part of a server process that speaks with the others.
struct Process {
    hub: Arc<Hub>,
    bus: Bus,
    received: mpsc::UnboundedReceiver<Notice>,
    tasks: Vec<JoinHandle<()>>,
    clock: Arc<TestClock>,
    runtime: Runtime,
}

impl Process {
    async fn at(url: &str) -> Self {
        beistand_testkit::use_ring();
        let clock = TestClock::new();
        let runtime = clock::runtime(&clock, 1);
        let (bus, subscription) = Bus::open(Some(&url.parse().unwrap()), "beistand").await.unwrap();
        let hub = Arc::new(Hub::new(bus.clone()));
        let (tell, received) = mpsc::unbounded_channel();
        let here = hub.clone();
        let deliver = move |recipient, event: &Arc<str>| here.deliver(recipient, event);
        let tasks = subscription.listen(&runtime, deliver, move |notice| drop(tell.send(notice)));
        Self { hub, bus, received, tasks, clock, runtime }
    }

    async fn receives(&mut self) -> Notice {
        timeout(PATIENCE, self.received.recv()).await.expect("nothing was received").unwrap()
    }

    /// A line of this owner that hears everything from now on.
    async fn line(&self, recipient: Recipient) -> Inbox {
        let (inbox, _) = self.hub.join(recipient, Owner::Seeker, self.runtime.now());
        self.bus.settled().await;
        inbox
    }

    async fn until(&self, up: bool) {
        let watching = async {
            while self.bus.up() != Some(up) {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, watching).await.expect("the bus does not get there");
    }

    /// A participant types to this person in this chat.
    fn types(&self, chat: ChatId, person: PersonId) -> Arc<str> {
        let event = Event::Typing { chat, by: Writer::Seeker };
        self.hub.send_to_chat(chat, &[person], (&event, None), 0);
        text(&event).unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

async fn reads(inbox: &mut Inbox) -> Arc<str> {
    match timeout(PATIENCE, inbox.out.recv()).await.expect("nothing is on the line").unwrap() {
        Out::Event(text) => text,
        Out::Bye(_) | Out::Nudge | Out::AreYouThere | Out::Dead => panic!("no event"),
    }
}

fn changed(person: u32) -> Notice {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&person.to_be_bytes());
    Notice::Availability { person: PersonId::from_bytes(bytes) }
}

fn ids(process: &Process) -> (ChatId, PersonId) {
    (process.runtime.id(ChatId::from_parts), process.runtime.id(PersonId::from_parts))
}

#[tokio::test]
async fn a_notice_reaches_all_others_and_nobody_twice() {
    let nats = NatsServer::start().unwrap();
    let (mut a, mut b, mut c) =
        (Process::at(&nats.url()).await, Process::at(&nats.url()).await, Process::at(&nats.url()).await);
    a.bus.publish(&changed(1));
    assert_eq!((b.receives().await, c.receives().await), (changed(1), changed(1)));
    b.bus.publish(&changed(2));
    assert_eq!(a.receives().await, changed(2), "nobody hears their own");
    assert_eq!(c.receives().await, changed(2));
}

#[tokio::test]
async fn an_event_comes_to_every_line_of_its_owner_once_and_to_nobody_elses() {
    let nats = NatsServer::start().unwrap();
    let (a, b) = (Process::at(&nats.url()).await, Process::at(&nats.url()).await);
    let ((chat, anna), (other, bert)) = (ids(&a), ids(&a));
    let mut here = a.line(Recipient::Person(anna)).await;
    let (mut there, mut there_too) =
        (b.line(Recipient::Person(anna)).await, b.line(Recipient::Person(anna)).await);
    let mut page = b.line(Recipient::Seeker(chat)).await;
    let mut somebody_else = b.line(Recipient::Person(bert)).await;

    let typing = a.types(chat, anna);
    for inbox in [&mut here, &mut there, &mut there_too] {
        assert_eq!(reads(inbox).await, typing);
    }
    let marks =
        |of| Event::MarksChanged { chat: of, seeker: Default::default(), counsellor: Default::default() };
    let ours = marks(chat);
    b.hub.send_to_chat(chat, &[anna], (&ours, Some(&ours)), 0);
    for inbox in [&mut here, &mut there, &mut there_too, &mut page] {
        assert_eq!(reads(inbox).await, text(&ours).unwrap(), "no echo has come in between");
    }
    let theirs = marks(other);
    a.hub.send_to_chat(other, &[bert], (&theirs, Some(&theirs)), 0);
    assert_eq!(reads(&mut somebody_else).await, text(&theirs).unwrap(), "the first thing they hear");
    // The typing for Anna and the marks for Bert; what came from its own process did not come back over the bus.
    assert_eq!(b.bus.counts().unwrap().received.get(), 2);
}

#[tokio::test]
async fn a_seeker_is_listened_for_once_their_chat_is_taken() {
    let nats = NatsServer::start().unwrap();
    let (a, b) = (Process::at(&nats.url()).await, Process::at(&nats.url()).await);
    let (chat, anna) = ids(&a);
    let marks = Event::MarksChanged { chat, seeker: Default::default(), counsellor: Default::default() };
    let taken = || Some(Talking { counsellors: vec![anna], active: true });
    let mut page = b.line(Recipient::Seeker(chat)).await;
    a.hub.send_to_chat(chat, &[anna], (&marks, Some(&marks)), 0);
    a.bus.emptied().await;
    b.bus.settled().await;
    assert_eq!(b.bus.counts().unwrap().received.get(), 0, "nobody has anything to say to somebody who waits");

    assert!(b.hub.talking(chat, taken()), "what was read before may have a hole");
    assert!(!b.hub.talking(chat, taken()), "only the first time");
    b.bus.settled().await;
    a.hub.send_to_chat(chat, &[anna], (&marks, Some(&marks)), 0);
    assert_eq!(reads(&mut page).await, text(&marks).unwrap());

    b.hub.leave(Recipient::Seeker(chat), &page.sender);
    let mut again = b.line(Recipient::Seeker(chat)).await;
    a.hub.send_to_chat(chat, &[anna], (&marks, Some(&marks)), 0);
    assert_eq!(
        reads(&mut again).await,
        text(&marks).unwrap(),
        "a page that comes back to a chat that is taken"
    );
    assert_eq!(b.bus.counts().unwrap().received.get(), 2, "once each");
}

#[tokio::test]
async fn whoever_has_left_is_not_listened_for_any_more() {
    let nats = NatsServer::start().unwrap();
    let (a, b) = (Process::at(&nats.url()).await, Process::at(&nats.url()).await);
    let ((chat, anna), (_, bert)) = (ids(&a), ids(&a));
    let (gone, mut stays) = (b.line(Recipient::Person(anna)).await, b.line(Recipient::Person(bert)).await);
    b.hub.leave(Recipient::Person(anna), &gone.sender);
    b.bus.settled().await;
    a.types(chat, anna);
    let last = a.types(chat, bert);
    assert_eq!(reads(&mut stays).await, last);
    assert_eq!(b.bus.counts().unwrap().received.get(), 1);
}

#[tokio::test]
async fn what_is_told_after_a_hello_was_answered_is_heard() {
    let nats = NatsServer::start().unwrap();
    let (a, b) = (Process::at(&nats.url()).await, Process::at(&nats.url()).await);
    for _ in 0..200 {
        let (chat, person) = ids(&a);
        let mut line = b.line(Recipient::Person(person)).await;
        let typing = a.types(chat, person);
        assert_eq!(reads(&mut line).await, typing);
    }
}

#[tokio::test]
async fn what_is_no_event_is_put_on_no_line() {
    let nats = NatsServer::start().unwrap();
    let (a, b) = (Process::at(&nats.url()).await, Process::at(&nats.url()).await);
    let (chat, anna) = ids(&a);
    let mut line = b.line(Recipient::Person(anna)).await;
    a.bus.pass_on(Recipient::Person(anna), &Arc::from("\"}, \"type\": \"bye\""));
    let typing = a.types(chat, anna);
    assert_eq!(reads(&mut line).await, typing);
}

#[tokio::test]
async fn a_lost_connection_that_comes_back_makes_a_gap_once_here_and_there() {
    let nats = NatsServer::start().unwrap();
    let way = Network::before(nats.host()).await.unwrap();
    let (mut a, mut b) = (Process::at(&nats.url_through(&way.host())).await, Process::at(&nats.url()).await);
    let (chat, anna) = ids(&a);
    let mut before = a.line(Recipient::Person(anna)).await;
    way.cut();
    a.until(false).await;
    let (bert_chat, bert) = ids(&a);
    // Comes while nothing can be wished from NATS, and does not wait for it.
    let mut meanwhile = a.line(Recipient::Person(bert)).await;
    a.bus.publish(&changed(1));
    b.bus.publish(&changed(2));
    way.mend();
    assert_eq!((a.receives().await, b.receives().await), (Notice::Gap, Notice::Gap));
    a.bus.publish(&changed(3));
    b.bus.publish(&changed(4));
    assert_eq!(
        (a.receives().await, b.receives().await),
        (changed(4), changed(3)),
        "once, and nothing that is old"
    );
    let (typing, typing_too) = (b.types(chat, anna), b.types(bert_chat, bert));
    assert_eq!((reads(&mut before).await, reads(&mut meanwhile).await), (typing, typing_too));
    let counts = a.bus.counts().unwrap();
    assert_eq!((counts.regained.get(), counts.dropped.get()), (1, 1));
    assert_eq!(b.bus.counts().unwrap().regained.get(), 0);
}

#[tokio::test]
async fn telling_while_nats_is_away_waits_for_nothing_and_piles_nothing_up() {
    let mut nats = NatsServer::start().unwrap();
    let (mut a, mut b) = (Process::at(&nats.url()).await, Process::at(&nats.url()).await);
    nats.kill().unwrap();
    a.until(false).await;
    b.until(false).await;
    for person in 0..100_000 {
        a.bus.publish(&changed(person));
    }
    timeout(PATIENCE, a.bus.emptied()).await.expect("a stop would hang");
    assert_eq!(a.bus.counts().unwrap().dropped.get(), 100_000);
    nats.begin().unwrap();
    a.until(true).await;
    assert_eq!(a.receives().await, Notice::Gap);
    b.until(true).await;
    assert_eq!(b.receives().await, Notice::Gap);
    a.bus.publish(&changed(u32::MAX));
    let received = async {
        loop {
            match b.receives().await {
                // The process that is back later notifies those who were back before.
                Notice::Gap => {}
                other => break other,
            }
        }
    };
    assert_eq!(received.await, changed(u32::MAX), "none of the hundred thousand");
}

#[tokio::test]
async fn a_process_that_starts_without_nats_catches_up_when_it_comes() {
    let mut nats = NatsServer::start().unwrap();
    let url = nats.url();
    nats.kill().unwrap();
    let mut a = Process::at(&url).await;
    assert_eq!(a.bus.up(), Some(false));
    nats.begin().unwrap();
    assert_eq!(a.receives().await, Notice::Gap);
    let mut b = Process::at(&url).await;
    a.bus.publish(&changed(1));
    assert_eq!(b.receives().await, changed(1));
}

#[tokio::test]
async fn more_than_goes_out_in_time_is_dropped_and_the_others_look_for_themselves() {
    let nats = NatsServer::start().unwrap();
    let (a, mut b) = (Process::at(&nats.url()).await, Process::at(&nats.url()).await);
    // Nothing else runs in between on this test's only thread.
    for person in 0..40_000 {
        a.bus.publish(&changed(person));
    }
    let dropped = a.bus.counts().unwrap().dropped.get();
    assert_eq!(dropped, 40_000 - 32 * 1024);
    for person in 0..32 * 1024 {
        assert_eq!(b.receives().await, changed(person));
    }
    assert_eq!(b.receives().await, Notice::Gap);
}

#[tokio::test]
async fn while_the_bus_is_away_everything_is_read_anew_every_ten_seconds() {
    let nats = NatsServer::start().unwrap();
    let way = Network::before(nats.host()).await.unwrap();
    let mut a = Process::at(&nats.url_through(&way.host())).await;
    way.cut();
    a.until(false).await;
    let looked = async {
        for _ in 0..3 {
            while a.received.try_recv() != Ok(Notice::Gap) {
                a.clock.advance(std::time::Duration::from_secs(10));
                tokio::task::yield_now().await;
            }
        }
    };
    timeout(PATIENCE, looked).await.expect("nobody looks");
}

#[tokio::test]
async fn two_installations_on_one_nats_hear_nothing_of_each_other() {
    let nats = NatsServer::start().unwrap();
    let mut ours = Process::at(&nats.url()).await;
    let address = nats.url().parse().unwrap();
    let (theirs, subscription) = Bus::open(Some(&address), "other").await.unwrap();
    let tasks = subscription.listen(&ours.runtime, |_, _| {}, |_| {});
    theirs.publish(&changed(1));
    theirs.emptied().await;
    let third = Process::at(&nats.url()).await;
    third.bus.publish(&changed(2));
    assert_eq!(ours.receives().await, changed(2));
    tasks.iter().for_each(JoinHandle::abort);
}

#[tokio::test]
async fn notices_of_a_newer_version_say_that_something_has_changed() {
    let nats = NatsServer::start().unwrap();
    let mut a = Process::at(&nats.url()).await;
    let b = Process::at(&nats.url()).await;
    // The subject of an owner is chosen by the sender, so this is the one way to say something strange here.
    let Bus::Nats(nats) = &b.bus else { panic!("it is NATS") };
    nats.publish_as_is("{\"is\":\"something_new\",\"of\":7}");
    assert_eq!(a.receives().await, Notice::Gap);
}
