//! Topics: added, changed, staffed.

use std::time::Duration;

use beistand_domain::access::{About, Action, Role};
use beistand_domain::admission::Entries;
use beistand_domain::centre::{Name, OpeningHours, Slug, TopicTimes};
use beistand_domain::routing::Mode;
use beistand_domain::{CentreId, Moment, PersonId, Rules, TopicId};

use super::person::insert_membership;
use super::rows::{AdminOutcome, CentreAt, CentreRow, centre_row, done};
use crate::actor::Actor;
use crate::audit::{self, Audited, Entry};
use crate::database::Store;
use crate::error::StoreError;
use crate::insert::{insert_offering, insert_topic, topic_no};
use crate::model::{OrganisationNo, PersonNo, Topic, TopicNo};
use crate::names::Named as _;
use crate::sql::{Lock, Row, Tx, corrupt, values};
use crate::topic;

/// A topic of a centre, by its address or by its ids.
#[derive(Clone, Debug)]
pub enum TopicAt {
    /// As in `/{centre}/{topic}`.
    Slugs(Slug, Slug),
    /// By ids.
    Ids(CentreId, TopicId),
}

/// What is to become of a topic; what is none stays.
#[derive(Clone, Debug, Default)]
pub struct TopicChange {
    /// The revision it is based on; none changes whatever stands.
    pub seen: Option<u64>,
    /// As it is shown.
    pub name: Option<Name>,
    /// How requests reach the members.
    pub mode: Option<Mode>,
    /// When live chat is open.
    pub hours: Option<OpeningHours>,
    /// The rules of chats that begin later, and after how long the written way is offered.
    pub times: Option<(Rules, Duration)>,
    /// All its members.
    pub members: Option<Vec<PersonId>>,
}

/// A new topic.
#[derive(Clone, Debug)]
pub struct NewTopic {
    /// Its id; a repeat with the same one adds nothing.
    pub id: TopicId,
    /// The part of its address.
    pub slug: Slug,
    /// As it is shown.
    pub name: Name,
    /// Its members.
    pub members: Vec<PersonId>,
    /// Whether one of this slug that the organisation has already is offered instead.
    pub or_shared: bool,
    /// Whether the centre offers its live chat from now on; else it waits for being switched on.
    pub open: bool,
}

impl Store {
    /// Adds a topic with the defaults of the product, or lets a centre offer one that its organisation has. Errors:
    /// [`AdminOutcome::AlreadyThere`] where the slug is taken.
    pub async fn add_topic(
        &self,
        actor: Actor,
        at: CentreAt,
        new: NewTopic,
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        self.write(&[Lock::Settings], move |tx| {
            Box::pin(async move { add(tx, &actor, &at, &new, now).await })
        })
        .await
    }

    /// Changes a topic, for every centre that offers it.
    pub async fn change_topic(
        &self,
        actor: Actor,
        at: TopicAt,
        change: TopicChange,
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        self.write(&[Lock::Settings], move |tx| {
            Box::pin(async move {
                let row = match topic_row(tx, &actor, &at).await? {
                    Ok(row) => row,
                    Err(missing) => return Ok(missing),
                };
                row.change(tx, &actor, &change, now).await
            })
        })
        .await
    }

    /// Makes a person a member of a topic, or takes the person out of it.
    pub async fn set_member(
        &self,
        actor: Actor,
        at: TopicAt,
        (name, member): (Name, bool),
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        self.write(&[Lock::Settings], move |tx| {
            Box::pin(async move {
                let row = match topic_row(tx, &actor, &at).await? {
                    Ok(row) => row,
                    Err(missing) => return Ok(missing),
                };
                let sql = "SELECT no, name FROM person WHERE organisation_no = $1 AND sign_in_key = $2";
                let Some(person) = tx.first(sql, values![row.centre.organisation, name.key()]).await? else {
                    return Ok(AdminOutcome::NoSuch("person"));
                };
                let no = PersonNo(person.int("no")?);
                if !set_membership(tx, no, row.topic.no, member).await? {
                    return Ok(AdminOutcome::AlreadyThere);
                }
                raise_revision(tx, row.topic.no).await?;
                let act = if member { Audited::MemberAdded } else { Audited::MemberRemoved };
                let mut entry = row.entry(act);
                let shown = |there: bool| there.then(|| person.text("name").map(str::to_owned)).transpose();
                entry.change("members", shown(!member)?, shown(member)?)?;
                done(tx, &actor, entry, now).await
            })
        })
        .await
    }
}

