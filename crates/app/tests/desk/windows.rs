//! Windows: put away and brought back, without a tray, and chats in windows of their own.

use std::time::Duration;

use beistand_app::command::{
    AcceptAndOpen, AnswerQuestion, AttachChat, CloseTab, DetachChat, EndChat, GoTo, KeepScrollAnchor,
    LockNow, MarkRead, OpenChat, OpenWindow, Quit, RevealChat, SaveDraft, SetAvailability, SetPin, ShowDesk,
    ShowScrollAnchor, ShowTranscript, SignOut, Unlock,
};
use beistand_app::fake::chats::{active, away, ended, waiting};
use beistand_app::view::{Availability, Choice, Connection, QuestionAbout, Revealed, Route, ScrollAnchor};
use beistand_app::{
    AlertKey, AlertRequest, ChatId, MachineRequest, PUT_AWAY_AFTER, WindowPlace, WindowRequest,
};
use beistand_protocol::live::Event;
use beistand_protocol::rest::availability::AvailabilityAct;
use beistand_protocol::view::ChatView;

use crate::answering::Received;
use crate::chats::from_seeker;
use crate::setup::Desk;

fn chat(n: u8) -> ChatId {
    active(n).id
}

async fn with_chats(chats: Vec<ChatView>) -> Desk {
    let ids: Vec<ChatId> = chats.iter().map(|chat| chat.id).collect();
    let desk = Desk::with(|truth| truth.chats = chats).await;
    desk.desk_until(|desk| desk.chats.len() == ids.len()).await;
    for chat in ids {
        desk.ask(OpenChat { chat }).await.unwrap();
    }
    desk
}

/// The first of two chats in its own window.
async fn detached() -> Desk {
    let desk = with_chats(vec![active(1), active(2)]).await;
    desk.ask(DetachChat { chat: chat(1) }).await.unwrap();
    desk.until(|seen| seen.chat_windows.len() == 1).await;
    desk
}

impl Desk {
    async fn question(&self, about: QuestionAbout) -> (u32, Option<ChatId>) {
        let seen = self.until(|seen| seen.desk.as_ref().is_some_and(|desk| desk.question.is_some())).await;
        let question = seen.desk.unwrap().question.unwrap();
        assert_eq!(question.about, about);
        (question.id, question.window)
    }
}

#[tokio::test]
async fn a_window_hidden_for_long_gives_up_its_page_and_comes_back_where_it_was() {
    let desk = with_chats(vec![away(1), ended(2)]).await;
    desk.ask(OpenChat { chat: chat(1) }).await.unwrap();
    desk.ask(SaveDraft { chat: chat(1), text: "angefangen".into() }).await.unwrap();
    let place = ScrollAnchor { item: "began".into(), below: -40 };
    desk.ask(KeepScrollAnchor { chat: chat(1), anchor: Some(place.clone()) }).await.unwrap();
    desk.ask(WindowRequest::Close).await.unwrap();
    desk.until(|seen| seen.hidden == 1).await;
    desk.clock.advance(PUT_AWAY_AFTER - Duration::from_secs(1));
    desk.ask(ShowDesk {}).await.unwrap();
    assert_eq!(desk.desktop.seen().dropped, 0);
    desk.clock.advance(Duration::from_secs(1));
    desk.until(|seen| seen.dropped == 1).await;
    desk.ask(OpenWindow {}).await.unwrap();
    assert_eq!(desk.desktop.seen().focused, 1);
    let view = desk.ask(ShowDesk {}).await.unwrap();
    let beistand_app::view::Screen::Desk(screen) = view.screen else { panic!("not signed in") };
    assert_eq!((screen.route, screen.front), (Route::Chats, Some(chat(1))));
    let request = ShowTranscript { chat: chat(1), earlier_than: None };
    let transcript = desk.ask(request).await.unwrap();
    assert_eq!(transcript.draft, "angefangen");
    let kept = desk.ask(ShowScrollAnchor { chat: chat(1) }).await.unwrap();
    assert_eq!(kept, Some(place));
}

