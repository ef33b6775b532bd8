//! The machine's limit for WebSocket frames: a bare echo that stores nothing.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ws::{Message as Frame, WebSocketUpgrade};
use axum::routing::any;
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::Message;

use crate::load::{self, Speech};
use crate::process::Measured;
use crate::report::Report;

/// Plays the echo: whatever comes is acknowledged to its sender and given to the other end of the pair.
pub async fn serve(port: u16) -> anyhow::Result<()> {
    let answer = |upgrade: WebSocketUpgrade| async {
        upgrade.read_buffer_size(4096).write_buffer_size(0).on_upgrade(|mut socket| async move {
            while let Some(Ok(frame)) = socket.recv().await {
                if !matches!(frame, Frame::Text(_) | Frame::Binary(_)) {
                    continue;
                }
                if socket.send(frame).await.is_err() {
                    return;
                }
            }
        })
    };
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    Ok(axum::serve(listener, Router::new().route("/", any(answer))).await?)
}

struct Echo;

impl Speech for Echo {
    type End = load::Socket;

    fn frame(&self, _: usize, _: u64) -> Message {
        Message::binary(vec![7; 220])
    }

    fn is_answer(&self, frame: &Message) -> bool {
        matches!(frame, Message::Binary(_))
    }

    fn is_delivery(&self, _: &Message) -> bool {
        false
    }
}

/// Measures round trips over `count` connections.
pub async fn measure(report: &mut Report, count: usize, span: Duration) -> anyhow::Result<()> {
    let mut echo = Measured::limit("echo", None)?;
    echo.ready().await?;
    let url = format!("ws://127.0.0.1:{}/", echo.port);
    let mut sockets = Vec::new();
    for _ in 0..count {
        sockets.push(load::connect(&url).await?);
    }
    let rate = load::round_trips(sockets, Arc::new(Echo), span).await?;
    report.line("limit: bare WebSocket echo", format!("{rate:.0} round trips/s over {count} connections"));
    echo.stop()
}
