//! The live connection as a machine without a socket: it says when to open, what to write and when to give up, and
//! learns what came. Time and jitter are arguments.

use std::time::Duration;

use beistand_domain::{Moment, limits};
use beistand_protocol::live::{Answer, Bye, ClientFrame, Event, FromClient, ServerFrame, Who, World};
use beistand_protocol::{LIVE_VERSION, ProblemCode};

mod open;

use open::{Asked, Open};

/// Silence after which the client asks whether the server is there; a renewal of the lease asks as well.
pub const PING_AFTER: Duration = Duration::from_secs(20);
/// How long the answer to that, opening a socket, or then the first snapshot may take.
pub const GIVE_UP_AFTER: Duration = Duration::from_secs(10);
/// How long opening a socket may take at the first tries while a lease ages: one of them begins soon after the network is back.
const GIVE_UP_SOON: Duration = Duration::from_secs(4);
const SOON_TRIES: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
const HELLO: u32 = 1;

/// The state, as others see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// On the way to the server.
    Connecting,
    /// Greeted and answered.
    Connected,
    /// The server cannot be reached.
    Offline {
        /// Since when.
        since: Moment,
        /// When it is tried next.
        retry_at: Moment,
    },
    /// The token is not valid any more; final.
    SignedOut,
}

/// What happened to the connection, or what is wanted from it.
#[derive(Clone, Debug)]
pub enum Input {
    /// The socket is open.
    Opened,
    /// A frame from the server.
    Received(Box<ServerFrame>),
    /// The socket could not be opened, broke, or said something that is no frame.
    Lost,
    /// A frame to be answered; `ticket` comes back with the answer.
    Ask {
        /// The caller's number, which its answer repeats.
        ticket: u64,
        /// What is asked.
        frame: ClientFrame,
    },
    /// The caller does not want to wait for the next try.
    RetryNow,
    /// Ask for a snapshot: something may have been missed.
    Resync,
    /// Greet with another token from the next connection on: the open one lasts as long as its session.
    ReplaceToken(String),
    /// Whether this device renews the lease of the availability.
    RenewLease(bool),
    /// The [`Connection::deadline`] has come.
    Tick,
}

/// What the owner must do, or learns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// A WebSocket is wanted.
    Open,
    /// A frame is to be written.
    Write(FromClient),
    /// The WebSocket is to be closed.
    Close,
    /// The link is another one now.
    LinkChanged(Link),
    /// The whole world, which replaces what was known.
    Snapshot {
        /// The server's clock.
        now: Moment,
        /// The world.
        world: World,
    },
    /// Something has happened.
    Event(Event),
    /// A question was answered.
    Answered {
        /// The question's number.
        ticket: u64,
        /// The answer.
        answer: Answer,
    },
    /// The connection went before the answer came: it may or may not have arrived.
    Unanswered {
        /// The question's number.
        ticket: u64,
    },
    /// The server has renewed the lease.
    LeaseRenewed {
        /// When it ends without another renewal.
        until: Moment,
    },
    /// Server and program do not speak the same version.
    WrongVersion,
}

/// The machine.
#[derive(Debug)]
pub struct Connection {
    token: String,
    renews: bool,
    state: State,
}

#[derive(Debug)]
enum State {
    Offline { since: Moment, retry_at: Moment, attempt: u32 },
    Connecting { since: Moment, give_up_at: Moment, attempt: u32 },
    Connected(Open),
    SignedOut,
}

impl Connection {
    /// Not connected; the first tick opens.
    pub fn new(token: impl Into<String>, now: Moment) -> Self {
        let state = State::Offline { since: now, retry_at: now, attempt: 0 };
        Self { token: token.into(), renews: false, state }
    }

    /// How the connection stands.
    pub fn link(&self) -> Link {
        match &self.state {
            State::Offline { since, retry_at, .. } => Link::Offline { since: *since, retry_at: *retry_at },
            State::Connecting { .. } => Link::Connecting,
            State::Connected(_) => Link::Connected,
            State::SignedOut => Link::SignedOut,
        }
    }

    /// When [`Input::Tick`] is due.
    pub fn deadline(&self) -> Option<Moment> {
        match &self.state {
            State::Offline { retry_at, .. } => Some(*retry_at),
            State::Connecting { give_up_at, .. } => Some(*give_up_at),
            State::Connected(open) => Some(open.deadline(self.renews)),
            State::SignedOut => None,
        }
    }

