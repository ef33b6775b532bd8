//! Signing out, quitting, and what is left behind.

use std::path::Path;
use std::time::Duration;

use beistand_app::WindowRequest;
use beistand_app::command::{AnswerQuestion, SaveDraft, SignOut};
use beistand_app::view::{Choice, QuestionAbout, Screen};
use beistand_testkit::{Seeker, clock};

use crate::setup::{screen, talking, texts};

/// Whether any file below `folder` contains these bytes.
fn somewhere(folder: &Path, wanted: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return somewhere(&path, wanted);
        }
        std::fs::read(&path).unwrap_or_default().windows(wanted.len()).any(|bytes| bytes == wanted)
    })
}

#[tokio::test]
async fn the_disk_shows_nothing_and_forty_eight_hours_later_holds_nothing() {
    let mut talk = talking().await;
    let chat = talk.seeker.chat;
    let beistand_protocol::live::ClientFrame::Send { id, audience, body, .. } =
        talk.seeker.sealed("Das bleibt unter uns.").unwrap()
    else {
        panic!()
    };
    let frame = beistand_protocol::live::ClientFrame::Send { id, chat, audience, body: body.clone() };
    talk.wire.ask(frame).await.unwrap();
    talk.anna.give(SaveDraft { chat, text: "Ein geheimer Entwurf.".into() });
    talk.anna.until(|seen| texts(seen, chat) == ["Das bleibt unter uns."]).await;
    talk.anna.until(|seen| seen.screen().is_some_and(|screen| screen.chats[0].draft)).await;
    let folder = talk.anna.folder().to_path_buf();
    for plain in ["Das bleibt unter uns.", "geheimer Entwurf"] {
        assert!(!somewhere(&folder, plain.as_bytes()), "{plain} stands on the disk");
    }
    assert!(somewhere(&folder, &chat.to_bytes()) || somewhere(&folder, chat.to_string().as_bytes()));
    talk.seeker.command("end").await.unwrap().unwrap();
    talk.anna.until(|seen| texts(seen, chat).len() == 2).await;
    talk.server.clock.advance(Duration::from_secs(48 * 3600));
    talk.anna.in_time(|seen| seen.screen().is_some_and(|screen| screen.chats.is_empty())).await;
    talk.anna.kill();
    assert!(!somewhere(&folder, &chat.to_bytes()), "the chat's id is still on the disk");
    assert!(!somewhere(&folder, chat.to_string().as_bytes()), "the chat's id is still on the disk");
    assert!(!somewhere(&folder, &id.to_bytes()), "the message's id is still on the disk");
    assert!(!somewhere(&folder, &body.0), "the sealed bytes are still on the disk");
}

#[tokio::test]
async fn signing_out_with_a_chat_asks_and_then_ends_everything_here() {
    let talk = talking().await;
    let folder = talk.anna.folder().to_path_buf();
    assert!(!talk.anna.desktop.keyring().is_empty());
    talk.anna.give(SignOut {});
    let seen = talk.anna.until(|seen| seen.desk.as_ref().is_some_and(|desk| desk.question.is_some())).await;
    let question = seen.desk.unwrap().question.unwrap();
    assert!(matches!(&question.about, QuestionAbout::SignOut { numbers, .. } if numbers == &[1]));
    talk.anna.give(AnswerQuestion { id: question.id, choice: Choice::Confirm });
    talk.anna.until(|seen| matches!(screen(seen), Some(Screen::SignIn(_)))).await;
    assert!(!somewhere(&folder, &talk.seeker.chat.to_bytes()), "a copy was left behind");
    let refused =
        Seeker::request(&talk.server.url(), &clock::runtime(&talk.server.clock, 9), "sucht").await.unwrap();
    assert!(refused.is_err(), "nobody is available any more");
    let tokens = talk.anna.desktop.keyring();
    assert!(tokens.is_empty(), "the keyring still holds {} entries", tokens.len());
}

#[tokio::test]
async fn closing_the_window_hides_it_and_asks_only_while_the_seeker_is_there() {
    let talk = talking().await;
    talk.anna.give(WindowRequest::Close);
    let seen = talk.anna.until(|seen| seen.desk.as_ref().is_some_and(|desk| desk.question.is_some())).await;
    let question = seen.desk.unwrap().question.unwrap();
    assert!(matches!(&question.about, QuestionAbout::CloseWindow { numbers } if numbers == &[1]));
    talk.anna.give(AnswerQuestion { id: question.id, choice: Choice::Keep });
    talk.anna.until(|seen| seen.hidden == 1).await;
    talk.seeker.command("end").await.unwrap().unwrap();
    let chat = talk.seeker.chat;
    talk.anna.until(|seen| texts(seen, chat).last().is_some_and(|last| last == "(ended)")).await;
    talk.anna.give(WindowRequest::Close);
    talk.anna.until(|seen| seen.hidden == 2).await;
    assert!(talk.anna.desktop.seen().desk.unwrap().question.is_none());
}
