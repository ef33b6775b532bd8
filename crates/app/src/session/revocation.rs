//! Sessions that were left, which the server must still be told to end. Its lease ends by itself in any case.

use std::time::Duration;

use beistand_client::Account;
use beistand_domain::Moment;

/// Between two tries.
const AGAIN_AFTER: Duration = Duration::from_secs(20);

/// Names one of them.
pub(crate) type RevocationNo = u32;

/// A session that the server is to be told of now.
#[derive(Clone, Debug)]
pub(crate) struct Revoke {
    pub number: RevocationNo,
    pub account: Account,
}

/// All that the server has not heard of.
#[derive(Debug, Default)]
pub(crate) struct Revocations {
    last: RevocationNo,
    left: Vec<Revocation>,
}

#[derive(Debug)]
struct Revocation {
    number: RevocationNo,
    account: Account,
    telling: Telling,
}

/// One request at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Telling {
    UnderWay,
    /// The server could not be reached.
    Again {
        at: Moment,
    },
}

impl Revocations {
    pub fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    /// One more session was left: the server is told at once.
    pub fn begin(&mut self, account: Account) -> Revoke {
        self.last += 1;
        let number = self.last;
        self.left.push(Revocation { number, account: account.clone(), telling: Telling::UnderWay });
        Revoke { number, account }
    }

    /// What has to be told once more by now.
    pub fn due(&mut self, now: Moment) -> Vec<Revoke> {
        let mut due = Vec::new();
        for revocation in &mut self.left {
            match revocation.telling {
                Telling::Again { at } if at <= now => {
                    revocation.telling = Telling::UnderWay;
                    due.push(Revoke { number: revocation.number, account: revocation.account.clone() });
                }
                Telling::Again { .. } | Telling::UnderWay => {}
            }
        }
        due
    }

    /// What came of a request. `heard`: the session is over; otherwise it is tried again after a while.
    pub fn answered(&mut self, number: RevocationNo, heard: bool, now: Moment) {
        if heard {
            self.left.retain(|revocation| revocation.number != number);
        } else if let Some(revocation) = self.left.iter_mut().find(|each| each.number == number) {
            revocation.telling = Telling::Again { at: now + AGAIN_AFTER };
        }
    }

    /// When [`Self::due`] has something.
    pub fn deadline(&self) -> Option<Moment> {
        let at = |revocation: &Revocation| match revocation.telling {
            Telling::UnderWay => None,
            Telling::Again { at } => Some(at),
        };
        self.left.iter().filter_map(at).min()
    }
}
