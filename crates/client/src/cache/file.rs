//! The file itself: begun, opened, put aside when it is damaged, removed.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use beistand_domain::Moment;
use beistand_seal::LocalKey;
use rusqlite::{Connection, OpenFlags};

use super::{Cache, Opened, StorageError, label};
use crate::Runtime;

const NAME: &str = "desk.sqlite";
const ASIDE: &str = "desk-damaged-";
const PROBE: &str = "desk-probe";
const VERSION: i64 = 2;
/// Long enough for a person who looks into it at once. Nobody can tell any more when its chats must go, so it goes soon.
const KEEP_ASIDE: Duration = Duration::from_secs(60 * 60);

const SCHEMA: &str = "
CREATE TABLE chat (
    id BLOB NOT NULL PRIMARY KEY,
    -- Milliseconds since the epoch; nothing of the chat may be kept from then on.
    keep_until INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE TABLE message (
    chat BLOB NOT NULL,
    seq INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (chat, seq)
) STRICT;
CREATE TABLE outgoing (
    place INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    chat BLOB NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE TABLE draft (
    chat BLOB NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT;
CREATE TABLE desk (
    name TEXT NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT;
";

/// What the second version added: files that were attached to a draft or wait with a message. `note` is sealed under the
/// storage key, `bytes` under the chat's.
const ATTACHMENTS: &str = "
CREATE TABLE attachment (
    place INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    chat BLOB NOT NULL,
    message BLOB NOT NULL,
    note BLOB NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
";

pub(super) fn open(folder: &Path, key: LocalKey, runtime: Runtime) -> Result<Opened, StorageError> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join(NAME);
    match open_file(&path, &key, &runtime) {
        Ok(cache) => Ok(Opened { cache, rebuilt: false }),
        Err(StorageError::Folder(error)) => Err(StorageError::Folder(error)),
        Err(StorageError::Database(error)) if !is_damage(&error) => Err(StorageError::Database(error)),
        Err(StorageError::Database(_) | StorageError::Damaged) => {
            put_aside(folder, runtime.now())?;
            let cache = open_file(&path, &key, &runtime)?;
            Ok(Opened { cache, rebuilt: true })
        }
    }
}

/// Whether the folder is there, or can be, and takes files. Copies in it are left as they are.
pub fn probe(folder: &Path) -> Result<(), StorageError> {
    std::fs::create_dir_all(folder)?;
    let probe = folder.join(PROBE);
    std::fs::write(&probe, [])?;
    remove_if_there(&probe)
}

/// What a file holds, counted without its key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// Chats that may still be read.
    pub chats: u32,
    /// Messages that were not sent.
    pub unsent: u32,
    /// Texts that were begun.
    pub drafts: u32,
}

/// What removing the file would take away at `now`; none where that is nothing.
pub fn left(folder: &Path, now: Moment) -> Result<Option<Left>, StorageError> {
    let path = folder.join(NAME);
    if !path.try_exists()? {
        return Ok(None);
    }
    let db = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let count = |sql: &str| db.query_row(sql, [], |row| row.get(0));
    let chats = "SELECT COUNT(*) FROM chat WHERE keep_until > ?1";
    let left = Left {
        chats: db.query_row(chats, [now.millis()], |row| row.get(0))?,
        unsent: count("SELECT COUNT(*) FROM outgoing")?,
        drafts: count("SELECT COUNT(*) FROM draft")?,
    };
    Ok((left != Left::default()).then_some(left))
}

/// Removes the file and whatever was put aside.
pub fn remove(folder: &Path) -> Result<(), StorageError> {
    for name in [NAME.to_owned(), format!("{NAME}-wal"), format!("{NAME}-shm")] {
        remove_if_there(&folder.join(name))?;
    }
    for (path, _) in aside(folder)? {
        remove_if_there(&path)?;
    }
    Ok(())
}

/// Removes damaged files that were put aside longer ago than anything in them may be kept.
pub fn remove_expired_aside(folder: &Path, now: Moment) -> Result<(), StorageError> {
    for (path, since) in aside(folder)? {
        if now >= since + KEEP_ASIDE {
            remove_if_there(&path)?;
        }
    }
    Ok(())
}

fn open_file(path: &Path, key: &LocalKey, runtime: &Runtime) -> Result<Cache, StorageError> {
    let db = Connection::open(path)?;
    db.execute_batch("PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")?;
    db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    let version: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let mut cache = Cache { db, key: key.clone(), runtime: runtime.clone(), path: path.to_owned() };
    if version == 0 {
        let all = format!("BEGIN; {SCHEMA} {ATTACHMENTS} PRAGMA user_version = {VERSION}; COMMIT;");
        cache.db.execute_batch(&all)?;
        cache.put("check", &"beistand")?;
        return Ok(cache);
    }
    let version = if version == 1 {
        let added = format!("BEGIN; {ATTACHMENTS} PRAGMA user_version = {VERSION}; COMMIT;");
        cache.db.execute_batch(&added)?;
        VERSION
    } else {
        version
    };
    cache.check(version)?;
    Ok(cache)
}

impl Cache {
    /// Reads every row once: damage is found here and not in the middle of a conversation.
    fn check(&self, version: i64) -> Result<(), StorageError> {
        let sound: String = self.db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        let known: Option<String> = self.get("check")?;
        if version != VERSION || sound != "ok" || known.as_deref() != Some("beistand") {
            return Err(StorageError::Damaged);
        }
        for chat in self.chats(Moment::from_millis(0))? {
            self.messages(chat.id, Moment::from_millis(0))?;
        }
        self.outgoing()?;
        self.drafts()?;
        self.attachments()?;
        let mut names = self.db.prepare("SELECT name, sealed FROM desk")?;
        let rows = names.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        for row in rows {
            let (name, sealed) = row?;
            self.key.open(&label("desk", &name), &sealed).map_err(|_| StorageError::Damaged)?;
        }
        Ok(())
    }
}

/// Whether it is the file itself that is broken. Anything else (a full disk, a lost folder, another program) would break
/// a new file as well, and the old one still holds what was typed.
fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    match error.sqlite_error_code() {
        Some(code) => matches!(code, DatabaseCorrupt | NotADatabase),
        // SQLite was content and a row was not what this program writes.
        None => true,
    }
}

fn put_aside(folder: &Path, now: Moment) -> Result<(), StorageError> {
    std::fs::rename(folder.join(NAME), folder.join(format!("{ASIDE}{}.sqlite", now.millis())))?;
    remove_if_there(&folder.join(format!("{NAME}-wal")))?;
    remove_if_there(&folder.join(format!("{NAME}-shm")))
}

/// When the next file that was put aside goes.
pub(super) fn next_expiry(folder: &Path) -> Result<Option<Moment>, StorageError> {
    Ok(aside(folder)?.into_iter().map(|(_, since)| since + KEEP_ASIDE).min())
}

/// The files put aside, with when that was; the name says it.
fn aside(folder: &Path) -> Result<Vec<(PathBuf, Moment)>, StorageError> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let stem = path.file_stem().and_then(|name| name.to_str()).and_then(|name| name.strip_prefix(ASIDE));
        if let Some(since) = stem.and_then(|millis| millis.parse().ok()) {
            found.push((path, Moment::from_millis(since)));
        }
    }
    Ok(found)
}

fn remove_if_there(path: &Path) -> Result<(), StorageError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::ffi;

    #[test]
    fn only_a_broken_file_is_damaged_and_a_full_disk_is_not() {
        let failed = |code| rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
        for code in [ffi::SQLITE_CORRUPT, ffi::SQLITE_NOTADB] {
            assert!(is_damage(&failed(code)));
        }
        let elsewhere = [
            ffi::SQLITE_FULL,
            ffi::SQLITE_IOERR,
            ffi::SQLITE_IOERR_SHMSIZE,
            ffi::SQLITE_IOERR_WRITE,
            ffi::SQLITE_NOMEM,
            ffi::SQLITE_BUSY,
            ffi::SQLITE_CANTOPEN,
            ffi::SQLITE_READONLY,
        ];
        for code in elsewhere {
            assert!(!is_damage(&failed(code)), "{code}: the file still holds what was typed");
        }
    }
}
