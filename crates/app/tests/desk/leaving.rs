//! Ending chats, closing tabs and the window, quitting.

use std::time::Duration;

use beistand_app::command::{
    AnswerQuestion, CloseTab, DismissNotice, EndChat, OpenChat, Quit, ReplaceProgram, SendMessage,
    SetAvailability, SignOut,
};
use beistand_app::fake::Seen;
use beistand_app::fake::chats::{accepted, active, away, ended, waiting};
use beistand_app::view::{Availability, Choice, Connection, QuestionAbout};
use beistand_app::{ChatId, FailureCode, MachineRequest, WindowRequest};
use beistand_protocol::live::Event;
use beistand_protocol::rest::availability::AvailabilityAct;
use beistand_protocol::view::ChatView;
use beistand_protocol::{Problem, ProblemCode};

use crate::answering::Received;
use crate::setup::Desk;

fn chat() -> ChatId {
    active(1).id
}

async fn with_chat(view: ChatView) -> Desk {
    let desk = Desk::with(|truth| truth.chats = vec![view]).await;
    desk.desk_until(|desk| desk.chats.len() == 1).await;
    desk.ask(OpenChat { chat: chat() }).await.unwrap();
    desk
}

impl Desk {
    /// Waits for a question and gives its number.
    async fn asked(&self, about: QuestionAbout) -> u32 {
        let question = |seen: &beistand_app::fake::Seen| {
            let question = seen.desk.as_ref().and_then(|desk| desk.question.clone());
            question.filter(|question| question.about == about)
        };
        question(&self.until(|seen| question(seen).is_some()).await).unwrap().id
    }

    async fn answer(&self, id: u32, choice: Choice) {
        self.ask(AnswerQuestion { id, choice }).await.unwrap();
    }

    fn ends_received(&self) -> usize {
        self.server.received().iter().filter(|received| matches!(received, Received::End(_))).count()
    }
}

#[tokio::test]
async fn ending_a_chat_asks_first() {
    let desk = with_chat(active(1)).await;
    desk.ask(EndChat { chat: chat() }).await.unwrap();
    let id = desk.asked(QuestionAbout::EndChat { chat: chat(), number: 1 }).await;
    desk.answer(id, Choice::Cancel).await;
    assert_eq!(desk.ends_received(), 0);
    desk.ask(EndChat { chat: chat() }).await.unwrap();
    let id = desk.asked(QuestionAbout::EndChat { chat: chat(), number: 1 }).await;
    desk.answer(id, Choice::Confirm).await;
    desk.server.receives(Received::End(chat())).await;
}

#[tokio::test]
async fn a_question_about_a_chat_that_is_over_answers_itself() {
    let desk = with_chat(active(1)).await;
    desk.ask(EndChat { chat: chat() }).await.unwrap();
    desk.asked(QuestionAbout::EndChat { chat: chat(), number: 1 }).await;
    desk.server.publish(Event::ChatChanged { chat: ChatView { revision: 9, ..ended(1) } });
    desk.until(|seen| seen.desk.as_ref().is_some_and(|desk| desk.question.is_none())).await;
}

#[tokio::test]
async fn closing_a_tab_asks_only_while_the_seeker_is_there() {
    let desk = with_chat(active(1)).await;
    desk.ask(CloseTab { chat: chat() }).await.unwrap();
    let id = desk.asked(QuestionAbout::CloseTab { chat: chat(), number: 1 }).await;
    desk.answer(id, Choice::Keep).await;
    let shown = desk.desk_until(|desk| desk.tabs.is_empty()).await;
    assert_eq!(shown.chats.len(), 1, "the chat goes on");
    assert_eq!(desk.ends_received(), 0);

    let desk = with_chat(away(1)).await;
    desk.ask(CloseTab { chat: chat() }).await.unwrap();
    desk.desk_until(|desk| desk.tabs.is_empty()).await;
}

#[tokio::test]
async fn closing_the_window_asks_over_a_chat_and_hides_without_one() {
    let desk = with_chat(active(1)).await;
    desk.ask(WindowRequest::Close).await.unwrap();
    let id = desk.asked(QuestionAbout::CloseWindow { numbers: vec![1] }).await;
    assert_eq!(desk.desktop.seen().hidden, 0);
    desk.answer(id, Choice::End).await;
    desk.until(|seen| seen.hidden == 1).await;
    desk.server.receives(Received::End(chat())).await;

    let desk = with_chat(ended(1)).await;
    desk.ask(WindowRequest::Close).await.unwrap();
    desk.until(|seen| seen.hidden == 1).await;
}

