//! `beistand-server admin`: centres, topics, people, passwords and sessions, and a copy of the database. It works beside a
//! running server, which sees it within seconds.

mod files;

use std::io::{BufRead as _, IsTerminal as _};
use std::path::PathBuf;

use anyhow::{Context as _, bail, ensure};
use beistand_domain::limits;
use beistand_runtime::Runtime;
use clap::{Args, Subcommand, ValueEnum};

use crate::config::{Database, FILE};
use crate::files::{S3, StorageLocation};
use crate::password;
use crate::store::{Address, AdminOutcome, NewPerson, Store, back_up, migrate_to_postgres};

/// Shortest password that is taken, in characters (NIST SP 800-63B, section 3.1.1.2, for single-factor use).
const SHORTEST_PASSWORD: usize = 15;
const LONGEST_NAME: usize = 80;
/// Parts of the address that are no centres.
const RESERVED: [&str; 6] = ["api", "assets", "embed", "healthz", "readyz", "metrics"];

/// Where, and what.
#[derive(Debug, Args)]
pub struct Admin {
    /// The server's configuration, for its data folder.
    #[arg(long, env = "BEISTAND_CONFIG")]
    pub config: Option<PathBuf>,
    /// Folder of the database.
    #[arg(long, env = "BEISTAND_DATA", default_value = "beistand-data")]
    pub data: PathBuf,
    #[command(flatten)]
    pub database: Database,
    /// For migrate-to-postgres: where the sealed files shall be, a folder or a bucket. Without it they stay below the data folder.
    #[arg(long, env = "BEISTAND_FILES", value_name = "DIR|s3://BUCKET/PREFIX")]
    pub files: Option<StorageLocation>,
    #[command(flatten)]
    pub s3: S3,
    #[command(subcommand)]
    pub task: Task,
}

impl Admin {
    /// A task without a configuration file.
    pub fn new(data: PathBuf, database: Database, task: Task) -> Self {
        Self { config: None, data, database, files: None, s3: S3::default(), task }
    }
}

#[derive(Clone, Debug, Subcommand)]
pub enum Task {
    /// Add a centre; its start page is at /SLUG.
    AddCentre { slug: String, name: String },
    /// Add a topic to a centre; open around the clock until somebody sets hours.
    AddTopic { centre: String, slug: String, name: String },
    /// Add a person. The password is read from standard input, or made and printed once where that is a terminal.
    AddPerson {
        centre: String,
        /// What they sign in with; once on the whole server.
        sign_in_name: String,
        /// What others see.
        name: String,
        /// May be given several times; a counsellor unless something else is said.
        #[arg(long = "role", value_enum)]
        roles: Vec<Role>,
        /// May be given several times; all topics of the centre unless something else is said.
        #[arg(long = "topic")]
        topics: Vec<String>,
    },
    /// Set another password, read or made as for add-person. All sessions of the person end.
    SetPassword { sign_in_name: String },
    /// End all sessions of a person, and the availability with them.
    EndSessions { sign_in_name: String },
    /// List centres, topics and people.
    List,
    /// Copy the whole database into a new file, while the server goes on. To restore, put the file in an empty data folder as
    /// beistand.sqlite.
    BackUp { file: PathBuf },
    /// Copy everything from the database file of a stopped server into the empty PostgreSQL that --database names. It is
    /// compared before it is kept; the file stays as it is. With --files the sealed files are copied there and compared as well.
    MoveIn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    Counsellor,
    Supervisor,
    Admin,
}

impl Role {
    fn text(self) -> &'static str {
        match self {
            Self::Counsellor => "counsellor",
            Self::Supervisor => "supervisor",
            Self::Admin => "admin",
        }
    }
}

/// Does it, and gives what is to be printed.
pub async fn run(admin: Admin, runtime: &Runtime) -> anyhow::Result<String> {
    std::fs::create_dir_all(&admin.data).context("the data folder cannot be made")?;
    let store = Store::open(&admin.database.place(&admin.data)).await?;
    let now = runtime.now();
    match admin.task.clone() {
        Task::AddCentre { slug, name } => {
            check_slug(&slug)?;
            check_name(&name)?;
            done(store.add_centre(runtime, slug.clone(), name).await?, &format!("centre {slug}"))
        }
        Task::AddTopic { centre, slug, name } => {
            check_slug(&slug)?;
            check_name(&name)?;
            done(store.add_topic(runtime, centre, (slug.clone(), name)).await?, &format!("topic {slug}"))
        }
        Task::AddPerson { centre, sign_in_name, name, roles, topics } => {
            check_name(&sign_in_name)?;
            check_name(&name)?;
            let roles = if roles.is_empty() { vec![Role::Counsellor] } else { roles };
            let roles: Vec<&str> = roles.into_iter().map(Role::text).collect();
            let (password, said) = new_password(runtime)?;
            let password_hash = password::hash(password, runtime.bytes()).await?;
            let what = format!("person {sign_in_name}");
            let (roles, parallel_chats) = (roles.join(" "), limits::PARALLEL_CHATS);
            let new = NewPerson { centre, sign_in_name, name, roles, topics, password_hash, parallel_chats };
            Ok(done(store.add_person(runtime, new).await?, &what)? + &said)
        }
        Task::SetPassword { sign_in_name } => {
            let (password, said) = new_password(runtime)?;
            let hash = password::hash(password, runtime.bytes()).await?;
            let what = format!("password of {sign_in_name}");
            Ok(done(store.set_password(sign_in_name, hash, now).await?, &what)? + &said)
        }
        Task::EndSessions { sign_in_name } => {
            let what = format!("all sessions of {sign_in_name} ended");
            done(store.end_sessions(sign_in_name, now).await?, &what)
        }
        Task::List => list(&store).await,
        Task::MoveIn => move_all(&admin).await,
        Task::BackUp { file } => {
            ensure!(!file.exists(), "{} is there already; choose a new file", file.display());
            ensure!(
                admin.database.address.is_none(),
                "a PostgreSQL is backed up with its own tools; see docs/operations.md"
            );
            let from = admin.data.join(FILE);
            let said = format!("{}: a whole copy\n", file.display());
            tokio::task::spawn_blocking(move || back_up(&from, &file)).await??;
            Ok(said)
        }
    }
}

