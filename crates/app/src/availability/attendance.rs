//! Whether the person was present while the connection was lost.

use beistand_domain::{Moment, limits};

/// The person, as far as the machine and the lock say, and a connection that is lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Attendance {
    presence: Presence,
    loss: Option<Loss>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Presence {
    /// `back_at`: when the person came back last.
    Present { back_at: Option<Moment> },
    /// Last known at this time.
    Away { noted_at: Moment },
}

/// A time without a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Loss {
    since: Moment,
    /// Nothing has said meanwhile that the person was away.
    attended: bool,
}

impl Default for Presence {
    fn default() -> Self {
        Self::Present { back_at: None }
    }
}

impl Attendance {
    /// The machine or the lock has said something. A loss during which the person was away gives nothing back.
    pub fn note(&mut self, away: bool, now: Moment) {
        self.presence = match self.presence {
            Presence::Present { back_at } if !away => Presence::Present { back_at },
            Presence::Away { .. } if !away => Presence::Present { back_at: Some(now) },
            Presence::Present { .. } | Presence::Away { .. } => Presence::Away { noted_at: now },
        };
        if let Some(loss) = &mut self.loss {
            loss.attended &= !away;
        }
    }

    /// The connection is gone since then. One that slept along with the machine is found lost only after it woke.
    pub fn connection_lost(&mut self, since: Moment, away: bool) {
        let before = match self.presence {
            Presence::Present { back_at } => back_at.is_none_or(|at| at < since),
            Presence::Away { noted_at } => noted_at < since,
        };
        self.loss.get_or_insert(Loss { since, attended: before && !away });
    }

    /// The connection is back; gives the loss that ends.
    pub fn connection_restored(&mut self) -> Option<Loss> {
        self.loss.take()
    }
}

impl Loss {
    /// Short, and the person was present throughout.
    pub fn is_short(self, now: Moment) -> bool {
        self.attended && now.since(self.since) <= limits::RESTORE_WITHIN
    }
}
