//! Who takes part in a conversation, since when, and from where they read.

use crate::Moment;
use crate::ids::PersonId;

/// How a counsellor left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Departure {
    /// The counsellor chose to leave.
    Chosen,
    /// The counsellor's last device was gone for too long.
    Gone,
}

/// A departure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// When the counsellor left.
    pub at: Moment,
    /// How the counsellor left.
    pub how: Departure,
    /// The place of the newest message at that moment; the counsellor reads no later one.
    pub last_seq: u32,
}

/// One stay of a counsellor in a conversation. A counsellor who leaves and comes back has two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Participant {
    /// The counsellor.
    pub person: PersonId,
    /// When the counsellor joined.
    pub since: Moment,
    /// The place of the first message the counsellor may read, counted from 1.
    pub reads_from: u32,
    /// When and how the counsellor left; none while present.
    pub left: Option<Left>,
}

impl Participant {
    /// A counsellor who joins now and may read the message at `reads_from` and all later ones.
    pub fn joining(person: PersonId, since: Moment, reads_from: u32) -> Self {
        Self { person, since, reads_from, left: None }
    }

    /// Whether the counsellor has not left.
    pub fn is_present(&self) -> bool {
        self.left.is_none()
    }

    /// Whether the message at this place may be read in this stay.
    pub fn reads(&self, seq: u32) -> bool {
        self.reads_from <= seq && self.left.is_none_or(|left| seq <= left.last_seq)
    }
}
