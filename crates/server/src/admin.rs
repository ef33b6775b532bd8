//! `beistand-server admin`: centres, topics, people, passwords and sessions, and a copy of the database. It works beside a
//! running server, which sees it within a second.

mod files;
mod outcome;
mod person;
mod topic;

use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use beistand_domain::TopicId;
use beistand_domain::centre::{Name, Slug};
use beistand_runtime::Runtime;
use beistand_store::{
    Actor, Address, CentreAt, DatabaseContents, NewTopic, OverviewPerson, Store, back_up, inspect,
    migrate_to_postgres,
};
use clap::{Args, Subcommand};

use self::outcome::done;
pub use self::person::PersonTask;
pub use self::topic::TopicTask;
use crate::config::{Database, FILE};
use crate::files::{S3, StorageLocation};

/// Where, and what.
#[derive(Debug, Args)]
pub struct Admin {
    /// The server's configuration, for its data folder.
    #[arg(long, env = "BEISTAND_CONFIG")]
    pub config: Option<PathBuf>,
    /// Folder of the database.
    #[arg(long, env = "BEISTAND_DATA", default_value = "beistand-data")]
    pub data: PathBuf,
    /// There is no database yet: begin one.
    #[arg(long)]
    pub new: bool,
    #[command(flatten)]
    pub database: Database,
    /// For migrate-to-postgres: where the sealed files must be, a folder or a bucket. Without it they stay below the data folder.
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
        Self { config: None, data, new: false, database, files: None, s3: S3::default(), task }
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
    #[command(flatten)]
    Topic(TopicTask),
    #[command(flatten)]
    Person(PersonTask),
    /// List centres, topics and people.
    List,
    /// The server's clock.
    #[command(subcommand)]
    Clock(ClockTask),
    /// Copy the whole database into a new file, while the server goes on. To restore, put the file in an empty data folder as
    /// beistand.sqlite.
    BackUp { file: PathBuf },
    /// Copy everything from the database file of a stopped server into the empty PostgreSQL that --database names. It is
    /// compared before it is kept; the file stays as it is. With --files the sealed files are copied there and compared as well.
    MigrateToPostgres,
}

/// What there is to do about the clock.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum ClockTask {
    /// Say that the clock is right: this machine's, or the database's where it has one. Servers that doubt theirs go by it and
    /// resume purging and ending what is due; one whose clock was ahead does so after a restart, as none goes back.
    Accept,
}

/// Does it, and gives what is to be printed.
pub async fn run(admin: Admin, runtime: &Runtime) -> anyhow::Result<String> {
    let place = admin.database.place(&admin.data);
    // A mistyped folder must not become a second, empty installation.
    let moving = matches!(admin.task, Task::MigrateToPostgres);
    ensure!(
        admin.new || moving || inspect(&place).await? != DatabaseContents::Nothing,
        "there is no database in {}; name the right folder with --data, or begin one there with --new",
        admin.data.display()
    );
    std::fs::create_dir_all(&admin.data).context("the data folder cannot be made")?;
    let store = Store::open(&place).await?;
    match admin.task.clone() {
        Task::AddOrganisation { slug, name } => {
            let what = format!("organisation {slug}");
            done(store.add_organisation(Actor::Operator, runtime, (slug, name)).await?, &what)
        }
        Task::AddCentre { slug, name, organisation } => {
            let what = format!("centre {slug}");
            done(store.add_centre(Actor::Operator, runtime, organisation, (slug, name)).await?, &what)
        }
        Task::AddTopic { centre, slug, name } => {
            let what = format!("topic {slug}");
            let id = runtime.id(TopicId::from_parts);
            let new = NewTopic { id, slug, name, members: Vec::new(), or_shared: true, open: true };
            done(store.add_topic(Actor::Operator, CentreAt::Slug(centre), new, runtime.now()).await?, &what)
        }
        Task::Topic(task) => topic::change(&store, task, runtime.now()).await,
        Task::Person(task) => person::change(&store, task, runtime).await,
        Task::List => list(&store).await,
        Task::Clock(ClockTask::Accept) => {
            store.accept_clock(Actor::Operator, runtime.now()).await?;
            Ok("accepted; restart a server whose clock was ahead\n".to_owned())
        }
        Task::MigrateToPostgres => move_all(&admin).await,
        Task::BackUp { file } => copy_whole(&admin, file).await,
    }
}

/// Copies the database into a new file while a server goes on.
async fn copy_whole(admin: &Admin, file: PathBuf) -> anyhow::Result<String> {
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
