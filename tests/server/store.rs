//! What every engine must hold, asked of the store itself: many small tests that run on SQLite and on PostgreSQL, and
//! those that need several processes at once.

// PostgreSQL comes from Debian here.
mod availability;
#[cfg(target_os = "linux")]
mod concurrent;
mod files;
mod full;
mod hidden;
mod life;
mod offers;
#[cfg(target_os = "linux")]
mod processes;
mod tenants;

use std::time::Duration;

use beistand_domain::access::Role;
use beistand_domain::availability::Act;
use beistand_domain::{ChatId, CommandId, DeviceId, Entry, MessageId, Moment, PersonId, SessionId};
use beistand_protocol::Blob;
use beistand_protocol::rest::chat::DeviceEnvelope;
use beistand_protocol::view::{Audience, DayKey};
use beistand_runtime::Runtime;
use beistand_store::{
    Actor, AdminOutcome, Appended, CentreAt, DatabaseLocation, NewChat, NewMessage, NewPerson, NewSession,
    ProcessNo, Store, StoreError, model,
};
use beistand_testkit::clock::{TestClock, runtime};
use beistand_testkit::people::new_topic;
use beistand_testkit::postgres::Cluster;
use beistand_testkit::server::runs_on_postgres;
use tempfile::TempDir;

/// A slug or a name of a test.
fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// A counsellor with a device.
#[derive(Clone, Copy, Debug)]
struct Person {
    id: PersonId,
    device: DeviceId,
    /// Leaked, so that a person can be copied into tasks; a test's process is short.
    row: &'static model::Person,
}

impl Person {
    fn author(self) -> Actor {
        Actor::Person { no: self.row.no, staff: self.row.staff.clone() }
    }
}

/// An empty database with a centre `demo` and its topic `sucht`, and a process that has joined it.
struct Shelf {
    store: Store,
    process: ProcessNo,
    world: Runtime,
    #[cfg_attr(
        not(target_os = "linux"),
        allow(dead_code, reason = "only tests of several processes open it again")
    )]
    place: DatabaseLocation,
    _folder: TempDir,
}

impl Shelf {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = if runs_on_postgres() {
            let address = Cluster::shared().await.unwrap().database().await.unwrap();
            DatabaseLocation::Postgres(address.parse().unwrap())
        } else {
            DatabaseLocation::File(folder.path().join("beistand.sqlite"))
        };
        Self::at(place, folder).await
    }

    /// On a PostgreSQL, whatever the others run on.
    #[cfg(target_os = "linux")]
    async fn shared() -> Self {
        let address = Cluster::shared().await.unwrap().database().await.unwrap();
        Self::at(DatabaseLocation::Postgres(address.parse().unwrap()), tempfile::tempdir().unwrap()).await
    }

    async fn at(place: DatabaseLocation, folder: TempDir) -> Self {
        let world = runtime(&TestClock::new(), 7);
        let store = Store::open(&place).await.unwrap();
        let process = store.join(world.now()).await.unwrap();
        store.add_centre(Actor::Operator, &world, None, (parsed("demo"), parsed("Demo"))).await.unwrap();
        let sucht = new_topic(&world, "sucht", "Sucht");
        store.add_topic(Actor::Operator, CentreAt::Slug(parsed("demo")), sucht, world.now()).await.unwrap();
        Self { store, process, world, place, _folder: folder }
    }

    /// Another process's way to the same database.
    #[cfg(target_os = "linux")]
    async fn another(&self) -> Store {
        Store::open(&self.place).await.unwrap()
    }

    /// Lets a centre offer a topic: a new one, or one that its organisation has.
    async fn offer(&self, centre: &str, slug: &str, name: &str) {
        let new = new_topic(&self.world, slug, name);
        let at = CentreAt::Slug(parsed(centre));
        let added = self.store.add_topic(Actor::Operator, at, new, self.now()).await;
        assert_eq!(added, Ok(AdminOutcome::Done));
    }

    fn now(&self) -> Moment {
        self.world.now()
    }

    fn after(&self, seconds: u64) -> Moment {
        self.now() + Duration::from_secs(seconds)
    }

    fn command(&self) -> CommandId {
        self.world.id(CommandId::from_parts)
    }

    /// A counsellor who is signed in.
    async fn person(&self, name: &str, parallel_chats: u32) -> Person {
        let new = NewPerson {
            whole_organisation: false,
            centre: parsed("demo"),
            sign_in_name: parsed(name),
            name: parsed(name),
            roles: vec![Role::Counsellor],
            topics: Vec::new(),
            password_hash: Some("-".into()),
            parallel_chats: parallel_chats.try_into().unwrap(),
        };
        assert_eq!(
            self.store.add_person(Actor::Operator, &self.world, new).await.unwrap(),
            AdminOutcome::Done
        );
        let (person, _) = self.store.person_by_name(name.into()).await.unwrap().unwrap();
        let device = self.world.id(DeviceId::from_parts);
        let session = NewSession {
            id: self.world.id(SessionId::from_parts),
            person_no: person.no,
            person: person.id,
            device,
            device_name: "Rechner".into(),
            signing_key: vec![4; 65],
            day_key: day_key(4),
            token_hash: self.world.bytes(),
            proof: beistand_store::Proof::Nothing,
        };
        self.store.open_session(session, self.now()).await.unwrap();
        Person { id: person.id, device, row: Box::leak(Box::new(person)) }
    }

    /// A counsellor who is available as well.
    async fn available(&self, name: &str) -> Person {
        let person = self.person(name, 3).await;
        self.store.act(person.id, Act::SwitchOn { device: person.device }, self.now()).await.unwrap();
        person
    }

    fn new_chat(&self) -> NewChat {
        NewChat {
            command: self.command(),
            id: self.world.id(ChatId::from_parts),
            centre: "demo".into(),
            topic: "sucht".into(),
            entry: Entry::StartPage,
            token_hash: self.world.bytes(),
            tab_hash: self.world.bytes(),
            tab_half: self.world.bytes(),
        }
    }

    /// A request whose seeker is there.
    async fn request(&self) -> ChatId {
        let (requested, new) = self.store.request_chat(self.new_chat(), self.now()).await.unwrap();
        assert!(new);
        self.store.seeker_arrives(requested.chat, self.process, self.now()).await.unwrap();
        requested.chat
    }

    /// A chat in which `person` and the seeker may write.
    async fn talk(&self, person: Person) -> ChatId {
        let chat = self.request().await;
        self.store.accept(chat, (person.author(), self.command()), self.now()).await.unwrap();
        let envelope = DeviceEnvelope { device: person.device, envelope: Blob(vec![9; 100]) };
        self.store
            .begin(chat, (Actor::Seeker(chat), self.command()), vec![envelope], self.now())
            .await
            .unwrap();
        chat
    }

    fn message(&self, chat: ChatId, author: Actor) -> NewMessage {
        let id = self.world.id(MessageId::from_parts);
        NewMessage { chat, id, author, audience: Audience::Everyone, body: Blob(id.to_bytes().to_vec()) }
    }

    async fn write(&self, chat: ChatId, author: Actor, now: Moment) -> Result<Appended, StoreError> {
        self.store.append(self.message(chat, author), now, |_| {}).await
    }
}

/// A day key of no device.
fn day_key(fill: u8) -> DayKey {
    DayKey { day: 1, public_key: Blob(vec![fill; 65]), signature: Blob(vec![fill; 64]) }
}
