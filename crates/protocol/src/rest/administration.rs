//! What admins set up: centres with where their live chat is offered, topics, people, and the log of what was changed. All
//! below `/api/v1`.
//!
//! Whoever saves says which `revision` they saw. Where another one has saved meanwhile the answer is 409 `changed_meanwhile`
//! with the name of that person, and nothing is changed; the answer to a repeated save that changes nothing is what stands.

use beistand_domain::centre::{Interval, TopicTimes};
use beistand_domain::routing::Mode;
use beistand_domain::{CentreId, Moment, PersonId, TopicId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::{IntoParams, ToSchema};

use crate::view::{AdmissionView, CentreView, PersonView, Role};

/// `GET /centres`: what the caller sets up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AdministeredCentres {
    /// The centres, by name.
    pub centres: Vec<CentreView>,
    /// Whether the caller sets up the whole organisation, with its people.
    pub organisation: bool,
}

/// `GET /centres/{centre}/settings`: a centre with everything that is set for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CentreSettings {
    /// The centre.
    pub centre: CentreView,
    /// Rises with each change of where live chat is offered.
    #[ts(type = "number")]
    pub revision: u64,
    /// Whether its start page offers live chat at all.
    pub start_page_live_chat: bool,
    /// Its topics, by name.
    pub topics: Vec<TopicSettings>,
    /// Everyone who may be a member of a topic, by name.
    pub people: Vec<PersonView>,
}

/// A topic with what is set for it, and what seekers see now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct TopicSettings {
    /// Its id.
    pub id: TopicId,
    /// The part of the address behind the centre's.
    pub slug: String,
    /// The name that is shown.
    pub name: String,
    /// Rises with each change of what follows here, but for `start_page_live_chat`, which belongs to the centre's revision.
    #[ts(type = "number")]
    pub revision: u64,
    /// Whether this centre's start page offers its live chat.
    pub start_page_live_chat: bool,
    /// Whether other centres offer it too.
    pub shared: bool,
    /// Whether the caller may change it.
    pub may_change: bool,
    /// How requests reach the members.
    pub mode: Mode,
    /// When live chat is open.
    pub hours: WeekHours,
    /// Its times.
    pub times: TopicTimes,
    /// Who counsels in it.
    pub members: Vec<PersonId>,
    /// What this centre's start page says now.
    pub admission: AdmissionView,
    /// Why: what is true of each member now.
    pub staff: Vec<MemberNow>,
}

/// Opening hours. No interval at all means always.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeekHours {
    /// An IANA time zone.
    pub zone: String,
    /// Intervals of the week; those of one day may touch, not overlap.
    pub week: Vec<Interval>,
}

/// A member of a topic, as far as seekers' chances depend on them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MemberNow {
    /// Who.
    pub person: PersonView,
    /// What is true of them.
    pub state: MemberState,
}

/// Whether a member takes live chats. Why somebody is in a pause is nobody's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MemberState {
    /// "Nicht anwählbar".
    NotReachable,
    /// Not available.
    Off,
    /// In a pause.
    Paused,
    /// Takes live chats.
    Available,
}

/// `PUT /centres/{centre}/live-chat`: where live chat is offered. 200 [`CentreSettings`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetLiveChat {
    /// The centre's revision that the caller saw.
    #[ts(type = "number")]
    pub seen: u64,
    /// Whether the start page offers live chat at all.
    pub start_page_live_chat: bool,
    /// The topics of the centre whose live chat the start page offers; all others are off.
    pub topics: Vec<TopicId>,
}

/// `PATCH /centres/{centre}/topics/{topic}`: what is left out stays. 200 [`CentreSettings`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeTopic {
    /// The topic's revision that the caller saw.
    #[ts(type = "number")]
    pub seen: u64,
    /// The name that is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub name: Option<String>,
    /// How requests reach the members; `suggest` is refused until start pages can do it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub mode: Option<Mode>,
    /// When live chat is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub hours: Option<WeekHours>,
    /// Its times; they apply to chats that begin later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub times: Option<TopicTimes>,
    /// Who counsels in it, all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub members: Option<Vec<PersonId>>,
}

/// `POST /centres/{centre}/topics`: a new topic, closed to seekers until its live chat is switched on. 200 [`CentreSettings`];
/// 409 `name_taken`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddTopic {
    /// Made by the client, so that a repeat adds nothing.
    pub id: TopicId,
    /// The part of the address.
    pub slug: String,
    /// The name that is shown.
    pub name: String,
    /// Who counsels in it.
    pub members: Vec<PersonId>,
}

/// `GET /people`: everyone of the caller's organisation, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct People {
    /// Everyone.
    pub people: Vec<PersonSettings>,
    /// The organisation's topics, by name.
    pub topics: Vec<NamedTopic>,
    /// Its centres, by name.
    pub centres: Vec<CentreView>,
}