async fn add(
    tx: &Tx,
    actor: &Actor,
    at: &CentreAt,
    new: &NewTopic,
    now: Moment,
) -> Result<AdminOutcome, StoreError> {
    let Some(centre) = centre_row(tx, at).await? else { return Ok(AdminOutcome::NoSuch("centre")) };
    actor.may(Action::ChangeCentre, &centre.about)?;
    if let Some(row) =
        tx.first("SELECT organisation_no FROM topic WHERE id = $1", values![new.id.to_bytes()]).await?
    {
        // A repeat after a lost answer, with the same address or another one: it is there, and can be changed.
        let own = OrganisationNo(row.int("organisation_no")?) == centre.organisation;
        return if own { Ok(AdminOutcome::Done) } else { Err(StoreError::NotFound) };
    }
    let there = topic_no(tx, centre.organisation, new.slug.as_str()).await?;
    let topic = match there {
        Some(topic) if new.or_shared => topic,
        Some(_) => return Ok(AdminOutcome::AlreadyThere),
        None => insert_topic(tx, new.id, centre.organisation, (&new.slug, &new.name)).await?,
    };
    let Some(members) = members_of(tx, centre.organisation, &new.members).await? else {
        return Err(StoreError::NotFound);
    };
    if !insert_offering(tx, centre.no, topic, Entries { start_page: new.open, bubble: new.open }).await? {
        return Ok(AdminOutcome::AlreadyThere);
    }
    // Who saves where live chat is offered must have seen this topic.
    tx.execute("UPDATE centre SET revision = revision + 1 WHERE no = $1", values![centre.no]).await?;
    for (person, _) in members {
        set_membership(tx, person, topic, true).await?;
    }
    let topic = topic::topic(tx, topic).await?;
    let entry = Entry::new(centre.organisation, Audited::TopicOffered).in_centre(centre.no);
    done(tx, actor, entry.about(topic.id.to_bytes(), &topic.name), now).await
}

/// A topic that the actor may change.
struct TopicRow {
    centre: CentreRow,
    topic: Topic,
}

impl TopicRow {
    fn entry(&self, act: Audited) -> Entry {
        Entry::new(self.centre.organisation, act)
            .in_centre(self.centre.no)
            .about(self.topic.id.to_bytes(), &self.topic.name)
    }

    async fn change(
        &self,
        tx: &Tx,
        actor: &Actor,
        change: &TopicChange,
        now: Moment,
    ) -> Result<AdminOutcome, StoreError> {
        let topic = &self.topic;
        let wanted = match &change.members {
            Some(people) => match members_of(tx, self.centre.organisation, people).await? {
                Some(people) => Some(people),
                None => return Ok(AdminOutcome::NoSuch("person")),
            },
            None => None,
        };
        let mut entry = self.entry(Audited::TopicChanged);
        let name = change.name.as_ref().map_or(topic.name.as_str(), Name::as_str);
        let mode = change.mode.unwrap_or(topic.mode);
        let hours = change.hours.as_ref().unwrap_or(&topic.hours);
        let (rules, written) = change
            .times
            .as_ref()
            .map_or((&topic.rules, topic.offer_written_after), |(rules, after)| (rules, *after));
        entry.change("name", topic.name.as_str(), name)?;
        entry.change("mode", topic.mode.name(), mode.name())?;
        entry.change("hours", &topic.hours, hours)?;
        entry.change(
            "times",
            TopicTimes::of(&topic.rules, topic.offer_written_after),
            TopicTimes::of(rules, written),
        )?;
        if let Some(wanted) = &wanted {
            let names = |people: &[Member]| people.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>();
            entry.change("members", names(&members(tx, topic.no).await?), names(wanted))?;
        }
        if !entry.changes() {
            return Ok(AdminOutcome::Done);
        }
        if change.seen.is_some_and(|seen| i64::try_from(seen) != Ok(topic.revision)) {
            let by = audit::last_changed_by(tx, topic.id.to_bytes()).await?;
            return Ok(AdminOutcome::ChangedMeanwhile { by });
        }
        let hours = serde_json::to_string(hours).map_err(|_| corrupt("hours"))?;
        update(tx, topic.no, (name, mode, &hours), (rules, written)).await?;
        if let Some(wanted) = wanted {
            replace_members(tx, topic.no, &wanted).await?;
        }
        done(tx, actor, entry, now).await
    }
}

async fn update(
    tx: &Tx,
    topic: TopicNo,
    (name, mode, hours): (&str, Mode, &str),
    (rules, offer_written_after): (&Rules, Duration),
) -> Result<(), StoreError> {
    let sql = "UPDATE topic SET name = $2, mode = $3, hours = $4, chat_length = $5, first_warning = $6, \
         second_warning = $7, away_keeps_place = $8, answer_within = $9, seeker_gone_after = $10, \
         readable_after_end = $11, offer_written_after = $12, revision = revision + 1 WHERE no = $1";
    let row = values![
        topic,
        name,
        mode.name(),
        hours,
        rules.chat_length,
        rules.warnings[0],
        rules.warnings[1],
        rules.away_keeps_place,
        rules.answer_within,
        rules.seeker_gone_after,
        rules.readable_after_end,
        offer_written_after,
    ];
    tx.execute(sql, row).await.map(|_| ())
}

