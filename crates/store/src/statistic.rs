//! Counts of what happened. Each is raised in the transaction in which it happens; purging chats leaves them.

use beistand_domain::access::Action;
use beistand_domain::centre::OpeningHours;
use beistand_domain::chat::ChatEvent;
use beistand_domain::statistics::{Counted, Day, counted};
use beistand_domain::{CentreId, Chat, Moment, PersonId, TopicId};

use crate::actor::Actor;
use crate::admin::{CentreAt, centre_row};
use crate::database::Store;
use crate::error::StoreError;
use crate::model::{ChatNo, ChatRecord, Session};
use crate::names::Named as _;
use crate::sql::{Row, Tx, Value, corrupt, values};
use crate::topic;

/// Counts of a centre between two days.
#[derive(Clone, Debug, Default)]
pub struct CentreStatistics {
    /// Its topics, by name.
    pub topics: Vec<(TopicId, String)>,
    /// By day.
    pub days: Vec<(Day, Counted, u64)>,
    /// By topic.
    pub by_topic: Vec<(TopicId, Counted, u64)>,
    /// By weekday (1 is Monday) and hour: requests, and those that were accepted.
    pub hours: Vec<(u8, u8, Counted, u64)>,
}

/// Which counts are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Period {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
    /// Of one topic only.
    pub topic: Option<TopicId>,
}

impl Store {
    /// What happened in a centre, for an actor who may read it.
    pub async fn statistics(
        &self,
        actor: Actor,
        centre: CentreId,
        period: Period,
    ) -> Result<CentreStatistics, StoreError> {
        self.read(move |tx| {
            Box::pin(async move {
                let row = centre_row(tx, &CentreAt::Id(centre)).await?.ok_or(StoreError::NotFound)?;
                actor.may(Action::ReadStatistics, &row.about)?;
                let bounds = |sql: &str| {
                    let topic = period.topic.map(|topic| topic.to_bytes().to_vec());
                    let of_topic = if topic.is_some() { "AND topic.id = $4" } else { "" };
                    let mut values =
                        vec![row.no.into(), period.from.number().into(), period.until.number().into()];
                    values.extend(topic.map(Value::from));
                    let from = "FROM statistic JOIN topic ON topic.no = topic_no \
                         WHERE centre_no = $1 AND day >= $2 AND day <= $3";
                    (sql.replace("{}", &format!("{from} {of_topic}")), values)
                };
                let (sql, values) =
                    bounds("SELECT day, what, sum(n) AS n {} GROUP BY day, what ORDER BY day, what");
                let days = tx.query(&casted(&sql), &values).await?;
                let (sql, values) = bounds("SELECT topic.id, what, sum(n) AS n {} GROUP BY topic.id, what");
                let by_topic = tx.query(&casted(&sql), &values).await?;
                let (sql, values) = bounds(
                    "SELECT (day + 3) % 7 + 1 AS weekday, hour, what, sum(n) AS n {} \
                     AND what IN ('requested', 'accepted') GROUP BY (day + 3) % 7, hour, what",
                );
                let hours = tx.query(&casted(&sql), &values).await?;
                let topics = topic::names_in(tx, row.no).await?;
                Ok(CentreStatistics {
                    topics,
                    days: days.iter().map(day).collect::<Result<_, _>>()?,
                    by_topic: by_topic.iter().map(of_topic).collect::<Result<_, _>>()?,
                    hours: hours.iter().map(hour).collect::<Result<_, _>>()?,
                })
            })
        })
        .await
    }

    /// What a person did, by day.
    pub async fn own_statistics(
        &self,
        session: Session,
        (from, until): (Day, Day),
    ) -> Result<Vec<(Day, Counted, u64)>, StoreError> {
        let sql = casted(
            "SELECT day, what, sum(n) AS n FROM statistic WHERE person_no = $1 AND day >= $2 AND day <= $3 \
             GROUP BY day, what ORDER BY day, what",
        );
        self.read(move |tx| {
            Box::pin(async move {
                let values = values![session.person.no, from.number(), until.number()];
                tx.query(&sql, values).await?.iter().map(day).collect()
            })
        })
        .await
    }
}

/// The stable name of what is counted, on the wire as in rows.
pub fn counted_name(what: Counted) -> &'static str {
    what.name()
}

