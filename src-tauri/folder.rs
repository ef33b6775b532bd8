//! The data folder: where it is, and that one desk uses it at a time.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// `BEISTAND_DATA_DIR`, or the system's place for the data of programs.
pub fn choose() -> anyhow::Result<PathBuf> {
    let set = std::env::var_os("BEISTAND_DATA_DIR").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let usual = || dirs::data_local_dir().map(|dir| dir.join("beistand"));
    let folder = set.or_else(usual).context("the system names no folder for data; set BEISTAND_DATA_DIR")?;
    std::fs::create_dir_all(&folder).context("the data folder cannot be made")?;
    Ok(folder)
}

/// Whether this program has the folder for itself.
pub enum Lock {
    /// Until the file is dropped.
    Held(File),
    /// Another desk has it.
    Taken,
}

/// Takes the folder for this program.
pub fn lock(folder: &Path) -> anyhow::Result<Lock> {
    let file = File::create(folder.join("desk.lock")).context("the data folder cannot be written")?;
    match file.try_lock() {
        Ok(()) => Ok(Lock::Held(file)),
        Err(TryLockError::WouldBlock) => Ok(Lock::Taken),
        // Some network folders know no locks; then nothing keeps two desks apart but the person.
        Err(TryLockError::Error(error)) => {
            tracing::warn!(%error, "the data folder cannot be locked");
            Ok(Lock::Held(file))
        }
    }
}
