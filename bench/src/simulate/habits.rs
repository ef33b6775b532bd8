//! How people behave, as far as no rule says it. Nobody has measured this; it is assumed, and said in the documentation.

use super::calendar::{Nanos, seconds};
use super::dice::Dice;

/// Members of a topic. It is what the measured rounds had.
pub const MEMBERS: u32 = 34;
/// More people ask than can be heard, so that everybody is busy.
pub const DEMAND: f64 = 1.05;
/// A conversation's length in seconds.
const CONVERSATION: (f64, f64) = (45.0 * 60.0, 60.0 * 60.0);
/// Seconds between messages on average, when nobody thinks for long.
const BETWEEN: f64 = 20.6;
/// One of fifty pauses is a long one; together with the others that makes a message every 25 s.
const LONG_PAUSE: (f64, f64, f64) = (0.02, 120.0, 360.0);
/// Signs that somebody is typing, for each message, and how far apart.
pub const TYPING: u64 = 3;
pub const TYPING_APART: Nanos = 3_000_000_000;
/// A seeker's page is lost so often, and so long.
const LOST: (f64, f64) = (20.0 * 60.0, 20.0);
/// Pages ask whether the server is there, in seconds (`ui/src/seeker/live.ts`).
pub const PING: f64 = 20.0;

/// The mean length of a conversation in seconds.
pub fn mean_conversation() -> f64 {
    (CONVERSATION.0 + CONVERSATION.1) / 2.0
}

pub fn conversation(dice: &mut Dice) -> f64 {
    dice.between(CONVERSATION.0, CONVERSATION.1)
}

pub fn until_next_message(dice: &mut Dice) -> Nanos {
    let (share, least, most) = LONG_PAUSE;
    seconds(if dice.share() < share { dice.between(least, most) } else { dice.apart(BETWEEN) })
}

/// The same for somebody whom one meets in the middle of a conversation: a long pause is met more often than its share.
pub fn until_next_message_met(dice: &mut Dice) -> Nanos {
    let (share, least, most) = LONG_PAUSE;
    let long = share * (least + most) / 2.0;
    let met = dice.share() * (long + (1.0 - share) * BETWEEN) < long;
    seconds(if met { dice.share() * dice.between(least, most) } else { dice.apart(BETWEEN) })
}

/// A counsellor sees a request and takes it.
pub fn until_taken(dice: &mut Dice) -> Nanos {
    seconds(dice.between(3.0, 20.0))
}

/// "Jetzt chatten", unless the seeker has put the phone away, as one of fifty has.
pub fn until_begun(dice: &mut Dice) -> Option<Nanos> {
    (dice.share() >= 0.02).then(|| seconds(dice.between(2.0, 15.0)))
}

/// Whoever waits has enough of it.
pub fn patience(dice: &mut Dice) -> Nanos {
    seconds(dice.between(120.0, 900.0))
}

pub fn until_lost(dice: &mut Dice) -> Nanos {
    seconds(dice.apart(LOST.0))
}

pub fn until_back(dice: &mut Dice) -> Nanos {
    seconds(dice.apart(LOST.1))
}

/// A message is read some time after it has arrived; one in two is, at once, which takes no mark of its own.
pub fn until_read(dice: &mut Dice) -> Option<Nanos> {
    (dice.share() < 0.5).then(|| seconds(dice.between(1.0, 10.0)))
}
