//! What waits to be sent, and what was not taken.

use super::*;
use crate::AccountError;
use crate::outbox::WhyFailed;

#[test]
fn nothing_is_sealed_before_what_the_server_has_is_here() {
    let mut desk = Desk::new("behind");
    desk.connect(vec![ChatView { last_seq: 2, ..active(&desk.runtime) }]);
    let id = desk.session.send_message(chat_id(), "weiter").unwrap();
    assert_eq!(desk.sends(), [], "the copies were lost: the count of this device is not known");
    desk.session.messages_fetched(chat_id(), Err(AccountError::Unreachable));
    desk.clock.advance(Duration::from_secs(3));
    desk.session.tick();
    assert_eq!(desk.session.take_orders(), [Order::FetchMessages { chat: chat_id(), after: 0 }]);
    let page = MessagePage { messages: vec![from_seeker(1, "eins")], more: false };
    desk.session.messages_fetched(chat_id(), Ok(page));
    assert_eq!(desk.sends(), []);
    assert!(desk.session.deadline().is_some(), "the rest is asked for");
    desk.tell(Event::MessageStored { message: from_seeker(2, "zwei") });
    assert_eq!(desk.sends().iter().map(|(_, id)| *id).collect::<Vec<_>>(), [id]);
}

#[test]
fn a_message_that_comes_after_the_end_fails_and_stays_to_be_seen() {
    let mut desk = Desk::new("failed");
    desk.connect(vec![active(&desk.runtime)]);
    desk.session.send_message(chat_id(), "Zu spät").unwrap();
    let ticket = desk.sends()[0].0;
    let problem = Problem::new(ProblemCode::Ended);
    desk.session.handle(LiveEvent::Answered { ticket, answer: Answer::Refused { problem } });
    desk.tell(Event::ChatChanged { chat: ended(&desk.runtime) });
    assert_eq!(desk.texts(), [line("Zu spät", Progress::Failed(WhyFailed::Refused))]);
    desk.restart();
    assert_eq!(desk.texts(), [line("Zu spät", Progress::Failed(WhyFailed::Refused))]);
    assert!(matches!(desk.session.send_message(chat_id(), "Noch eins"), Err(SendError::NotActive)));
}

#[test]
fn a_message_that_failed_is_sent_again_or_taken_back() {
    let mut desk = Desk::new("retry");
    desk.connect(vec![active(&desk.runtime)]);
    let id = desk.session.send_message(chat_id(), "Noch einmal").unwrap();
    let refuse = |desk: &mut Desk| {
        let (ticket, sent) = desk.sends()[0];
        assert_eq!(sent, id);
        let answer = Answer::Refused { problem: Problem::new(ProblemCode::ChatFull) };
        desk.session.handle(LiveEvent::Answered { ticket, answer });
    };
    refuse(&mut desk);
    desk.session.retry_message(id).unwrap();
    assert_eq!(desk.texts(), [line("Noch einmal", Progress::Waiting)]);
    refuse(&mut desk);
    desk.restart();
    desk.connect(vec![active(&desk.runtime)]);
    assert_eq!(desk.texts(), [line("Noch einmal", Progress::Failed(WhyFailed::Refused))]);
    desk.session.retry_message(id).unwrap();
    desk.restart();
    desk.connect(vec![active(&desk.runtime)]);
    refuse(&mut desk);
    assert!(desk.session.cancel_message(id));
    assert_eq!((desk.texts(), desk.session.unsent_count(chat_id())), (vec![], 0));
    desk.restart();
    assert_eq!(desk.texts(), [], "nor on the disk");
    assert!(matches!(desk.session.retry_message(id), Err(SendError::NotFound)));
}