/// A topic's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct NamedTopic {
    /// Its id.
    pub id: TopicId,
    /// The name that is shown.
    pub name: String,
}

/// A person with what is set for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PersonSettings {
    /// Who.
    pub id: PersonId,
    /// The name others see.
    pub name: String,
    /// What they sign in with.
    pub sign_in_name: String,
    /// Rises with each change of what follows.
    #[ts(type = "number")]
    pub revision: u64,
    /// Whether they may sign in.
    pub state: PersonState,
    /// What they may do, and where.
    pub roles: Vec<RoleAt>,
    /// Chats held at once.
    pub parallel_chats: u32,
    /// False is "Nicht anwählbar".
    pub reachable: bool,
    /// Whether it is the caller, who gets no link and no reset from themselves.
    pub is_caller: bool,
    /// Whether they sign in with a second factor.
    pub second_factor: bool,
    /// Devices that are signed in.
    pub devices: u32,
    /// When one of them was last used.
    pub last_used: Option<Moment>,
}

/// Whether a person may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum PersonState {
    /// They may.
    Active,
    /// They have not chosen a password yet.
    Invited {
        /// When the link stops working; none where there is no link.
        until: Option<Moment>,
    },
    /// They may not, and are in no topic's staff.
    Deactivated,
}

/// A role, and what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleAt {
    /// What they may do.
    pub role: Role,
    /// Where.
    pub at: RoleScope,
}

/// What a role is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum RoleScope {
    /// Everything of the organisation.
    Organisation,
    /// One centre.
    Centre {
        /// Which.
        centre: CentreId,
    },
    /// One topic.
    Topic {
        /// Which.
        topic: TopicId,
    },
}

/// `POST /people`: adds a person without a password. 200 [`PasswordLink`]; 409 `name_taken`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitePerson {
    /// Made by the client, so that a repeat adds nobody.
    pub id: PersonId,
    /// What they sign in with; compared without case.
    pub sign_in_name: String,
    /// The name others see.
    pub name: String,
    /// What they may do, and where.
    pub roles: Vec<RoleAt>,
    /// Chats held at once.
    pub parallel_chats: u32,
}

/// `PATCH /people/{person}`: what is left out stays. 204.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePerson {
    /// The revision that the caller saw.
    #[ts(type = "number")]
    pub seen: u64,
    /// The name others see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub name: Option<String>,
    /// What they may do, all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub roles: Option<Vec<RoleAt>>,
    /// Chats held at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub parallel_chats: Option<u32>,
    /// False ends all sessions and the availability, and keeps the person out; true lets them in again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub active: Option<bool>,
}

/// `POST /people/{person}/password-link`: a way to choose a password. Links made before stop working.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PasswordLink {
    /// The address to hand over; its secret stands behind `#`, which no server sees.
    pub path: String,
    /// When it stops working.
    pub until: Moment,
}

impl std::fmt::Debug for PasswordLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordLink").field("until", &self.until).finish_non_exhaustive()
    }
}

/// `POST /password-links/current`, with the link's secret as bearer token: chooses the password, once. 200 [`PasswordChosen`].
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoosePassword {
    /// The new one: 15 to 256 characters.
    pub password: String,
}

/// The password is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PasswordChosen {
    /// What to sign in with.
    pub sign_in_name: String,
}

/// `PUT /me/reachable`: whether one may be suggested at all. Switching it off ends the availability. 204.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetReachable {
    /// False is "Nicht anwählbar".
    pub reachable: bool,
}

/// `GET /audit?before=…`: what was changed in the caller's organisation, newest first.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct AuditQuery {
    /// Entries before this number.
    pub before: Option<u64>,
}

/// A page of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AuditPage {
    /// Newest first, 100 at most.
    pub entries: Vec<AuditEntry>,
    /// Whether there are older ones.
    pub more: bool,
}

/// One act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AuditEntry {
    /// Its number.
    #[ts(type = "number")]
    pub no: u64,
    /// When.
    pub at: Moment,
    /// Who: a person's name, or the operator of the server.
    pub actor: AuditActor,
    /// What was done, by a stable name such as `topic_changed`.
    pub act: String,
    /// The name of whom or what it is about, as it was.
    pub subject: Option<String>,
    /// What was there before, and what is there now, by the names of their fields; values as they stand in the API.
    pub changes: Vec<AuditChange>,
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum AuditActor {
    /// A person.
    Person {
        /// Their name now.
        name: String,
    },
    /// Who runs the server.
    Operator,
    /// The server itself.
    Server,
}

/// One field that was changed. Texts as people read them in a table; the desk words what it knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AuditChange {
    /// The field's name in the API.
    pub field: String,
    /// Before, as JSON.
    pub before: Option<String>,
    /// After, as JSON.
    pub after: Option<String>,
}