async fn move_all(admin: &Admin) -> anyhow::Result<String> {
    let address = admin.database.address.as_ref();
    let into: &Address = address.context("--database names the PostgreSQL to move into")?;
    let from = admin.data.join(FILE);
    // First, as a copy too many does no harm; what is known of a file is moved only once the file is there.
    let files = files::copy(&from, &admin.data, (admin.files.as_ref(), &admin.s3)).await?;
    let moved = migrate_to_postgres(&from, into).await?;
    let senders = moved.into_iter().map(|(table, rows)| format!("{rows:>9}  {table}\n"));
    Ok(senders.collect::<String>() + &files + "moved and compared; the file stays as it is\n")
}

fn done(made: AdminOutcome, what: &str) -> anyhow::Result<String> {
    match made {
        AdminOutcome::Done => Ok(format!("{what}: done\n")),
        AdminOutcome::AlreadyThere => bail!("{what}: there is one already; nothing was changed"),
        AdminOutcome::NoSuch(missing) => bail!("{what}: there is no such {missing}; nothing was changed"),
    }
}

async fn list(store: &Store) -> anyhow::Result<String> {
    let mut text = String::new();
    for centre in store.overview().await? {
        text += &format!("{}  {}\n", centre.centre, centre.name);
        for (slug, name) in centre.topics {
            text += &format!("  topic   {slug}  {name}\n");
        }
        for (sign_in_name, name, roles) in centre.people {
            text += &format!("  person  {sign_in_name}  {name}  {roles}\n");
        }
    }
    if text.is_empty() {
        text = "nothing yet; begin with add-centre\n".to_owned();
    }
    Ok(text)
}

fn check_slug(slug: &str) -> anyhow::Result<()> {
    let letters = slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let fits = (1..=40).contains(&slug.len()) && letters && !slug.starts_with('-') && !slug.ends_with('-');
    ensure!(
        fits,
        "{slug:?} is no part of an address: 1 to 40 small letters, digits and hyphens between them"
    );
    ensure!(!RESERVED.contains(&slug), "{slug:?} is used by the server itself; choose another word");
    Ok(())
}

fn check_name(name: &str) -> anyhow::Result<()> {
    let count = name.trim().chars().count();
    let plain = !name.chars().any(char::is_control) && name.trim() == name;
    ensure!(
        (1..=LONGEST_NAME).contains(&count) && plain,
        "{name:?} is no name: 1 to {LONGEST_NAME} characters"
    );
    Ok(())
}

/// From standard input; or a new one, with the sentence that tells it.
fn new_password(runtime: &Runtime) -> anyhow::Result<(String, String)> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        let made = make_password(runtime.bytes());
        let said = format!("password: {made}\nIt is shown only now.\n");
        return Ok((made, said));
    }
    let mut sender = String::new();
    stdin.lock().read_line(&mut sender).context("the password cannot be read")?;
    let password = sender.trim_end_matches(['\r', '\n']).to_owned();
    let length = password.chars().count();
    ensure!(
        length >= SHORTEST_PASSWORD,
        "a password has at least {SHORTEST_PASSWORD} characters; this one has {length}"
    );
    Ok((password, String::new()))
}

/// 20 letters and digits that cannot be mistaken for each other, in groups: 99 random bits.
fn make_password(random: [u8; 20]) -> String {
    const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789-";
    let sign = |byte: &u8| char::from(SIGNS[usize::from(*byte) % 31]);
    let groups: Vec<String> = random.chunks(5).map(|group| group.iter().map(sign).collect()).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_made_of_small_letters_and_is_nobody_elses() {
        assert!(check_slug("suchtberatung-nord").is_ok());
        for wrong in ["", "Sucht", "a b", "-a", "a-", "ü", "api", "healthz", &"a".repeat(41)] {
            assert!(check_slug(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn made_passwords_are_long_and_readable() {
        let made = make_password([0, 31, 62, 255, 7, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
        assert_eq!(made.len(), 23);
        assert!(made.chars().count() >= SHORTEST_PASSWORD && !made.contains(['l', 'o', 'i', '0', '1']));
    }
}