#[tokio::test]
async fn a_window_that_came_back_in_time_keeps_its_page() {
    let desk = Desk::signed_in().await;
    desk.ask(WindowRequest::Close).await.unwrap();
    desk.until(|seen| seen.hidden == 1).await;
    desk.clock.advance(PUT_AWAY_AFTER / 2);
    desk.ask(OpenWindow {}).await.unwrap();
    desk.clock.advance(PUT_AWAY_AFTER * 2);
    desk.ask(WindowRequest::Close).await.unwrap();
    desk.until(|seen| seen.hidden == 2).await;
    assert_eq!(desk.desktop.seen().dropped, 0);
    desk.clock.advance(PUT_AWAY_AFTER);
    desk.until(|seen| seen.dropped == 1).await;
}

#[tokio::test]
async fn a_page_that_was_put_away_forgets_what_was_clicked_for() {
    let desk = with_chats(vec![away(1)]).await;
    desk.ask(RevealChat { chat: chat(1) }).await.unwrap();
    desk.desk_until(|desk| desk.revealed.is_some()).await;
    desk.ask(WindowRequest::Close).await.unwrap();
    desk.until(|seen| seen.hidden == 1).await;
    desk.clock.advance(PUT_AWAY_AFTER);
    desk.until(|seen| seen.dropped == 1).await;
    let shown = desk.desk_until(|desk| desk.revealed.is_none()).await;
    assert_eq!(shown.front, Some(chat(1)), "the rest is as it was");
}

#[tokio::test]
async fn the_duty_goes_on_without_a_page() {
    let desk = Desk::signed_in().await;
    desk.ask(SetAvailability { on: true }).await.unwrap();
    desk.server.receives(Received::Availability(AvailabilityAct::On)).await;
    desk.ask(WindowRequest::Close).await.unwrap();
    desk.until(|seen| seen.hidden == 1).await;
    desk.clock.advance(PUT_AWAY_AFTER);
    desk.until(|seen| seen.dropped == 1).await;
    // So long a jump may overtake an answer that is on its way, or not; so the connection is a new one in any case.
    desk.server.hang_up();
    desk.desk_until(|desk| desk.connection != Connection::Connected).await;
    desk.reconnect().await;
    desk.desk_until(|desk| matches!(desk.availability, Availability::On { .. })).await;
    desk.server.publish(Event::ChatChanged { chat: waiting(3) });
    desk.until(|seen| seen.alerts.contains_key(&AlertKey::Request(waiting(3).id))).await;
    desk.ask(AcceptAndOpen { chat: waiting(3).id }).await.unwrap();
    desk.until(|seen| seen.focused == 1).await;
    desk.server.receives(Received::Accept(waiting(3).id)).await;
}

#[tokio::test]
async fn where_the_person_reads_is_never_on_the_disk() {
    let desk = with_chats(vec![away(1)]).await;
    let place = ScrollAnchor { item: "ein-ganz-besonderer-eintrag".into(), below: 1 };
    desk.ask(KeepScrollAnchor { chat: chat(1), anchor: Some(place) }).await.unwrap();
    desk.ask(GoTo { route: Route::Requests }).await.unwrap();
    assert!(!desk.has_on_disk(b"ein-ganz-besonderer-eintrag"));
    desk.ask(CloseTab { chat: chat(1) }).await.unwrap();
    let kept = desk.ask(ShowScrollAnchor { chat: chat(1) }).await.unwrap();
    assert_eq!(kept, None, "gone with the tab");
}

#[tokio::test]
async fn without_a_tray_the_window_is_minimised_and_the_desk_says_so() {
    let desk = Desk::signed_in().await;
    desk.ask(MachineRequest::NoteTray { there: false }).await.unwrap();
    desk.until(|seen| seen.desk.as_ref().is_some_and(|desk| !desk.tray)).await;
    desk.ask(WindowRequest::Close).await.unwrap();
    desk.until(|seen| seen.minimised == 1).await;
    desk.clock.advance(PUT_AWAY_AFTER);
    desk.ask(ShowDesk {}).await.unwrap();
    let seen = desk.desktop.seen();
    assert_eq!((seen.hidden, seen.dropped), (0, 0), "nothing could bring it back");
    desk.ask(MachineRequest::NoteTray { there: true }).await.unwrap();
    desk.until(|seen| seen.desk.as_ref().is_some_and(|desk| desk.tray)).await;
}