#[tokio::test]
async fn what_could_not_be_ended_stays_where_it_is_seen() {
    let desk = with_chat(active(1)).await;
    desk.ask(OpenChat { chat: chat() }).await.unwrap();
    desk.server.truth().refuse_end = Some(Problem::new(ProblemCode::Unavailable));
    let refused = async || {
        desk.until(|seen| seen.desk.as_ref().is_some_and(|desk| !desk.notices.is_empty())).await;
        let notice = desk.desktop.seen().desk.unwrap().notices[0].id;
        desk.ask(DismissNotice { id: notice }).await.unwrap();
    };
    desk.ask(WindowRequest::Close).await.unwrap();
    let id = desk.asked(QuestionAbout::CloseWindow { numbers: vec![1] }).await;
    desk.answer(id, Choice::End).await;
    refused().await;
    desk.ask(CloseTab { chat: chat() }).await.unwrap();
    let id = desk.asked(QuestionAbout::CloseTab { chat: chat(), number: 1 }).await;
    desk.answer(id, Choice::End).await;
    refused().await;
    let seen = desk.desktop.seen();
    assert_eq!((seen.hidden, seen.screen().unwrap().tabs.as_slice()), (0, &[chat()][..]));
    desk.server.truth().refuse_end = None;
    desk.ask(CloseTab { chat: chat() }).await.unwrap();
    let id = desk.asked(QuestionAbout::CloseTab { chat: chat(), number: 1 }).await;
    desk.answer(id, Choice::End).await;
    desk.desk_until(|desk| desk.tabs.is_empty()).await;
}

#[tokio::test]
async fn quitting_names_who_waits_and_ends_the_availability() {
    let desk = Desk::with(|truth| truth.requests = vec![waiting(2)]).await;
    desk.ask(SetAvailability { on: true }).await.unwrap();
    desk.server.receives(Received::Availability(AvailabilityAct::On)).await;
    desk.desk_until(|desk| desk.requests.len() == 1).await;
    desk.ask(Quit {}).await.unwrap();
    let id = desk.asked(QuestionAbout::Quit { numbers: vec![], waiting: 1 }).await;
    assert!(!desk.desktop.seen().exited);
    desk.answer(id, Choice::Confirm).await;
    desk.until(|seen| seen.exited).await;
    assert_eq!(desk.server.received().last(), Some(&Received::Availability(AvailabilityAct::Off)));
}

#[tokio::test]
async fn an_update_asks_over_chats_and_ends_the_availability_before_it_is_installed() {
    let desk = with_chat(active(1)).await;
    desk.ask(SetAvailability { on: true }).await.unwrap();
    desk.server.receives(Received::Availability(AvailabilityAct::On)).await;
    desk.ask(ReplaceProgram {}).await.unwrap();
    let id = desk.asked(QuestionAbout::Update { numbers: vec![1], waiting: 0 }).await;
    desk.answer(id, Choice::Cancel).await;
    assert!(!desk.desktop.seen().updated);
    desk.ask(ReplaceProgram {}).await.unwrap();
    let id = desk.asked(QuestionAbout::Update { numbers: vec![1], waiting: 0 }).await;
    desk.answer(id, Choice::Confirm).await;
    desk.until(|seen| seen.updated).await;
    assert_eq!(desk.server.received().last(), Some(&Received::Availability(AvailabilityAct::Off)));
    assert!(!desk.desktop.seen().exited, "the update starts the program again");
}

#[tokio::test]
async fn an_update_asks_nothing_when_nobody_counts_on_this_desk() {
    let desk = Desk::with(|_| {}).await;
    desk.ask(ReplaceProgram {}).await.unwrap();
    desk.until(|seen| seen.updated).await;
}

#[tokio::test]
async fn the_system_ends_it_without_a_question() {
    let desk = with_chat(active(1)).await;
    desk.ask(SetAvailability { on: true }).await.unwrap();
    desk.server.receives(Received::Availability(AvailabilityAct::On)).await;
    desk.ask(MachineRequest::QuitNow).await.unwrap();
    desk.until(|seen| seen.exited).await;
    desk.server.receives(Received::Availability(AvailabilityAct::Off)).await;
}

impl Desk {
    /// What the server was asked of the availability, in the order in which it came.
    fn acts(&self) -> Vec<AvailabilityAct> {
        let act = |received| match received {
            Received::Availability(act) => Some(act),
            _ => None,
        };
        self.server.received().into_iter().filter_map(act).collect()
    }
}

