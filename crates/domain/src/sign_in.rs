//! Signing in, and how long the session that follows lasts.
//!
//! ```text
//! AwaitingPassword ──right──────────────────────────▶ Done ──▶ Session ──▶ over: signed out · replaced · expired · idle ·
//!        │     └─right, second factor─▶ AwaitingCode ──▶ Done                      reused · revoked
//!        └──────────wrong──▶ refused        └─wrong──▶ refused
//! ```
//!
//! An identity provider will be a state before `Done`.

use crate::ids::PersonId;
use crate::{Moment, limits};

/// How far a person has come with signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// The name was given; the password is asked for.
    AwaitingPassword,
    /// The password was right; a code of the second factor is asked for.
    AwaitingCode {
        /// Who it is.
        person: PersonId,
        /// The second factor.
        factor: SecondFactor,
    },
    /// Everything that is asked for was given; a session may be opened.
    Done {
        /// Who it is.
        person: PersonId,
    },
}

/// An app that shows codes which change with time (RFC 6238).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondFactor {
    /// The newest time step whose code was taken; none before the first one.
    pub used: Option<u64>,
}

impl SecondFactor {
    /// Whether a code of this time step is taken: each one once, and none older than one that was (RFC 6238, section 5.2).
    pub fn takes(self, step: u64) -> bool {
        self.used.is_none_or(|used| step > used)
    }
}

/// What a person presents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A password, with whose it was found to be.
    Password {
        /// The person whose password it is; none when the name or the password is wrong. Which one is never said.
        of: Option<PersonId>,
        /// The person's second factor, if there is one.
        factor: Option<SecondFactor>,
    },
    /// A code of the second factor.
    Code {
        /// The time step whose code it is, among those around now; none when it is of none of them.
        step: Option<u64>,
    },
    /// One of the codes for the day on which the second factor is out of reach; each works once.
    RecoveryCode {
        /// Whether it is one of the person's that has not been used.
        known: bool,
    },
}

/// Why signing in goes no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInRefusal {
    /// Name and password do not belong together.
    #[error("the name or the password is wrong")]
    WrongPassword,
    /// The code is not one of the person's, or was used.
    #[error("the code is wrong or was used")]
    WrongCode,
    /// It is over already, or something else comes first.
    #[error("this is not what is asked for")]
    OutOfOrder,
}

impl SignIn {
    /// Presents one piece of evidence and gives how far the person has come.
    pub fn present(self, evidence: Evidence) -> Result<Self, SignInRefusal> {
        match (self, evidence) {
            (Self::AwaitingPassword, Evidence::Password { of: Some(person), factor }) => Ok(match factor {
                Some(factor) => Self::AwaitingCode { person, factor },
                None => Self::Done { person },
            }),
            (Self::AwaitingPassword, Evidence::Password { of: None, .. }) => {
                Err(SignInRefusal::WrongPassword)
            }
            (Self::AwaitingCode { person, factor }, Evidence::Code { step }) => {
                let fresh = step.is_some_and(|step| factor.takes(step));
                if fresh { Ok(Self::Done { person }) } else { Err(SignInRefusal::WrongCode) }
            }
            (Self::AwaitingCode { person, .. }, Evidence::RecoveryCode { known }) => {
                if known {
                    Ok(Self::Done { person })
                } else {
                    Err(SignInRefusal::WrongCode)
                }
            }
            (Self::AwaitingCode { .. } | Self::Done { .. }, Evidence::Password { .. })
            | (
                Self::AwaitingPassword | Self::Done { .. },
                Evidence::Code { .. } | Evidence::RecoveryCode { .. },
            ) => Err(SignInRefusal::OutOfOrder),
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

/// Whether a person may give another one a way into their account that asks for no password: a link to choose one, or no second
/// factor any more. Nobody does that for themselves, as an unlocked desk would be enough to take an account over.
pub fn may_help(helper: Option<PersonId>, person: PersonId) -> bool {
    helper != Some(person)
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
        let of = |of| Evidence::Password { of, factor: None };
        let right = SignIn::AwaitingPassword.present(of(Some(person)));
        assert_eq!(right, Ok(SignIn::Done { person }));
        let wrong = SignIn::AwaitingPassword.present(of(None));
        assert_eq!(wrong, Err(SignInRefusal::WrongPassword));
        let again = SignIn::Done { person }.present(of(Some(person)));
        assert_eq!(again, Err(SignInRefusal::OutOfOrder));
    }

    #[test]
    fn nobody_helps_themselves_into_an_account() {
        let [one, other] = [1, 2].map(|n| PersonId::from_bytes([n; 16]));
        assert!(may_help(None, one) && may_help(Some(other), one) && !may_help(Some(one), one));
    }

    #[test]
    fn a_second_factor_is_asked_for_after_the_password_and_each_code_works_once() {
        let person = PersonId::from_bytes([1; 16]);
        let asks = |used| {
            let factor = Some(SecondFactor { used });
            SignIn::AwaitingPassword.present(Evidence::Password { of: Some(person), factor }).unwrap()
        };
        let code = |step| Evidence::Code { step };
        assert_eq!(asks(None).present(code(Some(7))), Ok(SignIn::Done { person }));
        assert_eq!(asks(Some(6)).present(code(Some(7))), Ok(SignIn::Done { person }));
        for used in [7, 8] {
            assert_eq!(asks(Some(used)).present(code(Some(7))), Err(SignInRefusal::WrongCode), "{used}");
        }
        assert_eq!(asks(None).present(code(None)), Err(SignInRefusal::WrongCode));
        let recovery = |known| Evidence::RecoveryCode { known };
        assert_eq!(asks(Some(7)).present(recovery(true)), Ok(SignIn::Done { person }));
        assert_eq!(asks(None).present(recovery(false)), Err(SignInRefusal::WrongCode));
        for early in [code(Some(7)), recovery(true)] {
            assert_eq!(SignIn::AwaitingPassword.present(early), Err(SignInRefusal::OutOfOrder));
        }
        let password = Evidence::Password { of: Some(person), factor: None };
        assert_eq!(asks(None).present(password), Err(SignInRefusal::OutOfOrder));
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
