//! The log says what happened and never to whom: no content, no name, no address, no token, at any level.

use beistand_app::command::{SaveDraft, SendMessage, SetAvailability, SignOut};
use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::setup::{connected, talking, texts};

/// All that the desk could ever log; the server's own lines are none of the desk's.
const EVERYTHING: &str =
    "off,beistand_app=trace,beistand_client=trace,beistand_desk=trace,beistand_machine=trace";

/// Everything that was logged by any desk of this test program.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Kept {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn neither_content_nor_names_nor_addresses_nor_tokens_are_logged() {
    let kept = Kept::default();
    let log = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(EVERYTHING)).with_writer(kept.clone());
    log.with_ansi(false).init();
    let mut talk = talking().await;
    let chat = talk.seeker.chat;
    talk.seeker.say(&mut talk.wire, "Kanarienvogel von aussen").await.unwrap();
    talk.anna.give(SendMessage { chat, text: "Kanarienvogel von innen".into() });
    talk.anna.give(SaveDraft { chat, text: "Kanarienvogel im Entwurf".into() });
    talk.anna.until(|seen| texts(seen, chat).len() == 2).await;
    // What goes wrong is where addresses and names slip out.
    talk.anna.network.cut();
    talk.anna.until(|seen| !connected(seen)).await;
    talk.anna.give(SetAvailability { on: false });
    talk.anna.give(SendMessage { chat, text: "Kanarienvogel ohne Netz".into() });
    talk.anna.until(|seen| texts(seen, chat).len() == 3).await;
    let secrets = talk.anna.desktop.keyring();
    talk.anna.network.mend();
    talk.anna.in_time(connected).await;
    talk.anna.network.cut();
    talk.anna.until(|seen| !connected(seen)).await;
    talk.anna.give(SignOut {});
    talk.anna.until(|seen| seen.desk.as_ref().is_some_and(|desk| desk.question.is_some())).await;
    let text = kept.text();
    assert!(
        text.contains("the connection") && text.contains("the availability"),
        "nothing was kept, so nothing was tested"
    );
    let host = talk.anna.network.url();
    let port = host.rsplit(':').next().unwrap().to_owned();
    let tokens = secrets.values().filter_map(|secret| {
        let secret: serde_json::Value = serde_json::from_str(secret).ok()?;
        Some(secret["token"].as_str()?.to_owned())
    });
    let tokens: Vec<String> = tokens.collect();
    assert!(!tokens.is_empty(), "no token to look for");
    let never =
        ["Kanarienvogel", "anna", "Anna", "127.0.0.1", beistand_server::demo::PASSWORD, &format!(":{port}")];
    for word in never.into_iter().chain(tokens.iter().map(String::as_str)) {
        let line = text.lines().find(|line| line.contains(word));
        assert!(line.is_none(), "{word} stands in the log: {line:?}");
    }
}
