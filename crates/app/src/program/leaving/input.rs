//! What happens to leaving, and what follows from it.

use beistand_client::Account;
use beistand_domain::Moment;

use crate::session::revocation::{RevocationNo, Revoke};

/// What is true around leaving.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Truth {
    pub now: Moment,
    pub signed_in: bool,
    /// The program holds a lease, or may hold one: seekers count on it.
    pub may_hold_lease: bool,
    /// Several people use this machine: nothing outlives the program.
    pub shared: bool,
}

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Exit,
    /// A newer version takes its place.
    Update,
}

/// What happens.
#[derive(Debug)]
pub(crate) enum Input {
    /// The program is to end; whatever had to be asked was asked.
    Wanted(Ending),
    /// Nobody uses this session any more.
    SessionLeft(Account),
    /// What came of [`Effect::EndSession`].
    SessionEndAnswered {
        number: RevocationNo,
        /// The session is over, at the server as well.
        over: bool,
    },
    /// The server has answered to [`Effect::ReturnLease`], or it could not be reached.
    LeaseAnswered,
    TimePassed,
}

/// What the controller does, in this order.
#[derive(Debug)]
pub(crate) enum Effect {
    /// Sign the person out, and remove what was kept for the next sign-in.
    ForgetPerson,
    /// Tell the server that the availability ends.
    ReturnLease,
    /// Tell the server that this session is over.
    EndSession(Revoke),
    /// End the program now. Comes once.
    End(Ending),
}
