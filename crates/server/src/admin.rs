//! `beistand-server admin`: centres, topics, people, passwords and sessions, and a copy of the database. It works beside a
//! running server, which sees it within seconds.

mod files;

use std::io::{BufRead as _, IsTerminal as _};
use std::path::PathBuf;
use std::str::FromStr;

use anyhow::{Context as _, bail, ensure};
use beistand_domain::access;
use beistand_domain::centre::{Interval, Name, OpeningHours, ParallelChats, Slug};
use beistand_domain::routing::Mode;
use beistand_runtime::Runtime;
use clap::{Args, Subcommand, ValueEnum};

use crate::config::{Database, FILE};
use crate::files::{S3, StorageLocation};
use crate::password;
use beistand_store::{Address, AdminOutcome, NewPerson, OverviewPerson, Store, back_up, migrate_to_postgres};

/// Shortest password that is taken, in characters (NIST SP 800-63B, section 3.1.1.2, for single-factor use).
const SHORTEST_PASSWORD: usize = 15;
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
    /// Add an organisation: who runs centres, and whose people, centres and topics no other organisation sees.
    AddOrganisation { slug: Slug, name: Name },
    /// Add a centre; its start page is at /SLUG. It belongs to the only organisation there is unless one is named.
    AddCentre {
        slug: Slug,
        name: Name,
        #[arg(long)]
        organisation: Option<Slug>,
    },
    /// Let a centre offer a topic. One that its organisation has already is shared; a new one is open around the clock.
    AddTopic { centre: Slug, slug: Slug, name: Name },
    /// Set when a topic is open: a time zone and intervals of a week, as in
    /// set-hours nord sucht Europe/Berlin 1-5:18:00-21:00 6:10:00-12:00 (1 is Monday). No interval at all: always.
    SetHours { centre: Slug, topic: Slug, zone: String, week: Vec<Days> },
    /// Set how requests of a topic reach its members.
    SetMode {
        centre: Slug,
        topic: Slug,
        #[arg(value_enum)]
        mode: RoutingMode,
    },
    /// Make a person a member of a topic.
    AddMember { centre: Slug, topic: Slug, sign_in_name: Name },
    /// Take a person out of a topic.
    RemoveMember { centre: Slug, topic: Slug, sign_in_name: Name },
    /// Add a person. The password is read from standard input, or made and printed once where that is a terminal.
    AddPerson {
        centre: Slug,
        /// What they sign in with; once in the organisation, whatever the case.
        sign_in_name: Name,
        /// What others see.
        name: Name,
        /// May be given several times; a counsellor unless something else is said.
        #[arg(long = "role", value_enum)]
        roles: Vec<Role>,
        /// May be given several times; all topics of the centre unless something else is said.
        #[arg(long = "topic")]
        topics: Vec<Slug>,
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
    MigrateToPostgres,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    Counsellor,
    Supervisor,
    Admin,
}

impl From<Role> for access::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Counsellor => Self::Counsellor,
            Role::Supervisor => Self::Supervisor,
            Role::Admin => Self::Admin,
        }
    }
}

/// How requests of a topic reach its members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RoutingMode {
    /// Every available member sees every request.
    Pool,
    /// One available member at a time is asked.
    Offer,
}

impl From<RoutingMode> for Mode {
    fn from(mode: RoutingMode) -> Self {
        match mode {
            RoutingMode::Pool => Self::Pool,
            RoutingMode::Offer => Self::Offer,
        }
    }
}

/// The same hours on one weekday or several: `1-5:18:00-21:00`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Days(Vec<Interval>);

impl FromStr for Days {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str =
            "hours are written as 1-5:18:00-21:00, days from 1 (Monday) to 7 and times from 00:00 to 24:00";
        let (days, hours) = text.split_once(':').ok_or(FORM)?;
        let (from, until) = hours.split_once('-').ok_or(FORM)?;
        let (first, last) = days.split_once('-').unwrap_or((days, days));
        let day = |text: &str| text.parse::<u8>().ok().filter(|day| (1..=7).contains(day)).ok_or(FORM);
        let (from, until) = (minute(from).ok_or(FORM)?, minute(until).ok_or(FORM)?);
        let (first, last) = (day(first)?, day(last)?);
        if first > last {
            return Err(FORM);
        }
        Ok(Self((first..=last).map(|weekday| Interval { weekday, from, until }).collect()))
    }
}

