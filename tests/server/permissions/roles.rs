//! A server with everybody who may knock at it.

use std::path::Path;

use beistand_domain::access::Role as Holds;
use beistand_domain::centre::ParallelChats;
use beistand_domain::{CentreId, PersonId, TopicId};
use beistand_protocol::live::{Event, Who};
use beistand_protocol::view::{SeekerChatView, SeekerStateView};
use beistand_runtime::Runtime;
use beistand_server::config::Settings;
use beistand_server::files::StorageLocation;
use beistand_store::{Actor, CentreAt, NewPerson, Store};
use beistand_testkit::people::Rest;
use beistand_testkit::{Counsellor, Seeker, TestClock, TestServer, Wire, clock};

/// Who tries, as seen from one chat of the topic `sucht` of the centre `demo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Nobody,
    SeekerOfThis,
    SeekerOfAnother,
    /// Has accepted the chat, or will.
    Participant,
    /// A member of the topic who is available.
    Member,
    /// A member of the topic who is not available.
    UnavailableMember,
    OtherTopic,
    OtherCentre,
    OtherOrganisation,
    Supervisor,
    CentreAdmin,
    OrganisationAdmin,
}

impl Role {
    pub const ALL: [Self; 12] = [
        Self::Nobody,
        Self::SeekerOfThis,
        Self::SeekerOfAnother,
        Self::Participant,
        Self::Member,
        Self::UnavailableMember,
        Self::OtherTopic,
        Self::OtherCentre,
        Self::OtherOrganisation,
        Self::Supervisor,
        Self::CentreAdmin,
        Self::OrganisationAdmin,
    ];

    /// The name of the account, for staff.
    pub fn account(self) -> Option<&'static str> {
        match self {
            Self::Nobody | Self::SeekerOfThis | Self::SeekerOfAnother => None,
            Self::Participant => Some("anna"),
            Self::Member => Some("ben"),
            Self::UnavailableMember => Some("clara"),
            Self::OtherTopic => Some("otto"),
            Self::OtherCentre => Some("nora"),
            Self::OtherOrganisation => Some("west"),
            Self::Supervisor => Some("sofia"),
            Self::CentreAdmin => Some("cora"),
            Self::OrganisationAdmin => Some("olga"),
        }
    }

    /// Who takes live chats now.
    fn is_available(self) -> bool {
        match self {
            Self::Participant
            | Self::Member
            | Self::OtherTopic
            | Self::OtherCentre
            | Self::OtherOrganisation => true,
            Self::Nobody
            | Self::SeekerOfThis
            | Self::SeekerOfAnother
            | Self::UnavailableMember
            | Self::Supervisor
            | Self::CentreAdmin
            | Self::OrganisationAdmin => false,
        }
    }
}

/// How far a chat has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Waiting,
    Accepted,
    Active,
}

/// The server and everyone who is signed in.
pub struct World {
    pub server: TestServer,
    pub runtime: Runtime,
    pub staff: Vec<(Role, Counsellor)>,
    /// A seeker who waits for another chat, and their connection.
    pub other: (Seeker, Wire),
    /// What admins set up.
    pub set_up: SetUp,
}

/// The ids of a centre and of what belongs to it.
pub struct SetUp {
    pub centre: CentreId,
    /// A topic that no other centre offers.
    pub topic: TopicId,
    pub topics: Vec<TopicId>,
    /// Somebody who takes no part.
    pub person: PersonId,
}

/// A chat at a stage, with its seeker's connection.
pub struct Chat {
    pub seeker: Seeker,
    pub wire: Wire,
    pub view: SeekerChatView,
}

impl World {
    /// Starts a server that offers an update from `updates`, and signs everyone in.
    pub async fn start(updates: Option<&Path>) -> Self {
        let updates = updates.map(|folder| StorageLocation::Folder(folder.into()));
        let settings = Settings { updates, ..beistand_testkit::server::settings() };
        let server = TestServer::with(settings, TestClock::new()).await.unwrap();
        let runtime = clock::runtime(&server.clock, 4711);
        add_people(&server, &runtime).await;
        let mut staff = Vec::new();
        for role in Role::ALL {
            let Some(name) = role.account() else { continue };
            let person = Counsellor::sign_in(&server.url(), &runtime, name).await.unwrap();
            if role.is_available() {
                person.switch(true).await.unwrap();
            }
            staff.push((role, person));
        }
        let other = Seeker::request(&server.url(), &runtime, "schwangerschaft").await.unwrap().unwrap();
        let (wire, _) = other.connect().await.unwrap();
        let set_up = set_up(&server, "demo").await;
        Self { server, runtime, staff, other: (other, wire), set_up }
    }

    pub async fn set_up_of(&self, centre: &str) -> SetUp {
        set_up(&self.server, centre).await
    }

    pub fn person(&self, role: Role) -> &Counsellor {
        let found = self.staff.iter().find(|(theirs, _)| *theirs == role);
        found.map(|(_, person)| person).unwrap()
    }

