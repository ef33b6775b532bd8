//! Everyone of an organisation: invited by a link, changed, kept out.

use beistand_domain::access::{Membership, Role, Scope, removes_last_admin};
use beistand_domain::centre::{Name, ParallelChats};
use beistand_domain::sign_in::{Account, may_help};
use beistand_domain::{CentreId, Moment, OrganisationId, PersonId, SessionId, TopicId};

use super::link::put_link;
use super::person::{end_sessions, insert_account, insert_membership};
use super::rows::{AdminOutcome, done, own_organisation};
use crate::actor::Actor;
use crate::audit::{self, Audited, Entry};
use crate::database::Store;
use crate::error::StoreError;
use crate::model::{Centre, CentreNo, OrganisationNo, Person, PersonNo, TopicNo};
use crate::names::Named as _;
use crate::people::{self, FROM, PERSON};
use crate::sql::{Lock, Row, Tx, values};

/// A person as admins see them.
#[derive(Clone, Debug)]
pub struct StaffMember {
    /// Names, roles and capacity.
    pub person: Person,
    /// Whether they may sign in.
    pub account: Account,
    /// Whether they have chosen a password.
    pub has_password: bool,
    /// Whether a second factor is asked for.
    pub has_second_factor: bool,
    /// Until when a link to choose one works.
    pub link_until: Option<Moment>,
    /// Rises with each change.
    pub revision: i64,
    /// Devices that are signed in.
    pub devices: u32,
    /// When one of them was last used.
    pub last_used: Option<Moment>,
}

/// Everyone of an organisation, with what their roles may be for.
#[derive(Clone, Debug)]
pub struct StaffList {
    /// Everyone, by name.
    pub people: Vec<StaffMember>,
    /// Its topics, by name.
    pub topics: Vec<(TopicId, String)>,
    /// Its centres, by name.
    pub centres: Vec<Centre>,
}

/// Somebody to be invited.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The id; a repeat with the same one adds nobody.
    pub id: PersonId,
    /// To sign in with.
    pub sign_in_name: Name,
    /// That others see.
    pub name: Name,
    /// What they may do.
    pub roles: Vec<Membership>,
    /// Chats held at once.
    pub parallel_chats: ParallelChats,
    /// Of the link's secret.
    pub token_hash: [u8; 32],
}

/// What is to become of a person; what is none stays.
#[derive(Clone, Debug, Default)]
pub struct PersonChange {
    /// The revision it is based on.
    pub seen: u64,
    /// That others see.
    pub name: Option<Name>,
    /// What they may do, all of it.
    pub roles: Option<Vec<Membership>>,
    /// Chats held at once.
    pub parallel_chats: Option<ParallelChats>,
    /// Whether they may sign in.
    pub account: Option<Account>,
}

impl Store {
    /// Everyone of the organisation, for an actor who may change it.
    pub async fn staff(&self, actor: Actor, organisation: OrganisationId) -> Result<StaffList, StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                let no = own_organisation(tx, &actor, organisation).await?;
                Ok(StaffList {
                    people: people(tx, no).await?,
                    topics: topics(tx, no).await?,
                    centres: centres(tx, no).await?,
                })
            })
        })
        .await
    }

    /// Adds a person who is to choose a password by a link. Errors: [`AdminOutcome::AlreadyThere`] where the sign-in name is
    /// taken by somebody else.
    pub async fn invite_person(
        &self,
        actor: Actor,
        organisation: OrganisationId,
        invited: Invited,
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        self.write(&[Lock::Settings], move |tx| {
            Box::pin(async move {
                let no = own_organisation(tx, &actor, organisation).await?;
                invite(tx, &actor, (no, &invited), now).await
            })
        })
        .await
    }

    /// Changes a person of the organisation; gives the sessions that this ended.
    pub async fn change_staff(
        &self,
        actor: Actor,
        (organisation, person): (OrganisationId, PersonId),
        change: PersonChange,
        now: Moment,
    ) -> Result<(AdminOutcome, Vec<SessionId>), StoreError> {
        self.write(&[Lock::Settings, Lock::Person(person)], move |tx| {
            Box::pin(async move {
                let no = own_organisation(tx, &actor, organisation).await?;
                let member = member_by_id(tx, no, person).await?.ok_or(StoreError::NotFound)?;
                change_person(tx, &actor, (no, &member), &change, now).await
            })
        })
        .await
    }
}

async fn invite(
    tx: &Tx,
    actor: &Actor,
    (organisation, invited): (OrganisationNo, &Invited),
    now: Moment,
) -> Result<AdminOutcome, StoreError> {
    if let Some(member) = member_by_id(tx, organisation, invited.id).await? {
        // A repeat: the link of the first answer may be lost, so this one's works.
        if member.has_password {
            return Ok(AdminOutcome::AlreadyThere);
        }
        put_link(tx, member.person.no, invited.token_hash, now).await?;
        let entry = Entry::new(organisation, Audited::PasswordLinkMade);
        return done(tx, actor, entry.about(invited.id.to_bytes(), &member.person.name), now).await;
    }
    let Some(rows) = rows_of(tx, organisation, &invited.roles).await? else {
        return Ok(AdminOutcome::NoSuch("roles"));
    };
    let account = ((&invited.sign_in_name, &invited.name), None, invited.parallel_chats);
    let Some(person) = insert_account(tx, organisation, (invited.id, account), now).await? else {
        return Ok(AdminOutcome::AlreadyThere);
    };
    replace_roles(tx, person, &rows).await?;
    put_link(tx, person, invited.token_hash, now).await?;
    let mut entry = Entry::new(organisation, Audited::PersonAdded);
    entry.change("roles", Vec::new(), names_of(tx, &invited.roles).await?)?;
    done(tx, actor, entry.about(invited.id.to_bytes(), invited.name.as_str()), now).await
}