/// The minute of the day of a time such as 18:30.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour <= 24 && minute < 60).then_some(hour * 60 + minute)
}

/// Does it, and gives what is to be printed.
pub async fn run(admin: Admin, runtime: &Runtime) -> anyhow::Result<String> {
    std::fs::create_dir_all(&admin.data).context("the data folder cannot be made")?;
    let store = Store::open(&admin.database.place(&admin.data)).await?;
    let now = runtime.now();
    match admin.task.clone() {
        Task::AddOrganisation { slug, name } => {
            let what = format!("organisation {slug}");
            done(store.add_organisation(runtime, (slug, name)).await?, &what)
        }
        Task::AddCentre { slug, name, organisation } => {
            let what = format!("centre {slug}");
            done(store.add_centre(runtime, organisation, (slug, name)).await?, &what)
        }
        Task::AddTopic { centre, slug, name } => {
            let what = format!("topic {slug}");
            done(store.add_topic(runtime, centre, (slug, name)).await?, &what)
        }
        Task::SetHours { centre, topic, zone, week } => {
            let what = format!("hours of {topic}");
            let hours = OpeningHours::new(zone, week.into_iter().flat_map(|days| days.0).collect())?;
            done(store.set_hours((centre, topic), hours, now).await?, &what)
        }
        Task::SetMode { centre, topic, mode } => {
            let what = format!("mode of {topic}");
            done(store.set_mode((centre, topic), mode.into(), now).await?, &what)
        }
        Task::AddMember { centre, topic, sign_in_name } => {
            let what = format!("member {sign_in_name}");
            done(store.set_member((centre, topic), (sign_in_name, true), now).await?, &what)
        }
        Task::RemoveMember { centre, topic, sign_in_name } => {
            let what = format!("member {sign_in_name}");
            done(store.set_member((centre, topic), (sign_in_name, false), now).await?, &what)
        }
        Task::AddPerson { centre, sign_in_name, name, roles, topics } => {
            let roles = if roles.is_empty() { vec![Role::Counsellor] } else { roles };
            let roles = roles.into_iter().map(access::Role::from).collect();
            let (password, said) = new_password(runtime)?;
            let password_hash = password::hash(password, runtime.bytes()).await?;
            let what = format!("person {sign_in_name}");
            let parallel_chats = ParallelChats::default();
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
        Task::MigrateToPostgres => move_all(&admin).await,
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
        text += &format!("{}  {}  ({})\n", centre.centre, centre.name, centre.organisation);
        for (slug, name) in centre.topics {
            text += &format!("  topic   {slug}  {name}\n");
        }
        for person in centre.people {
            let OverviewPerson { sign_in_name, name, roles } = person;
            text += &format!("  person  {sign_in_name}  {name}  {roles}\n");
        }
    }
    if text.is_empty() {
        text = "nothing yet; begin with add-centre\n".to_owned();
    }
    Ok(text)
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
    fn hours_are_written_by_day() {
        let evenings: Days = "1-5:18:00-21:30".parse().unwrap();
        assert_eq!(evenings.0.len(), 5);
        assert_eq!(evenings.0[4], Interval { weekday: 5, from: 1080, until: 1290 });
        assert_eq!("7:00:00-24:00".parse::<Days>().unwrap().0[0].until, 1440);
        for wrong in
            ["", "1", "8:10:00-11:00", "5-1:10:00-11:00", "1:25:00-26:00", "1:10-11", "mo:10:00-11:00"]
        {
            assert!(wrong.parse::<Days>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn made_passwords_are_long_and_readable() {
        let made = make_password([0, 31, 62, 255, 7, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
        assert_eq!(made.len(), 23);
        assert!(made.chars().count() >= SHORTEST_PASSWORD && !made.contains(['l', 'o', 'i', '0', '1']));
    }
}
