//! Frames of the live connection and bodies of REST calls.

use beistand_protocol::live::{FromClient, ServerFrame};
use beistand_protocol::rest::administration::ChoosePassword;
use beistand_protocol::rest::availability::SetAvailability;
use beistand_protocol::rest::chat::{BeginChat, Command, RequestChat};
use beistand_protocol::rest::session::{RotateSession, SignIn};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::changed::{again, fuzz};

/// A body reads as JSON of its shape; it has no equality of its own, its JSON has.
fn body<T: Serialize + DeserializeOwned>(bytes: &[u8]) {
    let read = |bytes: &[u8]| serde_json::from_slice::<T>(bytes).and_then(serde_json::to_value);
    again(bytes, read, |value: &Value| serde_json::to_vec(value).unwrap());
}

#[test]
fn frames() {
    fuzz("frames", |bytes| {
        let read = |bytes: &[u8]| serde_json::from_slice::<FromClient>(bytes);
        again(bytes, read, |frame| serde_json::to_vec(frame).unwrap());
    });
}

/// What a server that is not ours may answer to a desk.
#[test]
fn answers() {
    fuzz("answers", |bytes| {
        let read = |bytes: &[u8]| serde_json::from_slice::<ServerFrame>(bytes);
        again(bytes, read, |frame| serde_json::to_vec(frame).unwrap());
    });
}

#[test]
fn bodies() {
    fuzz("bodies", |bytes| {
        body::<RequestChat>(bytes);
        body::<BeginChat>(bytes);
        body::<Command>(bytes);
        body::<SignIn>(bytes);
        body::<RotateSession>(bytes);
        body::<SetAvailability>(bytes);
        body::<ChoosePassword>(bytes);
    });
}