    /// A live connection for each of the staff.
    pub async fn connect_staff(&self) -> Vec<(Role, Wire)> {
        let mut wires = Vec::new();
        for (role, person) in &self.staff {
            wires.push((*role, person.connect().await.unwrap().0));
        }
        wires
    }

    /// Calls in this role, as seen from `chat`.
    pub fn rest(&self, role: Role, chat: &Chat) -> Rest {
        match role {
            Role::Nobody => Rest::new(&self.server.url()).unwrap(),
            Role::SeekerOfThis => chat.seeker.rest.clone(),
            Role::SeekerOfAnother => self.other.0.rest.clone(),
            staff => self.person(staff).rest.clone(),
        }
    }

    /// Who this role says it is on a live connection.
    pub fn who(&self, role: Role, chat: &Chat) -> Who {
        let token = || self.rest(role, chat).token.unwrap();
        match role {
            Role::Nobody => Who::Visitor { centre: "demo".into(), entry: beistand_domain::Entry::StartPage },
            Role::SeekerOfThis | Role::SeekerOfAnother => Who::Seeker { token: token() },
            _ => Who::Counsellor { token: token() },
        }
    }

    /// A chat of its own at this stage.
    pub async fn chat(&self, stage: Stage) -> Chat {
        let seeker = Seeker::request(&self.server.url(), &self.runtime, "sucht").await.unwrap().unwrap();
        let (mut wire, mut view) = seeker.connect().await.unwrap();
        if stage != Stage::Waiting {
            self.person(Role::Participant).accept(seeker.chat).await.unwrap().unwrap();
            view = changed(&mut wire, |state| matches!(state, SeekerStateView::Accepted { .. })).await;
        }
        if stage == Stage::Active {
            seeker.begin(&view).await.unwrap().unwrap();
            view = changed(&mut wire, |state| matches!(state, SeekerStateView::Active { .. })).await;
        }
        Chat { seeker, wire, view }
    }

    /// Makes room for the next one, whatever has become of this chat.
    pub async fn finish(&self, chat: &Chat) {
        for what in ["withdraw", "decline", "end"] {
            // All but one of them are refused.
            let _ = chat.seeker.command(what).await.unwrap();
        }
    }
}

async fn changed(wire: &mut Wire, wanted: impl Fn(&SeekerStateView) -> bool) -> SeekerChatView {
    let pick = |event| match event {
        Event::SeekerChatChanged { chat } if wanted(&chat.state) => Some(chat),
        _ => None,
    };
    wire.event(pick).await.unwrap()
}

async fn set_up(server: &TestServer, centre: &str) -> SetUp {
    let store = Store::open(&server.database().place(server.data())).await.unwrap();
    let centre = store.centre_by_slug(centre.into()).await.unwrap();
    let state = store.centre_state(Actor::Operator, centre.id).await.unwrap();
    let topics: Vec<_> = state.topics.iter().map(|facts| facts.topic.id).collect();
    let own = state.topics.iter().find(|facts| facts.offered.len() == 1).unwrap();
    let clara = state.people.iter().find(|(_, name)| name == "Clara");
    let person = clara.or(state.people.first()).map(|(id, _)| *id).unwrap();
    SetUp { centre: centre.id, topic: own.topic.id, topics, person }
}

/// Beside the demo: a topic of one's own, another centre, another organisation, and who works there.
async fn add_people(server: &TestServer, runtime: &Runtime) {
    let store = Store::open(&server.database().place(server.data())).await.unwrap();
    let (_, password_hash) = store.person_by_name("anna".into()).await.unwrap().unwrap();
    let by = || Actor::Operator;
    store.add_organisation(by(), runtime, (parsed("andere"), parsed("Andere"))).await.unwrap();
    let centres = [("nord", "Nord", "demo"), ("west", "West", "andere")];
    for (slug, name, organisation) in centres {
        let of = Some(parsed(organisation));
        store.add_centre(by(), runtime, of, (parsed(slug), parsed(name))).await.unwrap();
    }
    for (centre, slug, name) in [("nord", "familie", "Familie"), ("west", "sucht", "Sucht")] {
        let at = CentreAt::Slug(parsed(centre));
        let new = beistand_testkit::people::new_topic(runtime, slug, name);
        store.add_topic(by(), at, new, runtime.now()).await.unwrap();
    }
    let people = [
        ("demo", "otto", Holds::Counsellor, vec![parsed("schwangerschaft")]),
        ("nord", "nora", Holds::Counsellor, vec![parsed("familie")]),
        ("west", "west", Holds::Counsellor, Vec::new()),
        ("demo", "cora", Holds::Admin, Vec::new()),
        ("demo", "olga", Holds::Admin, Vec::new()),
    ];
    for (centre, name, role, topics) in people {
        let new = NewPerson {
            centre: parsed(centre),
            sign_in_name: parsed(name),
            name: parsed(name),
            roles: vec![role],
            whole_organisation: name == "olga",
            topics,
            password_hash: Some(password_hash.clone()),
            parallel_chats: ParallelChats::default(),
        };
        store.add_person(by(), runtime, new).await.unwrap();
    }
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}