#[tokio::test]
async fn a_tray_that_goes_away_gives_a_hidden_window_back() {
    let desk = Desk::signed_in().await;
    desk.ask(WindowRequest::Close).await.unwrap();
    desk.until(|seen| seen.hidden == 1).await;
    desk.clock.advance(PUT_AWAY_AFTER);
    desk.until(|seen| seen.dropped == 1).await;
    desk.ask(MachineRequest::NoteTray { there: false }).await.unwrap();
    desk.until(|seen| seen.minimised == 1).await;
}

#[tokio::test]
async fn a_chat_in_its_own_window_is_no_tab_and_can_be_put_back() {
    let desk = detached().await;
    let shown = desk.desk_until(|desk| desk.detached == [chat(1)]).await;
    assert_eq!((shown.tabs, shown.front), (vec![chat(2)], Some(chat(2))));
    assert_eq!(desk.desktop.seen().chat_windows[0].number, 1);
    desk.ask(OpenChat { chat: chat(1) }).await.unwrap();
    assert_eq!(desk.desktop.seen().chats_focused, [chat(1)]);
    let focused = desk.desktop.seen().focused;
    desk.ask(RevealChat { chat: chat(1) }).await.unwrap();
    let seen = desk.desktop.seen();
    assert_eq!((seen.chats_focused.len(), seen.focused), (2, focused), "its own window, not the main one");
    desk.ask(AttachChat { chat: chat(1) }).await.unwrap();
    let shown = desk.desk_until(|desk| desk.detached.is_empty()).await;
    assert_eq!((shown.tabs, shown.front), (vec![chat(2), chat(1)], Some(chat(1))));
    desk.until(|seen| seen.chat_windows.is_empty() && seen.focused == focused + 1).await;
}

#[tokio::test]
async fn closing_it_asks_in_it_and_gives_the_chat_back_to_the_tabs() {
    let desk = detached().await;
    desk.ask(WindowRequest::CloseChat(chat(1))).await.unwrap();
    let about = QuestionAbout::CloseChatWindow { chat: chat(1), number: 1 };
    let (id, window) = desk.question(about).await;
    assert_eq!(window, Some(chat(1)));
    assert_eq!(desk.desktop.seen().chats_focused, [chat(1)]);
    desk.ask(AnswerQuestion { id, choice: Choice::Keep }).await.unwrap();
    let shown = desk.desk_until(|desk| desk.detached.is_empty()).await;
    assert_eq!((shown.tabs, shown.front), (vec![chat(2), chat(1)], Some(chat(2))), "nothing jumps");
    desk.until(|seen| seen.chat_windows.is_empty()).await;
}

#[tokio::test]
async fn a_seeker_who_has_left_and_a_chat_that_is_over_ask_nothing() {
    let desk = with_chats(vec![away(1), ended(2)]).await;
    for n in [1, 2] {
        desk.ask(DetachChat { chat: chat(n) }).await.unwrap();
        desk.ask(CloseTab { chat: chat(n) }).await.unwrap();
    }
    let shown = desk.desk_until(|desk| desk.detached.is_empty()).await;
    assert_eq!(shown.tabs, [chat(1)], "what is over has nothing to go back to");
}

#[tokio::test]
async fn a_question_moves_with_its_chat() {
    let desk = detached().await;
    desk.ask(EndChat { chat: chat(1) }).await.unwrap();
    let about = QuestionAbout::EndChat { chat: chat(1), number: 1 };
    assert_eq!(desk.question(about.clone()).await.1, Some(chat(1)));
    desk.ask(AttachChat { chat: chat(1) }).await.unwrap();
    desk.desk_until(|desk| desk.detached.is_empty()).await;
    assert_eq!(desk.question(about).await.1, None);
}

