//! What is printed of an administrative change.

use anyhow::bail;
use beistand_store::AdminOutcome;

/// A line that says that it was done; an error where nothing was changed.
pub fn done(made: AdminOutcome, what: &str) -> anyhow::Result<String> {
    match made {
        AdminOutcome::Done => Ok(format!("{what}: done\n")),
        AdminOutcome::AlreadyThere => bail!("{what}: there is one already; nothing was changed"),
        AdminOutcome::NoSuch(missing) => bail!("{what}: there is no such {missing}; nothing was changed"),
        AdminOutcome::ChangedMeanwhile { .. } => bail!("{what}: it was changed meanwhile; look at it again"),
        AdminOutcome::LastAdmin => bail!("{what}: nobody would be left who sets up the organisation"),
    }
}
