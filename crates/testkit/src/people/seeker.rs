//! A seeker with a page's behaviour: own token, own chat key, envelopes with "Jetzt chatten".

use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context as _, bail};
use beistand_domain::{ChatId, CommandId, Entry, FileId, MessageId};
use beistand_protocol::live::{Answer, ClientFrame, Who, World};
use beistand_protocol::rest::chat::{
    BeginChat, ChatRequested, ChatRevision, Command, DeviceEnvelope, RequestChat, TabHalf,
};
use beistand_protocol::view::{Audience, SeekerChatView, SeekerStateView};
use beistand_protocol::{Blob, Problem};
use beistand_runtime::Runtime;
use beistand_seal as seal;
use reqwest::Method;

use super::Rest;
use crate::Wire;

/// The seeker of one chat.
pub struct Seeker {
    pub rest: Rest,
    pub chat: ChatId,
    pub number: u32,
    pub keys: seal::ChatKeys,
    /// The tab that seals.
    tab: [u8; 16],
    /// How many messages it has sealed.
    count: AtomicU32,
    runtime: Runtime,
}

impl Seeker {
    /// Asks for a live chat in a topic of the demo centre.
    pub async fn request(url: &str, runtime: &Runtime, topic: &str) -> anyhow::Result<Result<Self, Problem>> {
        let body = Self::asking(runtime, topic);
        Self::request_with(url, runtime, &body).await
    }

    /// What a page sends; a test may send it twice.
    pub fn asking(runtime: &Runtime, topic: &str) -> RequestChat {
        RequestChat {
            command: runtime.id(CommandId::from_parts),
            centre: "demo".into(),
            topic: topic.into(),
            entry: Entry::StartPage,
            token: Blob(runtime.bytes::<32>().to_vec()),
            tab: TabHalf {
                id: Blob(runtime.bytes::<32>().to_vec()),
                half: Blob(runtime.bytes::<32>().to_vec()),
            },
            consent: true,
        }
    }

    /// Asks with a body made before.
    pub async fn request_with(
        url: &str,
        runtime: &Runtime,
        body: &RequestChat,
    ) -> anyhow::Result<Result<Self, Problem>> {
        let mut rest = Rest::new(url)?;
        let requested: ChatRequested = match rest.call(Method::POST, "/api/v1/chats", Some(body)).await? {
            Ok(requested) => requested,
            Err(problem) => return Ok(Err(problem)),
        };
        rest.token = Some(body.token.to_text());
        let keys = seal::ChatKeys::first(seal::ChatKey::from_bytes(runtime.bytes()));
        let (tab, count) = (runtime.bytes(), AtomicU32::default());
        let (chat, number) = (requested.chat, requested.number);
        Ok(Ok(Self { rest, chat, number, keys, tab, count, runtime: runtime.clone() }))
    }

    /// Opens the live connection.
    pub async fn connect(&self) -> anyhow::Result<(Wire, SeekerChatView)> {
        let token = self.rest.token.clone().unwrap_or_default();
        match Wire::hello(&self.rest.url, Who::Seeker { token }).await? {
            (wire, World::Seeker { chat }) => Ok((wire, chat)),
            (_, world) => bail!("not a seeker's world: {world:?}"),
        }
    }

    /// "Jetzt chatten", with the key for each of the counsellor's devices.
    pub async fn begin(&self, view: &SeekerChatView) -> anyhow::Result<Result<ChatRevision, Problem>> {
        let body = self.beginning(view)?;
        self.rest.call(Method::POST, &format!("/api/v1/chats/{}/begin", self.chat), Some(&body)).await
    }

