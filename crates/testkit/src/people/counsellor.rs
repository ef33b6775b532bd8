//! A counsellor at the level of the wire, for what the server must hold against any client. Scenarios about the
//! desk use the real client.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, bail};
use beistand_domain::{ChatId, CommandId, DeviceId, MessageId};
use beistand_protocol::live::{Answer, ClientFrame, Who, World};
use beistand_protocol::rest::availability::{AvailabilityAct, SetAvailability};
use beistand_protocol::rest::chat::{ChatRevision, Command};
use beistand_protocol::rest::self_test::BeginSelfTest;
use beistand_protocol::rest::session::{SignIn, SignedIn};
use beistand_protocol::view::{Audience, AvailabilityView, ChatView, DayKey, MeView, MessageView, Sender};
use beistand_protocol::{Blob, Problem};
use beistand_runtime::Runtime;
use beistand_seal as seal;
use reqwest::Method;

use super::Rest;
use crate::Wire;

/// Signed in on one device.
pub struct Counsellor {
    pub me: MeView,
    pub rest: Rest,
    pub device: DeviceId,
    runtime: Runtime,
    pub keys: seal::DeviceKeys,
    /// How many messages this device has sealed in each chat.
    counts: Mutex<HashMap<ChatId, u32>>,
}

impl Counsellor {
    /// Signs in with the demo's password.
    pub async fn sign_in(url: &str, runtime: &Runtime, name: &str) -> anyhow::Result<Self> {
        let signed_in = Self::try_sign_in(url, runtime, name, beistand_server::demo::PASSWORD).await?;
        signed_in.map_err(|problem| anyhow::anyhow!("not signed in: {problem:?}"))
    }

    /// Signs in with any password.
    pub async fn try_sign_in(
        url: &str,
        runtime: &Runtime,
        name: &str,
        password: &str,
    ) -> anyhow::Result<Result<Self, Problem>> {
        Self::try_sign_in_with(url, runtime, (name, password), None).await
    }

    /// Signs in with any name and password, and with a code where one is given.
    pub async fn try_sign_in_with(
        url: &str,
        runtime: &Runtime,
        (name, password): (&str, &str),
        code: Option<&str>,
    ) -> anyhow::Result<Result<Self, Problem>> {
        let mut rest = Rest::new(url)?;
        let device = runtime.id(DeviceId::from_parts);
        let keys = device_keys(runtime)?;
        let body = SignIn {
            name: name.into(),
            password: password.into(),
            code: code.map(str::to_owned),
            device,
            device_name: "Test".into(),
            signing_key: Blob(keys.signing_key().to_vec()),
            day_key: day_key(&keys, device)?,
        };
        let signed_in: SignedIn = match rest.call(Method::POST, "/api/v1/sessions", Some(&body)).await? {
            Ok(signed_in) => signed_in,
            Err(problem) => return Ok(Err(problem)),
        };
        rest.token = Some(signed_in.token);
        Ok(Ok(Self {
            me: signed_in.me,
            rest,
            device,
            runtime: runtime.clone(),
            keys,
            counts: Mutex::default(),
        }))
    }

    /// Opens the live connection.
    pub async fn connect(&self) -> anyhow::Result<(Wire, World)> {
        let token = self.rest.token.clone().context("signed out")?;
        Wire::hello(&self.rest.url, Who::Counsellor { token }).await
    }

    /// The newest day key of this device.
    pub fn day_key(&self) -> DayKey {
        day_key(&self.keys, self.device).unwrap_or_else(|_| unreachable!("a device has one"))
    }

    /// Switches the availability.
    pub async fn switch(&self, on: bool) -> anyhow::Result<AvailabilityView> {
        let act = if on { AvailabilityAct::On } else { AvailabilityAct::Off };
        let answer = self.availability(act).await?;
        answer.map_err(|problem| anyhow::anyhow!("not switched: {problem:?}"))
    }

    /// Tries to change the availability.
    pub async fn availability(
        &self,
        act: AvailabilityAct,
    ) -> anyhow::Result<Result<AvailabilityView, Problem>> {
        let body = SetAvailability { command: self.runtime.id(CommandId::from_parts), act };
        self.rest.call(Method::PUT, "/api/v1/availability", Some(&body)).await
    }

    /// Has the server send this device a marked request, and gives the mark.
    pub async fn begin_self_test(&self) -> anyhow::Result<CommandId> {
        let id = self.runtime.id(CommandId::from_parts);
        let body = serde_json::to_string(&BeginSelfTest { id })?;
        let answer = self.rest.raw(Method::POST, "/api/v1/self-tests", Some(body)).await?;
        anyhow::ensure!(answer.status() == 202, "not taken: {}", answer.status());
        Ok(id)
    }

    /// Tries to accept a request.
    pub async fn accept(&self, chat: ChatId) -> anyhow::Result<Result<ChatRevision, Problem>> {
        self.command(chat, "accept").await
    }

