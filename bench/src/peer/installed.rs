//! Where Debian put what the peer needs.

use std::path::{Path, PathBuf};

/// The peer's programs.
pub struct Installed {
    /// Folder of Erlang libraries with ejabberd's in it.
    pub libraries: PathBuf,
    /// ejabberd's version, as Debian counts it.
    pub ejabberd: String,
    /// The newest PostgreSQL's programs.
    pub postgres: PathBuf,
    /// PostgreSQL's major version.
    pub postgres_version: u32,
    /// ejabberd's tables for PostgreSQL.
    pub tables: PathBuf,
}

impl Installed {
    /// Looks for everything. Fails with the name of the first Debian package that is missing.
    pub fn find() -> Result<Self, &'static str> {
        let (libraries, ejabberd) = ejabberd().ok_or("ejabberd")?;
        let tables = PathBuf::from("/usr/share/ejabberd/sql/pg.sql");
        if !tables.exists() {
            return Err("ejabberd");
        }
        if inside("/usr/lib/erlang/lib", "p1_pgsql-").is_empty() {
            return Err("erlang-p1-pgsql");
        }
        let (postgres_version, postgres) = postgres().ok_or("postgresql")?;
        Ok(Self { libraries, ejabberd, postgres, postgres_version, tables })
    }
}

fn ejabberd() -> Option<(PathBuf, String)> {
    for (libraries, _) in inside("/usr/lib", "") {
        for (folder, version) in inside(&libraries, "ejabberd-") {
            if folder.join("ebin/ejabberd.app").exists() {
                return Some((libraries, version));
            }
        }
    }
    None
}

/// The newest PostgreSQL's major version and programs.
pub fn postgres() -> Option<(u32, PathBuf)> {
    inside("/usr/lib/postgresql", "")
        .into_iter()
        .filter_map(|(folder, version)| Some((version.parse().ok()?, folder.join("bin"))))
        .filter(|(_, programs)| programs.join("initdb").exists())
        .max()
}

/// What is in a folder and begins so: its path and the rest of its name. Nothing when there is no such folder.
fn inside(folder: impl AsRef<Path>, prefix: &str) -> Vec<(PathBuf, String)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            Some((entry.path(), name.strip_prefix(prefix)?.to_owned()))
        })
        .collect()
}
