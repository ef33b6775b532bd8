//! The desk behind its PIN.

use beistand_domain::Moment;

use crate::request::Request;

/// Behind the PIN.
#[derive(Debug, Default)]
pub(crate) struct Lock {
    pub checking: bool,
    /// What was asked for a moment ago, from an alert or the tray; it is done once the PIN was right.
    pub later: Option<(Request, Moment)>,
}
