//! Frames that go out on a WebSocket.

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use beistand_protocol::live::ServerFrame;

/// The other end does not take anything any more, or is told goodbye.
pub struct Closed;

/// Writes one frame and flushes it.
pub async fn send(socket: &mut WebSocket, frame: &ServerFrame) -> Result<(), Closed> {
    let text = serde_json::to_string(frame).map_err(|_| Closed)?;
    socket.send(Message::Text(Utf8Bytes::from(text))).await.map_err(|_| Closed)
}
