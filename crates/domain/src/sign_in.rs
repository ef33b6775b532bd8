//! Signing in, and how long the session that follows lasts.
//!
//! ```text
//! AwaitingPassword ──right──▶ Done ──▶ Session ──▶ over: signed out · replaced · expired · idle · reused · revoked
//!        └──────────wrong──▶ refused
//! ```
//!
//! A second factor and an identity provider will be states between the password and `Done`.

use crate::ids::PersonId;
use crate::{Moment, limits};

/// How far a person has come with signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// The name was given; the password is asked for.
    AwaitingPassword,
    /// Everything that is asked for was given; a session may be opened.
    Done {
        /// Who it is.
        person: PersonId,
    },
}

/// What a person presents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A password, with whose it was found to be.
    Password {
        /// The person whose password it is; none when the name or the password is wrong. Which one is never said.
        of: Option<PersonId>,
    },
}

/// Why signing in goes no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInRefusal {
    /// Name and password do not belong together.
    #[error("the name or the password is wrong")]
    WrongPassword,
    /// It is over already.
    #[error("signing in is finished")]
    Finished,
}

impl SignIn {
    /// Presents one piece of evidence and gives how far the person has come.
    pub fn present(self, evidence: Evidence) -> Result<Self, SignInRefusal> {
        match (self, evidence) {
            (Self::AwaitingPassword, Evidence::Password { of: Some(person) }) => Ok(Self::Done { person }),
            (Self::AwaitingPassword, Evidence::Password { of: None }) => Err(SignInRefusal::WrongPassword),
            (Self::Done { .. }, Evidence::Password { .. }) => Err(SignInRefusal::Finished),
        }
    }
}

/// Whether an account may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// Its person may sign in.
    Active,
    /// Its person may not, and belongs to no staff; the name stays in the audit log.
    Deactivated,
}

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefusal {
    /// It has fewer than [`limits::SHORTEST_PASSWORD`] characters.
    #[error("a password has at least {} characters", limits::SHORTEST_PASSWORD)]
    TooShort,
    /// It has more than [`limits::LONGEST_PASSWORD`] characters.
    #[error("a password has at most {} characters", limits::LONGEST_PASSWORD)]
    TooLong,
    /// It is one of the first that anyone would try.
    #[error("this password is guessed at once")]
    TooSimple,
}

/// Whether a password may be chosen by the person who signs in with `name` (NIST SP 800-63B-4, section 3.1.1.2: length, and
/// nothing that is guessed at once; no rules of composition).
pub fn check_password(password: &str, name: &str) -> Result<(), PasswordRefusal> {
    let length = password.chars().count();
    if length < limits::SHORTEST_PASSWORD {
        return Err(PasswordRefusal::TooShort);
    }
    if length > limits::LONGEST_PASSWORD {
        return Err(PasswordRefusal::TooLong);
    }
    // Long enough, and yet a word or a row of keys that is repeated or counted on.
    let plain = password.to_lowercase();
    let (name, letters) = (name.to_lowercase(), plain.chars().collect::<Vec<_>>());
    let repeats =
        (1..=letters.len() / 2).any(|period| letters.iter().zip(&letters[period..]).all(|(a, b)| a == b));
    let steps = |by: i64| {
        letters
            .windows(2)
            .filter(|two| i64::from(u32::from(two[1])) - i64::from(u32::from(two[0])) == by)
            .count()
    };
    let counts = steps(1).max(steps(-1)) * 4 >= letters.len() * 3;
    let is_name = !name.is_empty() && plain.replace(&name, "").chars().count() < 4;
    if repeats || counts || is_name { Err(PasswordRefusal::TooSimple) } else { Ok(()) }
}

/// A signed-in device, as far as time is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// When the person signed in.
    pub opened: Moment,
    /// When the session was used last; written down at most once an hour ([`Session::is_stale`]).
    pub used: Moment,
    /// When the current token was given out.
    pub token_since: Moment,
}

/// Which token of a session was presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presented {
    /// The one in use: the newest that the device has presented.
    Current,
    /// The one before it.
    Previous,
}

/// Why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SessionEnd {
    /// [`limits::SESSION_LENGTH`] is over.
    #[error("the session has lasted as long as sessions last")]
    Expired,
    /// It was not used for [`limits::SESSION_IDLE`].
    #[error("the session was not used for too long")]
    Idle,
    /// A token that was replaced long ago was presented: there is a copy of it. The whole session ends.
    #[error("a replaced token was used again")]
    Reused,
}

