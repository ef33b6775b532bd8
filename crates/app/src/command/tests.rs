use std::sync::Mutex;

use serde_json::json;

use super::*;

/// Keeps what the controller is asked for, and refuses it.
#[derive(Default)]
pub(super) struct Asked(Mutex<Vec<Request>>);

impl Asked {
    pub(super) async fn controller<A: Ask>(&self, request: A) -> Result<A::Answer, Failure> {
        self.0.lock().unwrap().push(request.into());
        Err(FailureCode::Locked.into())
    }
}

async fn call(shell: &Asked, name: &str, arguments: serde_json::Value, bytes: &[u8]) -> FailureCode {
    let call = Call { name: name.into(), arguments, bytes: bytes.into() };
    dispatch(call, shell).await.unwrap_err().code
}

#[tokio::test]
async fn a_call_of_the_page_becomes_its_request() {
    let shell = Asked::default();
    let chat = ChatId::from_bytes([7; 16]);
    let arguments = json!({ "chat": chat, "name": "brief.pdf" });
    assert_eq!(call(&shell, "attach_file", arguments, b"%PDF").await, FailureCode::Locked);
    assert_eq!(call(&shell, "sign_out", json!({}), b"").await, FailureCode::Locked);
    assert_eq!(call(&shell, "diagnosis", json!({}), b"").await, FailureCode::NoStorage, "the shell's own");
    let asked = shell.0.into_inner().unwrap();
    let [Request::Person(PersonRequest::AttachFile(file, _)), Request::Person(PersonRequest::SignOut(..))] =
        &asked[..]
    else {
        panic!("{asked:?}")
    };
    assert_eq!((file.chat, file.name.as_str(), &file.bytes.0[..]), (chat, "brief.pdf", &b"%PDF"[..]));
}

#[tokio::test]
async fn what_was_not_declared_is_refused() {
    let shell = Asked::default();
    let chat = ChatId::from_bytes([7; 16]);
    for (name, arguments) in [
        ("", json!({})),
        ("sign_ou", json!({})),
        ("reveal_chat", json!({ "chat": chat })),
        ("open_chat", json!({})),
        ("open_chat", json!({ "chat": "1" })),
        ("open_chat", json!({ "chat": chat, "and": 1 })),
        ("open_chat", json!(null)),
    ] {
        assert_eq!(call(&shell, name, arguments, b"").await, FailureCode::Malformed, "{name}");
    }
    assert!(shell.0.into_inner().unwrap().is_empty());
}

#[test]
fn answers_go_back_as_json_or_as_bytes() {
    assert_eq!(vec!["Kopfhörer"].into_body(), Ok(Body::Json("[\"Kopfhörer\"]".into())));
    assert_eq!(FileContent(vec![1, 2].into()).into_body(), Ok(Body::Bytes(vec![1, 2])));
}

#[test]
fn a_secret_is_read_and_never_shown() {
    let unlock: Unlock = serde_json::from_value(json!({ "pin": "2580" })).unwrap();
    assert_eq!(&*unlock.pin, "2580");
    assert_eq!(format!("{unlock:?}"), "Unlock { pin: Secret }");
}