    /// What a page sends with "Jetzt chatten"; a test may send it twice.
    pub fn beginning(&self, view: &SeekerChatView) -> anyhow::Result<BeginChat> {
        let SeekerStateView::Accepted { devices, .. } = &view.state else { bail!("not accepted: {view:?}") };
        let chat_key = self.keys.get(seal::Audience::Everyone, 0).context("no key")?;
        let mut envelopes = Vec::new();
        for device in devices {
            let key = &device.day_key;
            let public_key = key.public_key.0.as_slice().try_into()?;
            let signature = key.signature.0.as_slice().try_into()?;
            let signed = seal::SignedDayKey { day: key.day, public_key, signature };
            let signer = device.signing_key.0.as_slice().try_into()?;
            // As on a page, one bad device never stops the others.
            if signed.verify(&signer, device.id.to_bytes()).is_err() {
                continue;
            }
            let (chat, id) = (self.chat.to_bytes(), device.id.to_bytes());
            let envelope = seal::seal_envelope(
                (seal::KeyName::first(signed.day), chat_key),
                &signed.public_key,
                chat,
                id,
                self.runtime.bytes(),
            )?;
            envelopes.push(DeviceEnvelope { device: device.id, envelope: Blob(envelope) });
        }
        Ok(BeginChat { command: self.runtime.id(CommandId::from_parts), envelopes })
    }

    /// Gives a command about the chat.
    pub async fn command(&self, what: &str) -> anyhow::Result<Result<ChatRevision, Problem>> {
        let body = Command { command: self.runtime.id(CommandId::from_parts) };
        self.rest.call(Method::POST, &format!("/api/v1/chats/{}/{what}", self.chat), Some(&body)).await
    }

    /// A sealed message, ready to be sent as often as one likes.
    pub fn sealed(&self, text: &str) -> anyhow::Result<ClientFrame> {
        let id = self.runtime.id(MessageId::from_parts);
        let body = self.seal(id, seal::Content::text(text)?)?;
        Ok(ClientFrame::Send { id, chat: self.chat, audience: Audience::Everyone, body })
    }

    /// Seals files, sends them, and then the message that names them.
    pub async fn send_files(
        &self,
        wire: &mut Wire,
        text: &str,
        files: &[(&str, &[u8])],
    ) -> anyhow::Result<(MessageId, Answer)> {
        let mut named = Vec::new();
        for (name, bytes) in files {
            let id = self.runtime.id(FileId::from_parts).to_bytes();
            named.push((seal::Attachment::check(id, name, bytes)?, *bytes));
        }
        self.send_unchecked(wire, text, &named).await
    }

    /// The same as a page that was changed would do it: nobody has checked the files.
    pub async fn send_unchecked(
        &self,
        wire: &mut Wire,
        text: &str,
        files: &[(seal::Attachment, &[u8])],
    ) -> anyhow::Result<(MessageId, Answer)> {
        let message = self.runtime.id(MessageId::from_parts);
        let context = self.context(message);
        for (attachment, bytes) in files {
            let sealed = seal::seal_file(
                (&self.keys, self.origin()),
                (&context, attachment.id),
                bytes,
                self.runtime.bytes(),
            )?;
            let of = (self.chat, FileId::from_bytes(attachment.id));
            let sent = self.rest.send_file(of, (message, Audience::Everyone), &sealed).await?;
            sent.map_err(|problem| anyhow::anyhow!("{problem:?}"))?;
        }
        let files = files.iter().map(|(attachment, _)| attachment.clone()).collect();
        let body = self.seal(message, seal::Content::Files { text: text.to_owned(), files })?;
        let frame = ClientFrame::Send { id: message, chat: self.chat, audience: Audience::Everyone, body };
        Ok((message, wire.ask(frame).await?))
    }

    /// Where this seeker's messages are sealed.
    pub fn origin(&self) -> seal::Origin {
        seal::Origin { device: self.tab, epoch: 0 }
    }

    /// Seals a content as the next message of this tab; it names nothing as seen.
    fn seal(&self, message: MessageId, content: seal::Content) -> anyhow::Result<Blob> {
        let count = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        let now = self.runtime.now().millis();
        let link = seal::ChainLink { count, seen: None, written: now, sent: now };
        let body = seal::Body { content, link };
        Ok(Blob(body.seal((&self.keys, self.origin()), &self.context(message), self.runtime.bytes())?))
    }

    /// What a message of this seeker is bound to.
    pub fn context(&self, message: MessageId) -> seal::Context {
        seal::Context {
            chat: self.chat.to_bytes(),
            message: message.to_bytes(),
            sender: seal::Sender::Seeker,
            audience: seal::Audience::Everyone,
        }
    }

    /// Seals a text and sends it.
    pub async fn say(&self, wire: &mut Wire, text: &str) -> anyhow::Result<Answer> {
        wire.ask(self.sealed(text)?).await
    }
}
