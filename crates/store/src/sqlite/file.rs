//! What is done to a database file from outside: a look that changes nothing, and a copy of it.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use beistand_domain::Moment;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, params};

use crate::contents::{DatabaseContents, DatabaseTimes};

/// Looks at a file that a server may be using.
pub fn inspect(file: &Path) -> anyhow::Result<DatabaseContents> {
    if !file.exists() {
        return Ok(DatabaseContents::Nothing);
    }
    let connection = open(file)?;
    let version = "SELECT max(version) FROM refinery_schema_history";
    let is: u32 =
        connection.query_row(version, [], |row| row.get(0)).context("it is no database of Beistand")?;
    let demo = "SELECT 1 FROM centre WHERE slug = 'demo'";
    if connection.query_row(demo, [], |_| Ok(())).optional()?.is_some() {
        return Ok(DatabaseContents::Demo);
    }
    let known = super::migrations::runner();
    let newest =
        known.get_migrations().iter().filter_map(|migration| u32::try_from(migration.version()).ok());
    Ok(DatabaseContents::Schema { is, newest: newest.max().unwrap_or(0) })
}

/// What the file says of the time.
pub fn times(file: &Path) -> anyhow::Result<DatabaseTimes> {
    let seen = "SELECT newest, in_doubt FROM clock WHERE no = 1";
    let seen: Option<(i64, bool)> =
        open(file)?.query_row(seen, [], |row| Ok((row.get("newest")?, row.get("in_doubt")?))).optional()?;
    let in_doubt = seen.is_some_and(|(_, in_doubt)| in_doubt);
    Ok(DatabaseTimes { own: None, seen: seen.map(|(newest, _)| Moment::from_millis(newest)), in_doubt })
}

/// Without a log beside it nobody writes, and SQLite need not make one to read.
fn open(file: &Path) -> anyhow::Result<Connection> {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    let name = file.to_str().context("its name is no text")?;
    let escaped = name.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let mode = if Path::new(&log).exists() { "mode=ro" } else { "mode=ro&immutable=1" };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    Ok(Connection::open_with_flags(format!("file:{escaped}?{mode}"), flags)?)
}

/// Copies the whole database of a data folder into a new file; the server may go on meanwhile.
pub fn back_up(from: &Path, into: &Path) -> anyhow::Result<()> {
    let database = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    database.busy_timeout(Duration::from_secs(30))?;
    let into = into.to_str().context("the name of the file is not readable as text")?;
    database.execute("VACUUM INTO ?1", params![into]).context("the database could not be copied")?;
    Ok(())
}