/// PostgreSQL sums whole numbers as decimal ones.
fn casted(sql: &str) -> String {
    sql.replace("sum(n) AS n", "CAST(sum(n) AS BIGINT) AS n")
}

fn day(row: &Row) -> Result<(Day, Counted, u64), StoreError> {
    Ok((Day::from_number(row.int("day")?), what(row)?, n(row)?))
}

fn of_topic(row: &Row) -> Result<(TopicId, Counted, u64), StoreError> {
    Ok((row.id("id", TopicId::from_bytes)?, what(row)?, n(row)?))
}

fn hour(row: &Row) -> Result<(u8, u8, Counted, u64), StoreError> {
    let small = |column| u8::try_from(row.int(column)?).map_err(|_| corrupt(column));
    Ok((small("weekday")?, small("hour")?, what(row)?, n(row)?))
}

fn what(row: &Row) -> Result<Counted, StoreError> {
    row.parsed("what", Counted::named)
}

fn n(row: &Row) -> Result<u64, StoreError> {
    u64::try_from(row.int("n")?).map_err(|_| corrupt("n"))
}

/// Counts what a transition brought about.
pub async fn count_events(
    tx: &Tx,
    record: &ChatRecord,
    events: &[ChatEvent],
    now: Moment,
) -> Result<(), StoreError> {
    let ended = match &record.chat {
        Chat::Ended(ended) => Some(ended),
        Chat::Waiting(_) | Chat::Accepted(_) | Chat::Active(_) => None,
    };
    let counts: Vec<_> =
        events.iter().flat_map(|event| counted(event, (record.requested, ended), now)).collect();
    if counts.is_empty() {
        return Ok(());
    }
    let hours = topic::topic(tx, record.topic_no).await?.hours;
    for (what, person) in counts {
        raise(tx, record.no, (what, person, 1), hours.local(now)).await?;
    }
    if ended.is_some_and(|ended| ended.conversation().is_some()) {
        count_content(tx, record.no, hours.local(now)).await?;
    }
    Ok(())
}

/// Counts a new request.
pub async fn count_request(
    tx: &Tx,
    chat: ChatNo,
    hours: &OpeningHours,
    now: Moment,
) -> Result<(), StoreError> {
    raise(tx, chat, (Counted::Requested, None, 1), hours.local(now)).await
}

/// Counts messages and files of a conversation that has ended: nothing comes behind its end.
async fn count_content(tx: &Tx, chat: ChatNo, at: (Day, u8)) -> Result<(), StoreError> {
    let sql = "SELECT person.id, count(*) AS n FROM message LEFT JOIN person ON person.no = message.sender \
         WHERE chat_no = $1 GROUP BY person.id";
    for row in tx.query(sql, values![chat]).await? {
        let person = row.id_if_any("id", PersonId::from_bytes)?;
        let what = person.map_or(Counted::MessageOfSeeker, |_| Counted::MessageOfCounsellor);
        raise(tx, chat, (what, person, row.int("n")?), at).await?;
    }
    let sql = "SELECT count(*) AS n FROM file WHERE chat_no = $1 AND state = 'stored'";
    let files = tx.first(sql, values![chat]).await?.ok_or(StoreError::Unavailable)?.int("n")?;
    if files > 0 { raise(tx, chat, (Counted::File, None, files), at).await } else { Ok(()) }
}

async fn raise(
    tx: &Tx,
    chat: ChatNo,
    (what, person, by): (Counted, Option<PersonId>, i64),
    (day, hour): (Day, u8),
) -> Result<(), StoreError> {
    let sql = "INSERT INTO statistic (day, hour, centre_no, topic_no, person_no, what, n) \
         SELECT $2, $3, centre_no, topic_no, (SELECT no FROM person WHERE id = $4), $5, $6 FROM chat WHERE no = $1 \
         ON CONFLICT (centre_no, day, topic_no, hour, what, coalesce(person_no, 0)) \
         DO UPDATE SET n = statistic.n + excluded.n";
    let person = person.map(PersonId::to_bytes);
    tx.execute(sql, values![chat, day.number(), i64::from(hour), person, what.name(), by]).await.map(|_| ())
}
