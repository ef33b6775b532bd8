//! Messages as scripts have them, and how those of the other side are sealed.

use beistand_protocol::view::{Audience, Sender};
use beistand_seal::{ChatKeys, MessageHash, Origin, seal_message};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::{MessageId, Runtime, TAB, chat_id, chat_key, talk};

/// A message as a script has it.
#[derive(Clone, Deserialize)]
pub struct ServerMessage {
    pub name: String,
    pub seq: u32,
    pub from: From,
    pub text: Option<String>,
    pub files: Option<Vec<Value>>,
    pub kind: Option<String>,
    /// The message that it takes back.
    pub deletes: Option<String>,
    #[serde(default)]
    pub damaged: bool,
    /// Its number among those of the other side's usual device; without it, it comes from a device of its own.
    pub count: Option<u32>,
    /// The message that it names as seen last.
    pub seen: Option<String>,
    /// The other side sent it so many seconds before it was stored, as the server says; negative: after that.
    #[serde(default)]
    pub sent_before: i64,
    /// What the server does to it.
    pub cheat: Option<Cheat>,
    /// The sealed bytes of this message stand in its place.
    pub body_of: Option<String>,
}

/// What a server that cheats does to a message.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Cheat {
    /// It comes from another chat.
    #[serde(rename = "other_chat")]
    FromAnotherChat,
    /// It is said to come from another device.
    #[serde(rename = "other_device")]
    AsAnotherDevice,
    /// It is said to come from the reader.
    #[serde(rename = "other_sender")]
    AsAnotherSender,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum From {
    Me,
    Other,
}

impl ServerMessage {
    /// Its bytes, sealed with whatever the script says, also what no sender may give.
    pub fn sealed(
        &self,
        id: MessageId,
        (seen, removes): (Option<MessageHash>, Option<MessageId>),
        runtime: &Runtime,
    ) -> Vec<u8> {
        let sent = runtime.now().millis() - self.sent_before * 1_000;
        let (count, seen) = (self.count.unwrap_or(1), seen.map(hex::encode));
        let chain = json!({ "count": count, "seen": seen, "written": sent, "sent": sent });
        let mut plain = self.content(removes);
        plain["chain"] = chain;
        let mut context = talk::context(chat_id(), id, Sender::Seeker, Audience::Everyone);
        if self.cheat == Some(Cheat::FromAnotherChat) {
            context.chat = [99; 16];
        }
        let device = if self.count.is_some() { TAB.device } else { id.to_bytes() };
        let (keys, origin) = (ChatKeys::first(chat_key()), Origin { device, epoch: 0 });
        let plain = plain.to_string().into_bytes();
        let nonce = runtime.bytes();
        let mut body = seal_message((&keys, origin), &context, &plain, nonce).unwrap();
        let changed = match self.cheat {
            // In the header, from the sixth byte on.
            Some(Cheat::AsAnotherDevice) => Some(6),
            Some(Cheat::FromAnotherChat | Cheat::AsAnotherSender) | None => {
                self.damaged.then(|| body.len() - 1)
            }
        };
        if let Some(at) = changed {
            body[at] ^= 1;
        }
        body
    }

    /// The content in JSON, without its link.
    fn content(&self, removes: Option<MessageId>) -> Value {
        if let Some(removes) = removes {
            return json!({ "kind": "deletion", "fallback": "gelöscht", "removes": removes });
        }
        let text = self.text.clone().unwrap_or_default();
        let Some(files) = &self.files else {
            return json!({ "kind": self.kind.as_deref().unwrap_or("text"), "fallback": text });
        };
        let numbered = files.iter().zip(1_u8..).map(|(file, n)| {
            let id = beistand_domain::FileId::from_bytes([n; 16]);
            json!({ "id": id, "name": file["name"], "size": file["size"] })
        });
        let files: Vec<Value> = numbered.collect();
        json!({ "kind": "files", "fallback": text, "caption": !text.is_empty(), "files": files })
    }
}
