//! How long an answer and a file may take. Only silence ends them: a slow line is slow, and nothing else.

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt as _};
use reqwest::header::CONTENT_LENGTH;
use reqwest::{Body, RequestBuilder, Response};
use tokio::sync::watch;
use tokio::time::timeout;

use super::AccountError;

/// Bytes that are handed to the network at a time.
const PIECE: usize = 64 * 1024;
/// What the system may hold of an upload after it took the last piece.
const UNSENT: usize = 2 * 1024 * 1024;
/// The slowest upload that the server takes, in bytes per second.
const SLOWEST: usize = 8 * 1000;

/// How long a server may say nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// From a question to the head of its answer. After that the same command is sent once more, over another connection.
    pub head: Duration,
    /// Without progress, in a body that comes or goes.
    pub silence: Duration,
}

pub(super) const LIMITS: Limits = Limits { head: Duration::from_secs(10), silence: Duration::from_secs(30) };

/// Asks, and waits so long for the head of the answer.
pub(super) async fn head(request: RequestBuilder, within: Duration) -> Result<Response, AccountError> {
    match timeout(within, request.send()).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(_)) | Err(_) => Err(AccountError::Unreachable),
    }
}

/// The whole body of an answer.
pub(super) async fn body(mut answer: Response, silence: Duration) -> Result<Vec<u8>, AccountError> {
    let mut whole = Vec::new();
    loop {
        match timeout(silence, answer.chunk()).await {
            Ok(Ok(Some(piece))) => whole.extend_from_slice(&piece),
            Ok(Ok(None)) => return Ok(whole),
            Ok(Err(_)) | Err(_) => return Err(AccountError::Unreachable),
        }
    }
}

/// Sends a file and waits for the head of the answer. `progress` learns how many bytes have gone out.
pub(super) async fn upload(
    request: RequestBuilder,
    file: Bytes,
    progress: impl Fn(u64) + Send + Sync + 'static,
    silence: Duration,
) -> Result<Response, AccountError> {
    let whole = file.len();
    let (taken, mut progressed) = watch::channel(0);
    let pieces = pieces(file, move |start| {
        progress(start as u64);
        taken.send_replace(whole.min(start + PIECE));
    });
    let sending = request.header(CONTENT_LENGTH, whole).body(Body::wrap_stream(pieces)).send();
    tokio::pin!(sending);
    while *progressed.borrow_and_update() < whole {
        tokio::select! {
            answer = &mut sending => return answer.map_err(|_| AccountError::Unreachable),
            changed = timeout(silence, progressed.changed()) => match changed {
                Ok(Ok(())) => {}
                // The body is not wanted any more; the answer says why.
                Ok(Err(_)) => break,
                Err(_) => return Err(AccountError::Stalled),
            },
        }
    }
    // What the system still holds goes out unseen.
    let unseen = Duration::from_secs((whole.min(UNSENT) / SLOWEST) as u64);
    match timeout(silence + unseen, sending).await {
        Ok(answer) => answer.map_err(|_| AccountError::Unreachable),
        Err(_) => Err(AccountError::Stalled),
    }
}

/// A file in pieces, each of which goes out when there is room for it.
fn pieces(
    file: Bytes,
    begins: impl Fn(usize) + Send + Sync + 'static,
) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + 'static {
    let starts = (0..file.len()).step_by(PIECE);
    stream::iter(starts).map(move |start| {
        begins(start);
        Ok(file.slice(start..file.len().min(start + PIECE)))
    })
}
