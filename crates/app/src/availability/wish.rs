//! What the person wants.

use beistand_domain::Moment;
use beistand_protocol::rest::availability::AvailabilityAct;
use beistand_protocol::view::PauseView;

/// What the person wants, as far as this run of the program knows.
#[derive(Debug, Default)]
pub(crate) struct Wish {
    /// Switched on here, and not off again by anybody. Only then is the lease renewed.
    pub on: bool,
    /// Asked for, and the server has not answered.
    pub switching: Option<bool>,
    /// A lease nobody here wants is being given back.
    pub returning: bool,
    /// A pause, or its end, that the server has not answered.
    pub resting: Option<AvailabilityAct>,
    /// The server could not do it; the next try.
    pub rest_again_at: Option<Moment>,
    /// What the program had taken when it asked for its end.
    pub resumes: Option<PauseView>,
    /// The network is away.
    pub drop: Option<Drop>,
    /// The person has gone, as far as the machine last said.
    pub gone: bool,
    /// When that was true last.
    pub gone_at: Option<Moment>,
    /// This switch gives back what a drop took.
    pub restoring: bool,
    /// That the promise is over was said.
    pub said_over: bool,
}

/// A time without a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Drop {
    pub since: Moment,
    /// Nothing said meanwhile that the person had gone.
    pub attended: bool,
}
