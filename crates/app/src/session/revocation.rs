//! Sessions that were left, and that the server has still to end. A lease ends by itself in any case.

use std::time::Duration;

use beistand_client::Account;
use beistand_domain::Moment;

/// Between two tries.
const AGAIN_AFTER: Duration = Duration::from_secs(20);

/// Names one of them.
pub(crate) type RevocationNo = u32;

/// A session that the server is to end now.
#[derive(Clone, Debug)]
pub(crate) struct Revoke {
    pub number: RevocationNo,
    pub account: Account,
}

/// All that the server has not ended yet.
#[derive(Debug, Default)]
pub(crate) struct Revocations {
    last: RevocationNo,
    left: Vec<Revocation>,
}

#[derive(Debug)]
struct Revocation {
    number: RevocationNo,
    account: Account,
    request: Request,
}

/// One request at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Request {
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

    /// One more session was left: the server is asked at once.
    pub fn begin(&mut self, account: Account) -> Revoke {
        self.last += 1;
        let number = self.last;
        self.left.push(Revocation { number, account: account.clone(), request: Request::UnderWay });
        Revoke { number, account }
    }

    /// What has to be asked once more by now.
    pub fn due(&mut self, now: Moment) -> Vec<Revoke> {
        let mut due = Vec::new();
        for revocation in &mut self.left {
            match revocation.request {
                Request::Again { at } if at <= now => {
                    revocation.request = Request::UnderWay;
                    due.push(Revoke { number: revocation.number, account: revocation.account.clone() });
                }
                Request::Again { .. } | Request::UnderWay => {}
            }
        }
        due
    }

    /// What came of a request. `over`: the server has ended the session; otherwise it is asked again after a while.
    pub fn answered(&mut self, number: RevocationNo, over: bool, now: Moment) {
        if over {
            self.left.retain(|revocation| revocation.number != number);
        } else if let Some(revocation) = self.left.iter_mut().find(|each| each.number == number) {
            revocation.request = Request::Again { at: now + AGAIN_AFTER };
        }
    }

    /// When [`Self::due`] has something.
    pub fn deadline(&self) -> Option<Moment> {
        let at = |revocation: &Revocation| match revocation.request {
            Request::UnderWay => None,
            Request::Again { at } => Some(at),
        };
        self.left.iter().filter_map(at).min()
    }
}
