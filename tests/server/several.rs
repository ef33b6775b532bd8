//! Several whole servers on one bus.

use std::time::Duration;

use beistand_domain::{FileId, MessageId};
use beistand_protocol::live::{Answer, Bye, ClientFrame, Event, World};
use beistand_protocol::rest::message::MessagePage;
use beistand_protocol::view::{Audience, AvailabilityView, ChatStateView, SeekerStateView};
use beistand_seal::ChatKeys;
use beistand_testkit::people::{self, chat_in};
use beistand_testkit::{Counsellor, PATIENCE, Seeker, TestServers, Wire, clock, use_ring};
use tokio::time::timeout;

use crate::world::{active, waiting};

/// What the operator's listener of a server says about being ready.
async fn ready(url: &str) -> (u16, String) {
    use_ring();
    let answer = reqwest::get(format!("{url}/readyz")).await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn until_ready_says(url: &str, status: u16) -> String {
    let asking = async {
        loop {
            let (is, text) = ready(url).await;
            if is == status {
                return text;
            }
        }
    };
    timeout(PATIENCE, asking).await.expect("it never says so")
}

/// Anna at the first of two servers, and a seeker at the second, talking.
struct Apart {
    all: TestServers,
    anna: Counsellor,
    anna_wire: Wire,
    seeker: Seeker,
    seeker_wire: Wire,
    keys: ChatKeys,
}

async fn talking_apart() -> Apart {
    talking_at(TestServers::start(2).await.unwrap()).await
}

async fn talking_at(mut all: TestServers) -> Apart {
    let runtime = clock::runtime(&all.clock, 77);
    let anna = Counsellor::sign_in(&all.server(0).url(), &runtime, "anna").await.unwrap();
    let (mut anna_wire, _) = anna.connect().await.unwrap();
    anna.switch(true).await.unwrap();
    let seeker = Seeker::request(&all.server(1).url(), &runtime, "sucht").await.unwrap().unwrap();
    let (mut seeker_wire, _) = seeker.connect().await.unwrap();
    assert_eq!(waiting(&mut anna_wire).await.unwrap().id, seeker.chat);
    anna.accept(seeker.chat).await.unwrap().unwrap();
    let accepted = seeker_wire.event(|event| match event {
        Event::SeekerChatChanged { chat } if matches!(chat.state, SeekerStateView::Accepted { .. }) => {
            Some(chat)
        }
        _ => None,
    });
    let accepted = accepted.await.unwrap();
    seeker.begin(&accepted).await.unwrap().unwrap();
    let keys = anna.open(&active(&mut anna_wire).await.unwrap()).unwrap();
    Apart { all, anna, anna_wire, seeker, seeker_wire, keys }
}

/// The next message on this line: its number and its text.
async fn message(wire: &mut Wire, keys: &ChatKeys) -> (u32, String) {
    let message = wire.event(|event| match event {
        Event::MessageStored { message } => Some(message),
        _ => None,
    });
    let message = message.await.unwrap();
    (message.seq, people::read(keys, &message).unwrap())
}

#[tokio::test]
async fn two_at_different_servers_find_each_other_talk_and_part() {
    let mut apart = talking_apart().await;
    let Apart { anna, anna_wire, seeker, seeker_wire, keys, .. } = &mut apart;
    seeker.say(seeker_wire, "Guten Abend").await.unwrap();
    assert_eq!(message(anna_wire, keys).await, (1, "Guten Abend".into()));
    anna.say(anna_wire, seeker.chat, keys, "Willkommen").await.unwrap();
    assert_eq!(message(seeker_wire, keys).await, (2, "Willkommen".into()));
    let typing = ClientFrame::Typing { chat: seeker.chat, audience: Audience::Everyone };
    assert_eq!(seeker_wire.ask(typing).await.unwrap(), Answer::Done);
    anna_wire.event(|event| matches!(event, Event::Typing { .. }).then_some(())).await.unwrap();
    let mark = ClientFrame::Mark { chat: seeker.chat, delivered: 2, read: 1 };
    assert_eq!(anna_wire.ask(mark).await.unwrap(), Answer::Done);
    let marked = seeker_wire.event(|event| match event {
        Event::MarksChanged { counsellor, .. } => Some((counsellor.delivered, counsellor.read)),
        _ => None,
    });
    assert_eq!(marked.await.unwrap(), (2, 1));
    anna.command(seeker.chat, "end").await.unwrap().unwrap();
    assert_eq!(seeker_wire.bye().await.unwrap(), Bye::SignedOut);
}

#[tokio::test]
async fn a_file_that_one_server_took_is_had_from_the_other() {
    let apart = talking_apart().await;
    let runtime = clock::runtime(&apart.all.clock, 78);
    let (file, message) = (runtime.id(FileId::from_parts), runtime.id(MessageId::from_parts));
    let sealed = [7; 64];
    let of = (apart.seeker.chat, file);
    apart.seeker.rest.send_file(of, (message, Audience::Everyone), &sealed).await.unwrap().unwrap();
    assert_eq!(apart.anna.rest.file(apart.seeker.chat, file).await.unwrap().unwrap(), sealed);
}

#[tokio::test]
async fn a_page_whose_server_was_never_told_that_its_chat_is_taken_hears_its_counsellor() {
    let mut all = TestServers::start(3).await.unwrap();
    let runtime = clock::runtime(&all.clock, 77);
    let mut anna = Counsellor::sign_in(&all.server(0).url(), &runtime, "anna").await.unwrap();
    let (mut anna_wire, _) = anna.connect().await.unwrap();
    anna.switch(true).await.unwrap();
    let mut seeker = Seeker::request(&all.server(0).url(), &runtime, "sucht").await.unwrap().unwrap();
    let (_first, _) = seeker.connect().await.unwrap();
    let silent = all.server(2).operator_url().to_owned();
    all.way(2).cut();
    until_ready_says(&silent, 200).await;
    anna.rest.url = all.server(2).url();
    anna.accept(seeker.chat).await.unwrap().unwrap();
    // Nothing changes with this page, as the first one is still there, so nobody tells anybody of it.
    seeker.rest.url = all.server(1).url();
    let (mut second, accepted) = seeker.connect().await.unwrap();
    seeker.rest.url = all.server(2).url();
    seeker.begin(&accepted).await.unwrap().unwrap();
    anna.say(&mut anna_wire, seeker.chat, &seeker.keys, "Willkommen").await.unwrap();
    assert_eq!(message(&mut second, &seeker.keys).await, (1, "Willkommen".into()));
}

#[tokio::test]
async fn what_a_server_could_not_say_is_read_by_the_others_when_it_is_back() {
    let mut apart = talking_apart().await;
    let operator = apart.all.server(1).operator_url().to_owned();
    apart.all.way(1).cut();
    until_ready_says(&operator, 200).await;
    apart.seeker.say(&mut apart.seeker_wire, "Sind Sie da?").await.unwrap();
    apart.all.way(1).mend();
    let world = apart.anna_wire.snapshot().await.unwrap();
    assert_eq!(chat_in(&world, apart.seeker.chat).unwrap().last_seq, 1);
}

#[tokio::test]
async fn a_message_whose_server_fell_over_before_it_said_so_arrives_when_it_is_repeated() {
    let mut apart = talking_apart().await;
    let operator = apart.all.server(1).operator_url().to_owned();
    apart.all.way(1).cut();
    until_ready_says(&operator, 200).await;
    let said = apart.seeker.sealed("Sind Sie da?").unwrap();
    assert!(matches!(apart.seeker_wire.ask(said.clone()).await.unwrap(), Answer::Stored { seq: 1, .. }));
    // It never gets to tell anybody, and its successor knows nothing of it.
    apart.all.server(1).fall().await;
    apart.all.way(1).mend();
    apart.all.server(1).crash_and_restart().await.unwrap();
    let (mut wire, _) = apart.seeker.connect().await.unwrap();
    assert!(matches!(wire.ask(said).await.unwrap(), Answer::Stored { seq: 1, .. }));
    assert_eq!(message(&mut apart.anna_wire, &apart.keys).await, (1, "Sind Sie da?".into()));
}

#[tokio::test]
async fn what_a_dead_server_had_stored_and_not_said_is_read_once_its_death_is_noticed() {
    let mut apart = talking_apart().await;
    let operator = apart.all.server(1).operator_url().to_owned();
    apart.all.way(1).cut();
    until_ready_says(&operator, 200).await;
    apart.seeker.say(&mut apart.seeker_wire, "Sind Sie da?").await.unwrap();
    apart.all.server(1).fall().await;
    let living = apart.all.server(0).operator_url().to_owned();
    let clock = apart.all.clock.clone();
    let time = async {
        loop {
            clock.advance(Duration::from_secs(1));
            // A living server needs a moment for each round; it is not to be taken for one that slept.
            for _ in 0..5 {
                ready(&living).await;
            }
        }
    };
    let read = async {
        tokio::select! {
            world = apart.anna_wire.snapshot() => world.unwrap(),
            () = time => unreachable!("time does not end"),
        }
    };
    let world = timeout(PATIENCE, read).await.expect("nobody looks");
    assert_eq!(chat_in(&world, apart.seeker.chat).unwrap().last_seq, 1);
}

#[tokio::test]
async fn without_the_bus_a_chat_begins_all_the_same_only_later() {
    let mut all = TestServers::start(2).await.unwrap();
    let runtime = clock::runtime(&all.clock, 77);
    let anna = Counsellor::sign_in(&all.server(0).url(), &runtime, "anna").await.unwrap();
    let (mut anna_wire, _) = anna.connect().await.unwrap();
    anna.switch(true).await.unwrap();
    let operator = all.server(1).operator_url().to_owned();
    all.way(1).cut();
    until_ready_says(&operator, 200).await;
    let seeker = Seeker::request(&all.server(1).url(), &runtime, "sucht").await.unwrap().unwrap();
    let (mut seeker_wire, _) = seeker.connect().await.unwrap();
    anna.accept(seeker.chat).await.unwrap().unwrap();
    let looked = async {
        loop {
            all.clock.advance(Duration::from_secs(10));
            let World::Seeker { chat } = seeker_wire.snapshot().await.unwrap() else { panic!("not theirs") };
            if let SeekerStateView::Accepted { .. } = chat.state {
                return chat;
            }
        }
    };
    let accepted = timeout(PATIENCE, looked).await.expect("the page never hears of it");
    seeker.begin(&accepted).await.unwrap().unwrap();
    all.way(1).mend();
    let world = anna_wire.snapshot().await.unwrap();
    let chat = chat_in(&world, seeker.chat).unwrap();
    assert!(matches!(chat.state, ChatStateView::Active { .. }), "{chat:?}");
    let typing = ClientFrame::Typing { chat: seeker.chat, audience: Audience::Everyone };
    assert_eq!(anna_wire.ask(typing).await.unwrap(), Answer::Done, "her server knows that the two may write");
    seeker_wire.event(|event| matches!(event, Event::Typing { .. }).then_some(())).await.unwrap();
}

#[tokio::test]
async fn a_server_without_the_bus_works_on_says_so_and_reads_everything_anew_afterwards() {
    let mut all = TestServers::start(1).await.unwrap();
    let runtime = clock::runtime(&all.clock, 77);
    let operator = all.server(0).operator_url().to_owned();
    let anna = Counsellor::sign_in(&all.server(0).url(), &runtime, "anna").await.unwrap();
    let (mut wire, _) = anna.connect().await.unwrap();
    assert_eq!(ready(&operator).await, (204, String::new()));
    all.way(0).cut();
    assert_eq!(until_ready_says(&operator, 200).await, "{\"away\":[\"bus\"]}");
    assert!(matches!(anna.switch(true).await.unwrap(), AvailabilityView::On { .. }), "commands go on");
    let (_second, _) = timeout(PATIENCE, anna.connect()).await.expect("a hello waits for nothing").unwrap();
    all.way(0).mend();
    let World::Counsellor { availability, .. } = wire.snapshot().await.unwrap() else { panic!("not hers") };
    assert!(matches!(availability, AvailabilityView::On { .. }));
    until_ready_says(&operator, 204).await;
    let numbers = reqwest::get(format!("{operator}/metrics")).await.unwrap().text().await.unwrap();
    for line in ["beistand_bus_up 1", "beistand_bus_regained_total 1"] {
        assert!(numbers.lines().any(|each| each == line), "no {line} in\n{numbers}");
    }
    let dropped = numbers.lines().find_map(|line| line.strip_prefix("beistand_bus_dropped_total ")).unwrap();
    assert_ne!(dropped, "0", "what she did meanwhile");
}

#[tokio::test]
async fn clocks_that_differ_by_two_seconds_change_neither_order_nor_duty() {
    let all = TestServers::start_skewed(2, Duration::from_secs(2)).await.unwrap();
    let mut apart = talking_at(all).await;
    for round in 0..3 {
        apart.seeker.say(&mut apart.seeker_wire, "vor").await.unwrap();
        assert_eq!(message(&mut apart.anna_wire, &apart.keys).await, (2 * round + 1, "vor".into()));
        let (answer, _) = apart
            .anna
            .say(&mut apart.anna_wire, apart.seeker.chat, &apart.keys, "zur\u{fc}ck")
            .await
            .unwrap();
        assert!(matches!(answer, Answer::Stored { seq, .. } if seq == 2 * round + 2), "{answer:?}");
    }
    let path = format!("/api/v1/chats/{}/messages", apart.seeker.chat);
    let none: Option<&()> = None;
    let call = reqwest::Method::GET;
    let theirs: MessagePage = apart.anna.rest.call(call.clone(), &path, none).await.unwrap().unwrap();
    let ours: MessagePage = apart.seeker.rest.call(call, &path, none).await.unwrap().unwrap();
    assert_eq!(theirs.messages, ours.messages, "one order, whoever reads where");

    // 40 seconds after the last word of Anna's program she is available for both; after 50 for neither.
    let renewed = apart.anna_wire.ask(ClientFrame::Renew).await.unwrap();
    assert!(matches!(renewed, Answer::Renewed { .. }));
    let (here, there) = (apart.all.server(0).url(), apart.all.server(1).url());
    let operators = [0, 1].map(|which| apart.all.server(which).operator_url().to_owned());
    let time = async |seconds: u32| {
        for _ in 0..seconds {
            apart.all.clock.advance(Duration::from_secs(1));
            // Each needs a moment for its round; neither is to be taken for one that slept.
            for operator in &operators {
                ready(operator).await;
            }
        }
    };
    time(40).await;
    let runtime = clock::runtime(&clock::TestClock::new(), 99);
    for url in [&here, &there] {
        assert!(Seeker::request(url, &runtime, "sucht").await.unwrap().is_ok(), "she is available");
    }
    time(10).await;
    for url in [&here, &there] {
        assert!(Seeker::request(url, &runtime, "sucht").await.unwrap().is_err(), "nobody is available");
    }
}