    /// Gives a command about a chat.
    pub async fn command(&self, chat: ChatId, what: &str) -> anyhow::Result<Result<ChatRevision, Problem>> {
        let body = Command { command: self.runtime.id(CommandId::from_parts) };
        self.rest.call(Method::POST, &format!("/api/v1/chats/{chat}/{what}"), Some(&body)).await
    }

    /// Signs out.
    pub async fn sign_out(&mut self) -> anyhow::Result<()> {
        let none: Option<&()> = None;
        let answer: Result<(), Problem> =
            self.rest.call(Method::DELETE, "/api/v1/sessions/current", none).await?;
        self.rest.token = None;
        answer.map_err(|problem| anyhow::anyhow!("not signed out: {problem:?}"))
    }

    /// The chat's keys, from the envelope for this device.
    pub fn open(&self, chat: &ChatView) -> anyhow::Result<seal::ChatKeys> {
        let envelope = chat.envelope.as_ref().context("no envelope for this device")?;
        let (name, key) = self.keys.open_envelope(chat.id.to_bytes(), self.device.to_bytes(), &envelope.0)?;
        let mut keys = seal::ChatKeys::default();
        keys.insert(name.audience, name.epoch, key);
        Ok(keys)
    }

    /// Seals a text and sends it; gives the answer and the frame, which may be sent again.
    pub async fn say(
        &self,
        wire: &mut Wire,
        chat: ChatId,
        keys: &seal::ChatKeys,
        text: &str,
    ) -> anyhow::Result<(Answer, ClientFrame)> {
        let frame = self.sealed(chat, keys, text)?;
        Ok((wire.ask(frame.clone()).await?, frame))
    }

    /// A sealed message, ready to be sent as often as one likes.
    pub fn sealed(&self, chat: ChatId, keys: &seal::ChatKeys, text: &str) -> anyhow::Result<ClientFrame> {
        let id = self.runtime.id(MessageId::from_parts);
        let sender = seal::Sender::Counsellor(self.me.person.id.to_bytes());
        let context = seal::Context {
            chat: chat.to_bytes(),
            message: id.to_bytes(),
            sender,
            audience: seal::Audience::Everyone,
        };
        let link = self.link(chat);
        let body = seal::Body { content: seal::Content::text(text)?, link };
        let origin = seal::Origin { device: self.device.to_bytes(), epoch: 0 };
        let body = Blob(body.seal((keys, origin), &context, self.runtime.bytes())?);
        Ok(ClientFrame::Send { id, chat, audience: Audience::Everyone, body })
    }

    /// The next link of this device's chain; it names nothing as seen.
    fn link(&self, chat: ChatId) -> seal::ChainLink {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(chat).or_default();
        *count += 1;
        let now = self.runtime.now().millis();
        seal::ChainLink { count: *count, seen: None, written: now, sent: now }
    }
}

/// The keys of a new device, with one for today.
pub fn device_keys(runtime: &Runtime) -> anyhow::Result<seal::DeviceKeys> {
    let today = seal::day_of(runtime.now().millis());
    Ok(seal::DeviceKeys::make(runtime.bytes(), (today, runtime.bytes()))?)
}

/// The newest day key as the wire has it.
pub fn day_key(keys: &seal::DeviceKeys, device: DeviceId) -> anyhow::Result<DayKey> {
    let key = keys.newest(device.to_bytes()).context("no day key")?;
    let (public_key, signature) = (Blob(key.public_key.to_vec()), Blob(key.signature.to_vec()));
    Ok(DayKey { day: key.day, public_key, signature })
}

/// Opens a message and gives its text.
pub fn read(keys: &seal::ChatKeys, message: &MessageView) -> anyhow::Result<String> {
    let context = seal::Context {
        chat: message.chat.to_bytes(),
        message: message.id.to_bytes(),
        sender: match message.sender {
            Sender::Seeker => seal::Sender::Seeker,
            Sender::Counsellor { id } => seal::Sender::Counsellor(id.to_bytes()),
        },
        audience: match message.audience {
            Audience::Everyone => seal::Audience::Everyone,
            Audience::Counsellors => seal::Audience::Counsellors,
        },
    };
    match seal::Body::open(keys, &context, &message.body.0)?.1.content {
        seal::Content::Text { text } | seal::Content::Files { text, .. } => Ok(text),
        seal::Content::Deletion { fallback, .. } | seal::Content::Unknown { fallback } => Ok(fallback),
    }
}

/// The chat in a counsellor's world.
pub fn chat_in(world: &World, chat: ChatId) -> anyhow::Result<ChatView> {
    match world {
        World::Counsellor { chats, requests, .. } => {
            chats.iter().chain(requests).find(|view| view.id == chat).cloned().context("no such chat")
        }
        World::Seeker { .. } | World::Visitor { .. } => bail!("not a counsellor's world"),
    }
}