impl Session {
    /// A session that is opened now.
    pub fn open(now: Moment) -> Self {
        Self { opened: now, used: now, token_since: now }
    }

    /// Whether the session still lasts when this token is presented now.
    pub fn check(&self, presented: Presented, now: Moment) -> Result<(), SessionEnd> {
        if now >= self.ends() {
            return Err(SessionEnd::Expired);
        }
        if now >= self.used + limits::SESSION_IDLE {
            return Err(SessionEnd::Idle);
        }
        match presented {
            Presented::Current => Ok(()),
            Presented::Previous if now < self.token_since + limits::TOKEN_OVERLAP => Ok(()),
            Presented::Previous => Err(SessionEnd::Reused),
        }
    }

    /// The session is over from this moment on, however much it is used. A live connection ends with it.
    pub fn ends(&self) -> Moment {
        self.opened + limits::SESSION_LENGTH
    }

    /// Whether the device should ask for a new token.
    pub fn wants_rotation(&self, now: Moment) -> bool {
        now >= self.token_since + limits::TOKEN_ROTATES_AFTER
    }

    /// Whether the moment of the last use is old enough to be written down again.
    pub fn is_stale(&self, now: Moment) -> bool {
        now >= self.used + limits::SESSION_USE_WRITTEN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_and_not_guessed_at_once() {
        assert_eq!(check_password("Beistand-Demo-2026", "anna"), Ok(()));
        assert_eq!(check_password("zwölf Boxkämpfer jagen", "anna"), Ok(()));
        assert_eq!(check_password("kurz", "anna"), Err(PasswordRefusal::TooShort));
        assert_eq!(check_password(&"lang ".repeat(60), "anna"), Err(PasswordRefusal::TooLong));
        for simple in [
            "aaaaaaaaaaaaaaa",
            "passwortpasswort",
            "123456123456123456",
            "abcdefghijklmnopq",
            "987654321098765432",
            "annaannaannaanna12",
        ] {
            assert_eq!(check_password(simple, "Anna"), Err(PasswordRefusal::TooSimple), "{simple}");
        }
    }
    use proptest::prelude::*;
    use std::time::Duration;

    fn at(hours: u64) -> Moment {
        Moment::from_millis(0) + Duration::from_secs(hours * 3600)
    }

    #[test]
    fn only_the_right_password_opens() {
        let person = PersonId::from_bytes([1; 16]);
        let right = SignIn::AwaitingPassword.present(Evidence::Password { of: Some(person) });
        assert_eq!(right, Ok(SignIn::Done { person }));
        let wrong = SignIn::AwaitingPassword.present(Evidence::Password { of: None });
        assert_eq!(wrong, Err(SignInRefusal::WrongPassword));
        let again = SignIn::Done { person }.present(Evidence::Password { of: None });
        assert_eq!(again, Err(SignInRefusal::Finished));
    }

    #[test]
    fn a_session_lasts_thirty_days_and_seven_idle_ones() {
        let session = Session { used: at(29 * 24), ..Session::open(at(0)) };
        let last = at(30 * 24) - Duration::from_millis(1);
        assert_eq!(session.check(Presented::Current, last), Ok(()));
        assert_eq!(session.check(Presented::Current, at(30 * 24)), Err(SessionEnd::Expired));
        let idle = Session::open(at(0));
        assert_eq!(idle.check(Presented::Current, at(7 * 24) - Duration::from_millis(1)), Ok(()));
        assert_eq!(idle.check(Presented::Current, at(7 * 24)), Err(SessionEnd::Idle));
    }

    #[test]
    fn a_replaced_token_is_taken_for_ten_minutes_and_then_ends_the_session() {
        let rotated = Session { token_since: at(24), used: at(24), ..Session::open(at(0)) };
        let soon = at(24) + limits::TOKEN_OVERLAP - Duration::from_millis(1);
        assert_eq!(rotated.check(Presented::Previous, soon), Ok(()));
        let late = at(24) + limits::TOKEN_OVERLAP;
        assert_eq!(rotated.check(Presented::Previous, late), Err(SessionEnd::Reused));
    }

    proptest! {
        #[test]
        fn no_use_makes_a_session_outlive_its_length(uses in proptest::collection::vec(0u64..200, 0..40)) {
            let mut session = Session::open(at(0));
            let mut hour = 0;
            for pause in uses {
                hour += pause;
                if session.check(Presented::Current, at(hour)).is_ok() {
                    prop_assert!(at(hour) < session.ends() && pause < 7 * 24);
                    session.used = at(hour);
                }
            }
        }
    }
}
