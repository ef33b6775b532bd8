//! How long participants may read an ended chat.

use crate::Moment;
use crate::chat::Ended;

/// The moment from which nothing of an ended chat may be read or kept: what the chat was promised when it began. Where no
/// conversation took place there is nothing to read, and the chat goes at once.
pub fn purge_at(ended: &Ended) -> Moment {
    match ended.conversation() {
        Some(conversation) => ended.at + conversation.rules.readable_after_end,
        None => ended.at,
    }
}

/// Whether participants may still read it. Asked on every read as well as by the purge job.
pub fn readable(ended: &Ended, now: Moment) -> bool {
    now < purge_at(ended)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::{Conversation, Ending, Participant, Past, Rules};
    use crate::ids::PersonId;
    use std::time::Duration;

    fn ended(how: Ending, past: Past) -> Ended {
        Ended { at: Moment::from_millis(1_000), how, past }
    }

    #[test]
    fn forty_eight_hours_mean_forty_eight_hours() {
        let started = Moment::from_millis(0);
        let anna = Participant::joining(PersonId::from_bytes([1; 16]), started, 1);
        let rules = Rules::default().in_force_from(started);
        let conversation = Conversation { started, rules, participants: vec![anna] };
        let chat = ended(Ending::BySeeker, Past::Talked(conversation));
        let end = chat.at + Duration::from_secs(48 * 3600);
        assert!(readable(&chat, end - Duration::from_millis(1)));
        assert!(!readable(&chat, end));
    }

    #[test]
    fn a_request_without_a_conversation_is_gone_at_once() {
        let chat = ended(Ending::Withdrawn, Past::NeverAccepted);
        assert!(!readable(&chat, chat.at));
    }
}