async fn change_person(
    tx: &Tx,
    actor: &Actor,
    (organisation, member): (OrganisationNo, &StaffMember),
    change: &PersonChange,
    now: Moment,
) -> Result<(AdminOutcome, Vec<SessionId>), StoreError> {
    let person = &member.person;
    let mut had = person.staff.memberships.clone();
    let mut roles = change.roles.clone().unwrap_or_else(|| had.clone());
    had.sort_unstable();
    roles.sort_unstable();
    roles.dedup();
    let Some(rows) = rows_of(tx, organisation, &roles).await? else {
        return unchanged(AdminOutcome::NoSuch("roles"));
    };
    let name = change.name.as_ref().map_or(person.name.as_str(), Name::as_str);
    let capacity = change.parallel_chats.unwrap_or(person.parallel_chats);
    let account = change.account.unwrap_or(member.account);
    let mut entry =
        Entry::new(organisation, Audited::PersonChanged).about(person.id.to_bytes(), &person.name);
    entry.change("name", person.name.as_str(), name)?;
    entry.change("roles", names_of(tx, &had).await?, names_of(tx, &roles).await?)?;
    entry.change("parallel_chats", person.parallel_chats.get(), capacity.get())?;
    entry.change("account", member.account.name(), account.name())?;
    if !entry.changes() {
        return unchanged(AdminOutcome::Done);
    }
    if i64::try_from(change.seen) != Ok(member.revision) {
        let by = audit::last_changed_by(tx, person.id.to_bytes()).await?;
        return unchanged(AdminOutcome::ChangedMeanwhile { by });
    }
    let has: &[Membership] = match account {
        Account::Active => &roles,
        Account::Deactivated => &[],
    };
    if removes_last_admin(&had, has, other_admins(tx, organisation, person.no).await?) {
        return unchanged(AdminOutcome::LastAdmin);
    }
    let sql =
        "UPDATE person SET name = $2, parallel_chats = $3, state = $4, revision = revision + 1 WHERE no = $1";
    tx.execute(sql, values![person.no, name, capacity.get(), account.name()]).await?;
    if had != roles {
        replace_roles(tx, person.no, &rows).await?;
    }
    let mut ended = Vec::new();
    if account == Account::Deactivated {
        tx.execute("DELETE FROM password_link WHERE person_no = $1", values![person.no]).await?;
        ended = end_sessions(tx, (person.no, person.id), now).await?;
    }
    Ok((done(tx, actor, entry, now).await?, ended))
}

fn unchanged(outcome: AdminOutcome) -> Result<(AdminOutcome, Vec<SessionId>), StoreError> {
    Ok((outcome, Vec::new()))
}

/// Other people who can set up the organisation.
async fn other_admins(tx: &Tx, organisation: OrganisationNo, but: PersonNo) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) AS others FROM person JOIN membership ON membership.person_no = person.no \
         WHERE organisation_no = $1 AND person.no <> $2 AND state = 'active' AND password_hash IS NOT NULL \
         AND role = 'admin' AND centre_no IS NULL AND topic_no IS NULL";
    tx.first(sql, values![organisation, but]).await?.ok_or(StoreError::Unavailable)?.count("others")
}

type RoleRow = (Role, Option<TopicNo>, Option<CentreNo>);

/// The rows of roles; none where one is for what the organisation does not have.
async fn rows_of(
    tx: &Tx,
    organisation: OrganisationNo,
    roles: &[Membership],
) -> Result<Option<Vec<RoleRow>>, StoreError> {
    let topic = "SELECT no FROM topic WHERE organisation_no = $1 AND id = $2";
    let centre = "SELECT no FROM centre WHERE organisation_no = $1 AND id = $2";
    let mut rows = Vec::new();
    for Membership { role, scope } in roles {
        let found = match scope {
            Scope::Organisation => {
                rows.push((*role, None, None));
                continue;
            }
            Scope::Topic(id) => tx.first(topic, values![organisation, id.to_bytes()]).await?,
            Scope::Centre(id) => tx.first(centre, values![organisation, id.to_bytes()]).await?,
        };
        let Some(row) = found else { return Ok(None) };
        let no = row.int("no")?;
        match scope {
            Scope::Topic(_) => rows.push((*role, Some(TopicNo(no)), None)),
            Scope::Centre(_) => rows.push((*role, None, Some(CentreNo(no)))),
            Scope::Organisation => {}
        }
    }
    Ok(Some(rows))
}