async fn raise_revision(tx: &Tx, topic: TopicNo) -> Result<(), StoreError> {
    tx.execute("UPDATE topic SET revision = revision + 1 WHERE no = $1", values![topic]).await.map(|_| ())
}

/// A topic of a centre, if it offers it and the actor may change it; or what is missing.
async fn topic_row(
    tx: &Tx,
    actor: &Actor,
    at: &TopicAt,
) -> Result<Result<TopicRow, AdminOutcome>, StoreError> {
    let at_centre = match at {
        TopicAt::Slugs(centre, _) => CentreAt::Slug(centre.clone()),
        TopicAt::Ids(centre, _) => CentreAt::Id(*centre),
    };
    let Some(centre) = centre_row(tx, &at_centre).await? else {
        return Ok(Err(AdminOutcome::NoSuch("centre")));
    };
    let (condition, value) = match at {
        TopicAt::Slugs(_, topic) => ("topic.slug = $2", topic.as_str().into()),
        TopicAt::Ids(_, topic) => ("topic.id = $2", topic.to_bytes().into()),
    };
    let sql = format!(
        "SELECT topic.no FROM topic JOIN offering ON offering.topic_no = topic.no \
         WHERE offering.centre_no = $1 AND {condition}"
    );
    let Some(row) = tx.first(&sql, &[centre.no.into(), value]).await? else {
        return Ok(Err(AdminOutcome::NoSuch("topic")));
    };
    let topic = topic::topic(tx, TopicNo(row.int("no")?)).await?;
    let sql = "SELECT centre.id FROM offering JOIN centre ON centre.no = centre_no WHERE topic_no = $1";
    let rows = tx.query(sql, values![topic.no]).await?;
    let offered_by: Vec<CentreId> =
        rows.iter().map(|row| row.id("id", CentreId::from_bytes)).collect::<Result<_, _>>()?;
    let organisation = centre.organisation_id;
    actor.may(Action::ChangeTopic, &About::Topic { organisation, offered_by: &offered_by })?;
    Ok(Ok(TopicRow { centre, topic }))
}

type Member = (PersonNo, String);

/// The members of a topic, by name.
async fn members(tx: &Tx, topic: TopicNo) -> Result<Vec<Member>, StoreError> {
    let sql = "SELECT person.no, person.name FROM membership JOIN person ON person.no = person_no \
         WHERE topic_no = $1 AND role = 'counsellor' ORDER BY person.name, person.no";
    tx.query(sql, values![topic]).await?.iter().map(member).collect()
}

fn member(row: &Row) -> Result<Member, StoreError> {
    Ok((PersonNo(row.int("no")?), row.text("name")?.to_owned()))
}

/// These people of an organisation, by name; none when one of them is not there.
async fn members_of(
    tx: &Tx,
    organisation: OrganisationNo,
    people: &[PersonId],
) -> Result<Option<Vec<Member>>, StoreError> {
    let sql = "SELECT no, name FROM person WHERE organisation_no = $1 AND id = $2";
    let mut all = Vec::new();
    for person in people {
        let Some(row) = tx.first(sql, values![organisation, person.to_bytes()]).await? else {
            return Ok(None);
        };
        all.push(member(&row)?);
    }
    all.sort_unstable_by(|one, other| (&one.1, one.0).cmp(&(&other.1, other.0)));
    all.dedup();
    Ok(Some(all))
}

async fn replace_members(tx: &Tx, topic: TopicNo, wanted: &[Member]) -> Result<(), StoreError> {
    for (person, _) in members(tx, topic).await? {
        if !wanted.iter().any(|(wanted, _)| *wanted == person) {
            set_membership(tx, person, topic, false).await?;
        }
    }
    for (person, _) in wanted {
        set_membership(tx, *person, topic, true).await?;
    }
    Ok(())
}

/// Whether this changed something.
async fn set_membership(tx: &Tx, person: PersonNo, topic: TopicNo, member: bool) -> Result<bool, StoreError> {
    if member {
        return insert_membership(tx, (person, Role::Counsellor), Some(topic), None).await;
    }
    let sql = "DELETE FROM membership WHERE person_no = $1 AND role = 'counsellor' AND topic_no = $2";
    Ok(tx.execute(sql, values![person, topic]).await? == 1)
}