#[tokio::test]
async fn nobody_becomes_available_with_a_desk_that_is_leaving() {
    let desk = Desk::with(|_| {}).await;
    desk.ask(SetAvailability { on: true }).await.unwrap();
    desk.desk_until(|desk| matches!(desk.availability, Availability::On { .. })).await;
    desk.server.truth().answers_late = true;
    desk.ask(MachineRequest::QuitNow).await.unwrap();
    desk.server.receives(Received::Availability(AvailabilityAct::Off)).await;
    let refused = desk.ask(SetAvailability { on: true }).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::Ending);
    desk.server.let_answers_go();
    desk.until(|seen| seen.exited).await;
    assert_eq!(desk.acts(), [AvailabilityAct::On, AvailabilityAct::Off]);
}

#[tokio::test]
async fn a_switching_on_that_is_under_way_is_followed_by_its_end() {
    for answered in [true, false] {
        let desk = Desk::with(|truth| truth.answers_late = true).await;
        desk.ask(SetAvailability { on: true }).await.unwrap();
        desk.server.receives(Received::Availability(AvailabilityAct::On)).await;
        desk.ask(MachineRequest::QuitNow).await.unwrap();
        if answered {
            desk.server.let_answers_go();
        } else {
            desk.clock.advance(Duration::from_secs(1));
        }
        desk.server.receives(Received::Availability(AvailabilityAct::Off)).await;
        desk.server.let_answers_go();
        desk.until(|seen| seen.exited).await;
        assert_eq!(desk.acts(), [AvailabilityAct::On, AvailabilityAct::Off], "{answered}");
    }
}

#[tokio::test]
async fn signing_out_with_a_chat_asks() {
    let desk = with_chat(active(1)).await;
    desk.ask(SignOut {}).await.unwrap();
    let id = desk.asked(QuestionAbout::SignOut { numbers: vec![1], waiting: 0 }).await;
    desk.answer(id, Choice::Confirm).await;
    desk.server.receives(Received::SignOut).await;
}

#[tokio::test]
async fn what_signing_out_would_lose_is_said() {
    let desk = crate::chats::talking().await;
    desk.server.truth().reachable = false;
    desk.server.hang_up();
    desk.desk_until(|desk| desk.connection != Connection::Connected).await;
    desk.ask(SendMessage { chat: chat(), text: "Noch nicht fort".into() }).await.unwrap();
    let loses = |wanted| {
        move |seen: &Seen| {
            let question = seen.desk.as_ref().and_then(|desk| desk.question.as_ref());
            question.is_some_and(|question| question.loses == wanted)
        }
    };
    desk.ask(Quit {}).await.unwrap();
    desk.until(loses(None)).await;
    desk.ask(SignOut {}).await.unwrap();
    desk.until(loses(Some(1))).await;
}

#[tokio::test]
async fn quitting_can_keep_everything_in_the_background() {
    let desk = with_chat(active(1)).await;
    desk.ask(Quit {}).await.unwrap();
    let id = desk.asked(QuestionAbout::Quit { numbers: vec![1], waiting: 0 }).await;
    desk.answer(id, Choice::Keep).await;
    let seen = desk.until(|seen| seen.hidden == 1).await;
    assert!(!seen.exited);
}

#[tokio::test]
async fn ending_the_chats_first_quits_once_the_server_has_ended_them() {
    let desk = with_chat(active(1)).await;
    desk.ask(Quit {}).await.unwrap();
    let id = desk.asked(QuestionAbout::Quit { numbers: vec![1], waiting: 0 }).await;
    desk.answer(id, Choice::End).await;
    desk.server.receives(Received::End(chat())).await;
    desk.until(|seen| seen.exited).await;
}

#[tokio::test]
async fn who_cannot_end_the_chats_stays() {
    let desk = with_chat(active(1)).await;
    desk.server.truth().refuse_end = Some(Problem::new(ProblemCode::Unavailable));
    desk.ask(SignOut {}).await.unwrap();
    let id = desk.asked(QuestionAbout::SignOut { numbers: vec![1], waiting: 0 }).await;
    desk.answer(id, Choice::End).await;
    desk.until(|seen| seen.desk.as_ref().is_some_and(|desk| !desk.notices.is_empty())).await;
    let seen = desk.desktop.seen();
    assert!(seen.screen().is_some() && !desk.server.received().contains(&Received::SignOut));
}

#[tokio::test]
async fn an_accepted_chat_is_ended_too_before_going() {
    let desk = with_chat(accepted(1)).await;
    desk.ask(Quit {}).await.unwrap();
    let id = desk.asked(QuestionAbout::Quit { numbers: vec![1], waiting: 0 }).await;
    desk.answer(id, Choice::End).await;
    desk.server.receives(Received::End(chat())).await;
    desk.until(|seen| seen.exited).await;
}