/// Sets all roles of a person; the topics they come to or leave are changed as well.
async fn replace_roles(tx: &Tx, person: PersonNo, rows: &[RoleRow]) -> Result<(), StoreError> {
    let touch = "UPDATE topic SET revision = revision + 1 WHERE no IN \
         (SELECT topic_no FROM membership WHERE person_no = $1 AND topic_no IS NOT NULL)";
    tx.execute(touch, values![person]).await?;
    tx.execute("DELETE FROM membership WHERE person_no = $1", values![person]).await?;
    for (role, topic, centre) in rows {
        insert_membership(tx, (person, *role), *topic, *centre).await?;
    }
    tx.execute(touch, values![person]).await.map(|_| ())
}

/// Roles as they stand in the log: role and name of what it is for.
async fn names_of(tx: &Tx, roles: &[Membership]) -> Result<Vec<String>, StoreError> {
    let mut names = Vec::new();
    for Membership { role, scope } in roles {
        let found = match scope {
            Scope::Organisation => None,
            Scope::Topic(id) => {
                tx.first("SELECT name FROM topic WHERE id = $1", values![id.to_bytes()]).await?
            }
            Scope::Centre(id) => {
                tx.first("SELECT name FROM centre WHERE id = $1", values![id.to_bytes()]).await?
            }
        };
        let of = found.map(|row| row.text("name").map(str::to_owned)).transpose()?;
        names.push(of.map_or_else(|| role.name().to_owned(), |of| format!("{}: {of}", role.name())));
    }
    Ok(names)
}

const MEMBER: &str = "person.state, person.revision, \
     CASE WHEN person.password_hash IS NULL THEN 0 ELSE 1 END AS has_password, \
     (SELECT count(secret) FROM second_factor WHERE second_factor.person_no = person.no) AS has_second_factor, \
     (SELECT until FROM password_link WHERE password_link.person_no = person.no) AS link_until, \
     (SELECT count(*) FROM session WHERE session.person_no = person.no) AS devices, \
     (SELECT max(used) FROM session WHERE session.person_no = person.no) AS last_used";

async fn people(tx: &Tx, organisation: OrganisationNo) -> Result<Vec<StaffMember>, StoreError> {
    let sql = format!(
        "SELECT {PERSON}, {MEMBER} FROM {FROM} WHERE person.organisation_no = $1 ORDER BY person.name, person.no"
    );
    let mut all = Vec::new();
    for row in tx.query(&sql, values![organisation]).await? {
        all.push(member(tx, &row).await?);
    }
    Ok(all)
}

/// A person of this organisation.
pub async fn member_by_id(
    tx: &Tx,
    organisation: OrganisationNo,
    id: PersonId,
) -> Result<Option<StaffMember>, StoreError> {
    let sql =
        format!("SELECT {PERSON}, {MEMBER} FROM {FROM} WHERE person.organisation_no = $1 AND person.id = $2");
    match tx.first(&sql, values![organisation, id.to_bytes()]).await? {
        Some(row) => member(tx, &row).await.map(Some),
        None => Ok(None),
    }
}

/// A person of the actor's organisation whom the actor may give another way into the account.
pub async fn member_to_help(
    tx: &Tx,
    actor: &Actor,
    (organisation, person): (OrganisationId, PersonId),
) -> Result<(OrganisationNo, StaffMember), StoreError> {
    let no = own_organisation(tx, actor, organisation).await?;
    if !may_help(actor.person(), person) {
        return Err(StoreError::NotFound);
    }
    Ok((no, member_by_id(tx, no, person).await?.ok_or(StoreError::NotFound)?))
}

async fn member(tx: &Tx, row: &Row) -> Result<StaffMember, StoreError> {
    Ok(StaffMember {
        person: people::read(tx, row).await?,
        account: row.parsed("state", Account::named)?,
        has_password: row.flag("has_password")?,
        has_second_factor: row.flag("has_second_factor")?,
        link_until: row.moment_if_any("link_until")?,
        revision: row.int("revision")?,
        devices: row.count("devices")?,
        last_used: row.moment_if_any("last_used")?,
    })
}

async fn topics(tx: &Tx, organisation: OrganisationNo) -> Result<Vec<(TopicId, String)>, StoreError> {
    let sql = "SELECT id, name FROM topic WHERE organisation_no = $1 ORDER BY name, no";
    let rows = tx.query(sql, values![organisation]).await?;
    rows.iter().map(|row| Ok((row.id("id", TopicId::from_bytes)?, row.text("name")?.to_owned()))).collect()
}

async fn centres(tx: &Tx, organisation: OrganisationNo) -> Result<Vec<Centre>, StoreError> {
    let sql = "SELECT no, id, slug, name FROM centre WHERE organisation_no = $1 ORDER BY name, no";
    let read = |row: &Row| {
        let (slug, name) = (row.text("slug")?.to_owned(), row.text("name")?.to_owned());
        Ok(Centre { no: CentreNo(row.int("no")?), id: row.id("id", CentreId::from_bytes)?, slug, name })
    };
    tx.query(sql, values![organisation]).await?.iter().map(read).collect()
}
