//! The last connections of a crowded server are for people who are signed in (design.md, section 10): however many strangers
//! come, a counsellor's desk gets through.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use beistand_protocol::{Problem, ProblemCode};

use crate::problem::Rejected;
use crate::sessions::session_of;
use crate::state::App;
use crate::token;

/// Seconds after which a visitor may find a place.
const AGAIN: u32 = 5;
/// How many files a system lets a program open where it does not say.
const USUAL_FILES: u64 = 8192;

/// Marks a request whose connection took one of the last places. Whoever does not say in time who they are loses it: the
/// connection's own limit of silence goes on until then.
#[derive(Clone, Debug)]
pub struct Reserved(Arc<AtomicBool>);

impl Reserved {
    /// On a connection that is closed unless `named` turns true in time.
    pub fn until(named: Arc<AtomicBool>) -> Self {
        Self(named)
    }

    /// A person who is signed in has the place.
    pub fn named(&self) {
        self.0.store(true, Ordering::Release);
    }
}

/// How many connections there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    /// For everybody.
    pub all: usize,
    /// With the last ones, which are for people who are signed in.
    pub most: usize,
}

impl Places {
    /// As configured, or 90 % of the files that this process may open; the system's soft limit is raised to its hard one first.
    pub fn of(configured: Option<usize>) -> Self {
        let all = configured.unwrap_or_else(|| usize::try_from(open_files() * 9 / 10).unwrap_or(usize::MAX));
        // Half of the last tenth: files, the database and the bus need some as well.
        Self { all, most: all.saturating_add((all / 18).max(1)) }
    }
}

#[cfg(unix)]
fn open_files() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum.or(Some(1_048_576)), maximum: limit.maximum };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => raised.current.unwrap_or(USUAL_FILES),
        Err(_) => limit.current.unwrap_or(USUAL_FILES),
    }
}

#[cfg(not(unix))]
fn open_files() -> u64 {
    USUAL_FILES
}

/// Answers on a connection that took one of the last places only who is signed in. The live connection says who it is in its
/// first frame and is judged there; what a balancer asks has to be answered, or it would take the server away.
pub async fn admit(State(app): State<App>, request: Request, next: Next) -> Response {
    let judged_elsewhere = ["/api/v1/live", "/healthz", "/readyz"].contains(&request.uri().path());
    let Some(reserved) = request.extensions().get::<Reserved>().cloned().filter(|_| !judged_elsewhere) else {
        return next.run(request).await;
    };
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let hash = header.and_then(|value| value.strip_prefix("Bearer ")).and_then(token::hash);
    let signed_in = match hash {
        Some(hash) => matches!(session_of(&app, hash).await, Ok(Some(_))),
        None => false,
    };
    if signed_in {
        reserved.named();
        return next.run(request).await;
    }
    let mut full = Rejected(Problem::new(ProblemCode::Unavailable).retry_after(AGAIN)).into_response();
    full.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    full
}
