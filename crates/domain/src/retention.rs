//! When nothing may be left of a chat.

use crate::chat::Ended;
use crate::{Moment, limits};

/// The moment from which nothing of an ended chat may be read or kept. Where no conversation took place there is
/// nothing to read, and it goes at once.
pub fn purge_at(ended: &Ended) -> Moment {
    if ended.talked() { ended.at + limits::READABLE_AFTER_END } else { ended.at }
}

/// Whether a counsellor may still read it. Asked on every read as well as by the purge job.
pub fn readable(ended: &Ended, now: Moment) -> bool {
    now < purge_at(ended)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::{Ended, Ending};
    use crate::ids::PersonId;
    use std::time::Duration;

    fn ended(how: Ending) -> Ended {
        let by = PersonId::from_bytes([1; 16]);
        let started = how.after_conversation().then_some(Moment::from_millis(0));
        Ended { at: Moment::from_millis(1_000), how, counsellor: Some(by), started }
    }

    #[test]
    fn forty_eight_hours_mean_forty_eight_hours() {
        let chat = ended(Ending::BySeeker);
        let end = chat.at + Duration::from_secs(48 * 3600);
        assert!(readable(&chat, end - Duration::from_millis(1)));
        assert!(!readable(&chat, end));
    }

    #[test]
    fn a_request_without_a_conversation_leaves_nothing() {
        let chat = ended(Ending::Withdrawn);
        assert!(!readable(&chat, chat.at));
    }
}
