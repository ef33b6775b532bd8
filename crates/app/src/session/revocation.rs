//! Sessions that the server must still be told to end.

use beistand_client::Account;
use beistand_domain::Moment;

/// A session that is to end on the server.
pub(crate) struct Revocation {
    pub number: u32,
    pub account: Account,
    /// None while the request is under way.
    pub again_at: Option<Moment>,
}
