//! What happens to the lock, and what follows from it.

use beistand_domain::Moment;

use crate::request::Request;
use crate::secret::Secret;

/// What is true around the lock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Truth {
    pub now: Moment,
    /// Somebody is signed in and has a PIN.
    pub has_pin: bool,
    /// Wrong tries in a row.
    pub wrong: u32,
}

/// What happens.
#[derive(Debug)]
pub(crate) enum Input {
    /// The person locks the desk.
    LockChosen,
    /// Nobody has touched the machine for as long as the person has chosen, or the program has just started and does not
    /// know who is there.
    LeftAlone,
    /// Somebody asks for something.
    Asked(Request),
    PinTried(Secret),
    /// What came of [`Effect::CheckPin`].
    PinChecked {
        fits: bool,
    },
    /// The person does not know the PIN any more.
    PinForgotten,
    /// Nobody is signed in any more.
    SessionLeft,
}

/// What the controller does.
#[derive(Debug)]
pub(crate) enum Effect {
    /// Nothing stands before this request.
    CarryOut(Request),
    /// Answer that the desk is locked.
    Refuse(Request),
    /// Bring the window to the front: it asks for the PIN.
    AskForPin,
    /// Compare this one with the kept one; [`Input::PinChecked`] says how it went.
    CheckPin(Secret),
    /// So many wrong tries in a row, to be kept where a new start finds them.
    KeepWrong(u32),
    /// The PIN is no more and the session with it: only the password opens the desk.
    ForgetPin,
    /// The person has just done what only they do.
    ProvePresence,
    /// Whether somebody is at the desk may have changed.
    ReportAttendance,
    /// The person wants to lock, and there is no PIN.
    ReportNoPin,
}