#[tokio::test]
async fn the_main_window_asks_only_for_the_chats_in_it() {
    let desk = detached().await;
    desk.ask(WindowRequest::Close).await.unwrap();
    let (id, window) = desk.question(QuestionAbout::CloseWindow { numbers: vec![2] }).await;
    assert_eq!(window, None);
    desk.ask(AnswerQuestion { id, choice: Choice::End }).await.unwrap();
    desk.server.receives(Received::End(chat(2))).await;
    desk.until(|seen| seen.hidden == 1 && seen.chat_windows.len() == 1).await;
    assert!(!desk.server.received().contains(&Received::End(chat(1))), "the other one goes on");
    desk.ask(Quit {}).await.unwrap();
    desk.question(QuestionAbout::Quit { numbers: vec![1, 2], waiting: 0 }).await;
}

#[tokio::test]
async fn the_person_looks_at_the_chat_whose_window_has_the_focus() {
    let desk = crate::chats::talking().await;
    desk.ask(DetachChat { chat: chat(1) }).await.unwrap();
    desk.ask(WindowRequest::NoteChatFocus { chat: chat(1), focused: true }).await.unwrap();
    desk.server.publish(Event::MessageStored { message: from_seeker(1, "Sind Sie da?") });
    desk.until(|seen| seen.screen().is_some_and(|screen| screen.chats[0].unread == 1)).await;
    assert_eq!(desk.desktop.seen().raised, 0, "in front of the person's eyes");
    desk.ask(MarkRead { chat: chat(1) }).await.unwrap();
    desk.desk_until(|desk| desk.chats[0].unread == 0).await;
    desk.ask(WindowRequest::NoteChatFocus { chat: chat(1), focused: false }).await.unwrap();
    desk.server.publish(Event::MessageStored { message: from_seeker(2, "Hallo?") });
    desk.until(|seen| seen.alerts.contains_key(&AlertKey::Messages(chat(1)))).await;
    desk.ask(AlertRequest::Open(AlertKey::Messages(chat(1)))).await.unwrap();
    let seen = desk.desktop.seen();
    assert_eq!((seen.chats_focused, seen.focused), (vec![chat(1)], 0), "exactly that window");
    desk.desk_until(|desk| desk.revealed == Some(Revealed { chat: chat(1), times: 1 })).await;
    desk.ask(RevealChat { chat: chat(1) }).await.unwrap();
    desk.desk_until(|desk| desk.revealed == Some(Revealed { chat: chat(1), times: 2 })).await;
}

#[tokio::test]
async fn windows_and_their_places_outlive_a_crash_and_go_with_the_session() {
    let mut desk = detached().await;
    let window = WindowPlace { x: 40, y: 50, width: 700, height: 640, maximized: false };
    desk.ask(WindowRequest::KeepChatPlace(chat(1), window)).await.unwrap();
    assert!(!desk.has_on_disk(chat(1).to_string().as_bytes()), "sealed like the rest of the layout");
    desk.restart();
    let seen = desk.until(|seen| seen.chat_windows.len() == 1).await;
    assert_eq!(seen.chat_windows[0].place, Some(window));
    desk.connected().await;
    desk.ask(SignOut {}).await.unwrap();
    let (id, _) = desk.question(QuestionAbout::SignOut { numbers: vec![1, 2], waiting: 0 }).await;
    desk.ask(AnswerQuestion { id, choice: Choice::Confirm }).await.unwrap();
    desk.until(|seen| seen.chat_windows.is_empty()).await;
}

#[tokio::test]
async fn a_locked_desk_is_one_window() {
    let desk = detached().await;
    desk.ask(SetPin { current_pin: None, new_pin: Some("4711".to_owned().into()) }).await.unwrap();
    desk.desk_until(|desk| desk.pin).await;
    desk.ask(LockNow {}).await.unwrap();
    desk.until(|seen| seen.chat_windows.is_empty()).await;
    desk.ask(SaveDraft { chat: chat(1), text: "noch unterwegs".into() }).await.unwrap();
    desk.ask(Unlock { pin: "4711".to_owned().into() }).await.unwrap();
    let seen = desk.until(|seen| seen.chat_windows.len() == 1 && seen.screen().is_some()).await;
    assert_eq!(seen.chat_windows[0].chat, chat(1));
    desk.until(|seen| seen.transcripts.get(&chat(1)).is_some_and(|chat| chat.draft == "noch unterwegs"))
        .await;
}