    /// Takes one input. `jitter` is a random number from 0 up to 1 that spreads the retries of many desks.
    pub fn handle(&mut self, input: Input, now: Moment, jitter: f64) -> Vec<Output> {
        let before = self.link();
        let mut out = Vec::new();
        match input {
            Input::Opened => self.opened(now, &mut out),
            Input::Received(frame) => self.received(*frame, now, jitter, &mut out),
            Input::Lost => self.lost(now, jitter, &mut out),
            Input::Ask { ticket, frame } => self.ask(ticket, frame, &mut out),
            Input::RetryNow => self.retry_now(now, &mut out),
            Input::Resync => self.resync(&mut out),
            Input::ReplaceToken(token) => self.token = token,
            Input::RenewLease(renews) => self.renew_lease(renews, now, &mut out),
            Input::Tick => self.tick(now, jitter, &mut out),
        }
        let after = self.link();
        if after != before {
            out.push(Output::LinkChanged(after));
        }
        out
    }

    fn opened(&mut self, now: Moment, out: &mut Vec<Output>) {
        let State::Connecting { give_up_at, .. } = &mut self.state else {
            return;
        };
        // The network is there. A server to which everybody comes back at once may need its time.
        *give_up_at = now + GIVE_UP_AFTER;
        let who = Who::Counsellor { token: self.token.clone() };
        let frame = ClientFrame::Hello { version: LIVE_VERSION, who };
        out.push(Output::Write(FromClient { r: HELLO, frame }));
    }

    fn received(&mut self, frame: ServerFrame, now: Moment, jitter: f64, out: &mut Vec<Output>) {
        if let State::Connected(open) = &mut self.state {
            open.heard_at = now;
            open.pinged_at = None;
        }
        match frame {
            ServerFrame::Answer { r, answer } => self.answered(r, answer, now, jitter, out),
            ServerFrame::Snapshot { now: server, world } => {
                self.begin_counting(now);
                out.push(Output::Snapshot { now: server, world });
                self.tick(now, jitter, out);
            }
            ServerFrame::Event { n, event } => self.event(n, event, out),
            ServerFrame::Bye { why: Bye::SignedOut } => self.sign_out(out),
            ServerFrame::Bye { why: Bye::Moving } => self.lost(now, jitter, out),
            ServerFrame::Bye { why: Bye::BadHello } => self.not_understood(now, jitter, out),
        }
    }

    fn begin_counting(&mut self, now: Moment) {
        match &mut self.state {
            State::Connecting { .. } => {
                self.state = State::Connected(Open::at(now));
            }
            State::Connected(open) => open.next_event = Some(1),
            State::Offline { .. } | State::SignedOut => {}
        }
    }

    fn event(&mut self, n: u64, event: Event, out: &mut Vec<Output>) {
        let State::Connected(open) = &mut self.state else {
            return;
        };
        match open.next_event {
            Some(expected) if n == expected => {
                open.next_event = Some(expected + 1);
                out.push(Output::Event(event));
            }
            Some(expected) if n > expected => self.resync(out),
            // Known already, or superseded by the snapshot that is on its way.
            Some(_) | None => {}
        }
    }

    /// Asks for a snapshot, unless one is on its way.
    fn resync(&mut self, out: &mut Vec<Output>) {
        if let State::Connected(open) = &mut self.state
            && open.next_event.take().is_some()
        {
            out.push(open.write(ClientFrame::Resync, Asked::Resync));
        }
    }

    fn answered(&mut self, r: u32, answer: Answer, now: Moment, jitter: f64, out: &mut Vec<Output>) {
        let open = match &mut self.state {
            State::Connected(open) => open,
            State::Connecting { .. } => return self.hello_answered(answer, now, jitter, out),
            State::Offline { .. } | State::SignedOut => return,
        };
        match (open.asked.remove(&r), answer) {
            (Some(Asked::Ticket(ticket)), answer) => out.push(Output::Answered { ticket, answer }),
            (Some(Asked::Renew), Answer::Renewed { until }) => out.push(Output::LeaseRenewed { until }),
            // The lease goes on ageing meanwhile: the next regular renewal could be too late.
            (Some(Asked::Renew), Answer::Refused { problem }) if problem.code == ProblemCode::Unavailable => {
                open.renew_at = now + limits::LEASE_RETRY;
            }
            // The server knows no such lease: this desk has missed something.
            (Some(Asked::Renew), Answer::Refused { .. }) => {
                self.renews = false;
                self.resync(out);
            }
            (Some(Asked::Resync), Answer::Refused { .. }) => self.lost(now, jitter, out),
            (Some(Asked::Renew | Asked::Resync | Asked::Ping) | None, _) => {}
        }
    }

