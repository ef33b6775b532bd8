//! How fast a connection may talk (design.md, section 10).

use beistand_domain::rate::Bucket;
use beistand_domain::{Moment, limits};
use beistand_protocol::live::ClientFrame;

use super::outgoing::Closed;
use super::party::Party;

/// What is done with a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pacing {
    /// It is answered.
    Take,
    /// It is answered as done and passed on to nobody: that a person writes is known already.
    Ignore,
    /// It came too fast.
    Refuse,
}

/// How fast one connection has talked. A counsellor's program is known by its session and may send as fast as it can.
pub struct Pace {
    frames: Option<Bucket>,
    typing: Bucket,
    /// Refused in a row.
    refused: u32,
}

impl Pace {
    /// Of a connection that has just begun.
    pub fn new(party: &Party, now: Moment) -> Self {
        let frames = match party {
            Party::Counsellor(_) => None,
            Party::Seeker { .. } | Party::Visitor { .. } => Some(Bucket::new(limits::FRAMES, now)),
        };
        Self { frames, typing: Bucket::new(limits::TYPING, now), refused: 0 }
    }

    /// What to do with one more frame now. Errors: nothing any more, the connection is closed.
    pub fn of(&mut self, frame: &ClientFrame, now: Moment) -> Result<Pacing, Closed> {
        if self.frames.as_mut().is_some_and(|frames| !frames.take(now)) {
            self.refused += 1;
            return if self.refused >= limits::TOO_FAST_CLOSES { Err(Closed) } else { Ok(Pacing::Refuse) };
        }
        self.refused = 0;
        match frame {
            ClientFrame::Typing { .. } if !self.typing.take(now) => Ok(Pacing::Ignore),
            ClientFrame::Hello { .. }
            | ClientFrame::Send { .. }
            | ClientFrame::Typing { .. }
            | ClientFrame::Mark { .. }
            | ClientFrame::Renew
            | ClientFrame::Resync
            | ClientFrame::Ping => Ok(Pacing::Take),
        }
    }
}
