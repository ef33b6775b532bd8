//! A sign-in that the server has not answered.

use beistand_client::Account;

use super::secrets::Secrets;

/// What is ready for the moment the server says yes. Until then the copies on the disk belong to the person who was here.
pub(crate) struct Pending {
    pub secrets: Secrets,
    pub account: Account,
    /// These are not the keys of the copies on the disk.
    pub fresh: bool,
}

impl std::fmt::Debug for Pending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pending(…)")
    }
}