    fn hello_answered(&mut self, answer: Answer, now: Moment, jitter: f64, out: &mut Vec<Output>) {
        let Answer::Refused { problem } = answer else {
            return;
        };
        match problem.code {
            ProblemCode::Unauthenticated => self.sign_out(out),
            ProblemCode::WrongVersion => self.not_understood(now, jitter, out),
            _ => self.lost(now, jitter, out),
        }
    }

    /// It is tried again all the same: the server may be updated meanwhile.
    fn not_understood(&mut self, now: Moment, jitter: f64, out: &mut Vec<Output>) {
        if let State::Connecting { .. } = self.state {
            out.push(Output::WrongVersion);
        }
        self.lost(now, jitter, out);
    }

    fn lost(&mut self, now: Moment, jitter: f64, out: &mut Vec<Output>) {
        let (since, attempt) = match &mut self.state {
            State::Connecting { since, attempt, .. } => (*since, *attempt),
            State::Connected(open) => {
                open.leave_unanswered(out);
                // Not when it was noticed: nobody knows how long it had been gone, after a sleep above all.
                (open.heard_at, 0)
            }
            State::Offline { .. } | State::SignedOut => return,
        };
        out.push(Output::Close);
        let longest = if self.lease_ages(since, now) { limits::LEASE_RETRY } else { LONGEST_PAUSE };
        let retry_at = now + pause(attempt, longest, jitter);
        self.state = State::Offline { since, retry_at, attempt: attempt.saturating_add(1) };
    }

    /// There is a lease to be saved: every second counts.
    fn lease_ages(&self, since: Moment, now: Moment) -> bool {
        self.renews && now.since(since) < limits::LEASE_LENGTH
    }

    fn sign_out(&mut self, out: &mut Vec<Output>) {
        if let State::Connected(open) = &mut self.state {
            open.leave_unanswered(out);
        }
        out.push(Output::Close);
        self.state = State::SignedOut;
    }

    fn ask(&mut self, ticket: u64, frame: ClientFrame, out: &mut Vec<Output>) {
        match &mut self.state {
            State::Connected(open) => out.push(open.write(frame, Asked::Ticket(ticket))),
            State::Offline { .. } | State::Connecting { .. } | State::SignedOut => {
                out.push(Output::Unanswered { ticket });
            }
        }
    }

    fn retry_now(&mut self, now: Moment, out: &mut Vec<Output>) {
        let State::Offline { since, .. } = self.state else {
            return;
        };
        self.state = State::Offline { since, retry_at: now, attempt: 0 };
        self.tick(now, 0.0, out);
    }

    fn renew_lease(&mut self, renews: bool, now: Moment, out: &mut Vec<Output>) {
        let begins = renews && !self.renews;
        self.renews = renews;
        if let State::Connected(open) = &mut self.state
            && begins
        {
            open.renew_at = now;
            self.tick(now, 0.0, out);
        }
    }

    fn tick(&mut self, now: Moment, jitter: f64, out: &mut Vec<Output>) {
        match &mut self.state {
            &mut State::Offline { since, retry_at, attempt } if now >= retry_at => {
                let soon = attempt < SOON_TRIES && self.lease_ages(since, now);
                let give_up_at = now + if soon { GIVE_UP_SOON } else { GIVE_UP_AFTER };
                self.state = State::Connecting { since, give_up_at, attempt };
                out.push(Output::Open);
            }
            State::Connecting { give_up_at, .. } if now >= *give_up_at => self.lost(now, jitter, out),
            State::Connected(open) => {
                if open.is_dead(now) {
                    return self.lost(now, jitter, out);
                }
                open.keep_alive(self.renews, now, out);
            }
            State::Offline { .. } | State::Connecting { .. } | State::SignedOut => {}
        }
    }
}

/// Half a second, doubled with every failure up to `longest`, plus up to half of it.
fn pause(attempt: u32, longest: Duration, jitter: f64) -> Duration {
    let base = FIRST_PAUSE.saturating_mul(2u32.saturating_pow(attempt.min(16))).min(longest);
    base + base.mul_f64(jitter.clamp(0.0, 1.0) / 2.0)
}

#[cfg(test)]
mod tests;
