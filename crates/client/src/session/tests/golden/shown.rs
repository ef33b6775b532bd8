//! The transcript as scripts write it down.

use beistand_seal::{Content, Finding};
use serde_json::{Value, json};

use super::super::{OpenedMessage, Progress};

/// What is found out about a message, and then the message, if it was not here before.
pub fn shown(opened: OpenedMessage) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    for finding in &opened.findings {
        let name = match finding {
            Finding::Repeated => return vec![json!({ "finding": "repeated" })],
            Finding::OutOfOrder => "out_of_order",
            Finding::Missing => "missing",
            Finding::Redated { .. } => "redated",
            Finding::DoesNotOpen => "does_not_open",
        };
        all.push(json!({ "finding": name }));
    }
    all.push(message_shown(opened));
    all
}

fn message_shown(opened: OpenedMessage) -> Value {
    let mut shown = serde_json::Map::new();
    shown.insert("from".into(), if opened.mine { "me" } else { "other" }.into());
    let (text, files) = match opened.content {
        Some(Content::Text { text }) => (text, None),
        Some(Content::Files { text, files }) => {
            (text, Some(files.into_iter().map(|file| Value::from(file.name)).collect::<Value>()))
        }
        Some(Content::Unknown { fallback }) => (fallback, None),
        Some(Content::Deletion { .. }) => {
            shown.insert("deleted".into(), true.into());
            (String::new(), None)
        }
        None => {
            shown.insert("unreadable".into(), true.into());
            (String::new(), None)
        }
    };
    if !text.is_empty() {
        shown.insert("text".into(), text.into());
    }
    shown.extend(files.map(|files| ("files".to_owned(), files)));
    if opened.mine {
        let state = match opened.progress {
            Progress::Waiting => "waiting",
            Progress::Stored => "stored",
            Progress::Delivered => "delivered",
            Progress::Read => "read",
            Progress::Failed(_) => "failed",
        };
        shown.insert("state".into(), state.into());
    }
    shown.into()
}
