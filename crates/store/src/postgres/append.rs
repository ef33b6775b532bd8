//! Messages are committed in groups: whatever has queued up while the last group was on its way to the disk goes in one
//! transaction, which takes two trips to the database however large the group is.

use std::collections::HashMap;
use std::time::Duration;

use beistand_domain::{ChatId, MessageId, Moment};
use deadpool_postgres::Pool;
use tokio::sync::{mpsc, oneshot};

use super::connection::{Session, rows};
use super::in_time;
use crate::chat_row;
use crate::chat_sets::{STAYS_OF_CHATS, Sets};
use crate::counts::WriterCounts;
use crate::error::StoreError;
use crate::message::{Appended, End, MessagePlace, NewMessage, Totals};
use crate::model::ChatNo;
use crate::names::Named as _;
use crate::sql::Lock;

/// Messages in one transaction at most.
const GROUP: usize = 1024;

/// After a group of this size the next one collects for as long as that one took …
const BUSY: usize = 64;
/// … and no longer than this. A transaction costs the same however many messages share it, so with several processes, whose
/// groups are smaller, this is where a message becomes cheaper. A lone writer never waits for it.
const COLLECTS: Duration = Duration::from_millis(15);

/// All values of one column.
type Column = dyn tokio_postgres::types::ToSql + Sync;

type Done = Box<dyn FnOnce(Result<Appended, StoreError>) + Send>;

/// What is asked of the task that writes.
pub enum Appending {
    Message {
        message: NewMessage,
        now: Moment,
        done: Done,
    },
    /// Answered when everything before it is on disk or was refused.
    Flush(oneshot::Sender<bool>),
}

/// Gives a message to the task that writes and waits for its answer; `published` comes first, in the order of commits.
pub async fn submit(
    task: &mpsc::UnboundedSender<Appending>,
    counts: &WriterCounts,
    (message, now): (NewMessage, Moment),
    published: impl FnOnce(&Appended) + Send + 'static,
) -> Result<Appended, StoreError> {
    let (answer, answered) = oneshot::channel();
    let done = Box::new(move |result: Result<Appended, StoreError>| {
        if let Ok(appended) = &result {
            published(appended);
        }
        // The caller may have gone away; the message is stored all the same.
        let _ = answer.send(result);
    });
    counts.queue.inc();
    if task.send(Appending::Message { message, now, done }).is_err() {
        counts.queue.dec();
        return Err(StoreError::Unavailable);
    }
    answered.await.unwrap_or(Err(StoreError::Unavailable))
}

/// Waits until everything that was given before is on disk; false when the last group was not.
pub async fn flush(task: &mpsc::UnboundedSender<Appending>) -> bool {
    let (answer, answered) = oneshot::channel();
    task.send(Appending::Flush(answer)).is_ok() && answered.await.unwrap_or(false)
}

/// Writes until nobody can ask any more.
pub async fn run(pool: Pool, mut inbox: mpsc::UnboundedReceiver<Appending>, counts: WriterCounts) {
    let mut batch = Vec::with_capacity(GROUP);
    // When the newest message of the last group came, if that was a large one.
    let mut before = None;
    while inbox.recv_many(&mut batch, GROUP).await > 0 {
        if let (Some(before), Some(newest)) = (before, newest(&batch))
            && batch.len() < GROUP
        {
            // It came while that group was under way. Not a deadline of counselling: it is about the real database.
            tokio::time::sleep(newest.since(before).min(COLLECTS)).await;
            while batch.len() < GROUP
                && let Ok(more) = inbox.try_recv()
            {
                batch.push(more);
            }
        }
        before = newest(&batch).filter(|_| batch.len() >= BUSY);
        let (mut messages, mut answers, mut flushes) = (Vec::new(), Vec::new(), Vec::new());
        for appending in batch.drain(..) {
            match appending {
                Appending::Message { message, now, done } => {
                    messages.push((message, now));
                    answers.push(done);
                }
                Appending::Flush(answer) => flushes.push(answer),
            }
        }
        let written =
            if messages.is_empty() { Ok(Vec::new()) } else { in_time(store(&pool, messages)).await };
        count(&counts, answers.len(), written.is_ok());
        for answer in flushes {
            // The caller may have given up.
            let _ = answer.send(written.is_ok());
        }
        match written {
            Ok(results) => answers.into_iter().zip(results).for_each(|(done, result)| done(result)),
            Err(denied) => answers.into_iter().for_each(|done| done(Err(denied.clone()))),
        }
    }
}

/// When the newest of these messages came.
fn newest(batch: &[Appending]) -> Option<Moment> {
    let came = batch.iter().filter_map(|appending| match appending {
        Appending::Message { now, .. } => Some(*now),
        Appending::Flush(_) => None,
    });
    came.max()
}

fn count(counts: &WriterCounts, messages: usize, written: bool) {
    if messages == 0 {
        return;
    }
    counts.queue.dec_by(i64::try_from(messages).unwrap_or(0));
    if written {
        counts.commits.inc();
        counts.group.observe(f64::from(u32::try_from(messages).unwrap_or(u32::MAX)));
    } else {
        counts.failed.inc();
    }
}

/// Stores a group and gives an answer for each message; an error means that none is stored.
async fn store(
    pool: &Pool,
    messages: Vec<(NewMessage, Moment)>,
) -> Result<Vec<Result<Appended, StoreError>>, StoreError> {
    let mut keys: Vec<i64> = messages.iter().map(|(message, _)| Lock::Chat(message.chat).key()).collect();
    // Everybody takes them in this order.
    keys.sort_unstable();
    keys.dedup();
    let keys: Vec<String> = keys.iter().map(i64::to_string).collect();
    let begin = format!(
        "BEGIN; SELECT count(pg_advisory_xact_lock(key)) FROM unnest('{{{}}}'::bigint[]) AS key",
        keys.join(",")
    );
    let (session, found) = inspect(pool, &begin, &messages).await?;
    let mut found = found;
    let mut rows = Rows::default();
    let mut results = Vec::with_capacity(messages.len());
    for (message, now) in messages {
        results.push(found.place(message, now, &mut rows));
    }
    rows.insert(session).await?;
    Ok(results)
}

/// Begins, and reads where the chats of a group end and which of its messages there are already: one trip.
async fn inspect(
    pool: &Pool,
    begin: &str,
    messages: &[(NewMessage, Moment)],
) -> Result<(Session, Found), StoreError> {
    let session = Session::open(pool).await?;
    let client = session.client()?;
    let columns = format!("{}, {}", chat_row::COLUMNS, Totals::COLUMNS);
    let ends = format!("SELECT {columns} FROM {} WHERE chat.id = ANY($1)", chat_row::FROM);
    // Each is looked up by itself: planned while there were no messages, a plain join would go through all of them later.
    let known = "SELECT chat.id AS chat_id, found.id, found.seq, found.shared_seq, found.at \
         FROM unnest($1::bytea[], $2::bytea[]) AS wanted (chat, id) JOIN chat ON chat.id = wanted.chat \
         CROSS JOIN LATERAL (SELECT id, seq, shared_seq, at FROM message \
         WHERE message.chat_no = chat.no AND message.id = wanted.id LIMIT 1) AS found";
    let (ends, known) = (client.prepare_cached(&ends).await?, client.prepare_cached(known).await?);
    let stays = client.prepare_cached(STAYS_OF_CHATS).await?;
    let chats: Vec<Vec<u8>> = messages.iter().map(|(message, _)| message.chat.to_bytes().to_vec()).collect();
    let ids: Vec<Vec<u8>> = messages.iter().map(|(message, _)| message.id.to_bytes().to_vec()).collect();
    let (of_chats, of_messages): ([&Column; 1], [&Column; 2]) = ([&chats], [&chats, &ids]);
    let ((), ends, stays, known) = tokio::try_join!(
        biased;
        client.batch_execute(begin),
        client.query(&ends, &of_chats),
        client.query(&stays, &of_chats),
        client.query(&known, &of_messages)
    )?;
    let (mut found, mut sets) = (Found::default(), Sets::default());
    sets.add_stays(&rows(&stays)?)?;
    for end in &rows(&ends)? {
        let record = chat_row::read(end, &mut sets)?;
        let last = Totals::read(&record, end)?;
        found.ends.insert(record.id, End::new(record, last));
    }
    for message in &rows(&known)? {
        let key = (message.id("chat_id", ChatId::from_bytes)?, message.id("id", MessageId::from_bytes)?);
        found.known.insert(key, MessagePlace::read(message)?);
    }
    Ok((session, found))
}

/// What the database says of the chats and messages of a group.
#[derive(Default)]
struct Found {
    ends: HashMap<ChatId, End>,
    known: HashMap<(ChatId, MessageId), MessagePlace>,
}

impl Found {
    fn place(&mut self, message: NewMessage, now: Moment, rows: &mut Rows) -> Result<Appended, StoreError> {
        let key = (message.chat, message.id);
        let end = self.ends.get_mut(&message.chat).ok_or(StoreError::NotFound)?;
        let appended = end.place(message, self.known.get(&key).copied(), now)?;
        if appended.new {
            rows.add(end.no(), &appended);
            let (seq, at) = (appended.message.seq, appended.message.at);
            self.known.insert(key, MessagePlace { seq, shared_seq: appended.shared_seq, at });
            end.grew(&appended);
        }
        Ok(appended)
    }
}

/// New messages, column by column.
#[derive(Default)]
struct Rows {
    chats: Vec<i64>,
    seqs: Vec<i64>,
    shared_seqs: Vec<i64>,
    ids: Vec<Vec<u8>>,
    moments: Vec<i64>,
    senders: Vec<Option<i64>>,
    audiences: Vec<&'static str>,
    bodies: Vec<Vec<u8>>,
    bytes: Vec<i64>,
    shared_bytes: Vec<i64>,
}

impl Rows {
    fn add(&mut self, chat: ChatNo, appended: &Appended) {
        let message = &appended.message;
        self.chats.push(chat.0);
        self.seqs.push(i64::from(message.seq));
        self.shared_seqs.push(i64::from(appended.shared_seq));
        self.ids.push(message.id.to_bytes().to_vec());
        self.moments.push(message.at.millis());
        self.senders.push(appended.sender.map(|no| no.0));
        self.audiences.push(message.audience.name());
        self.bodies.push(message.body.0.clone());
        self.bytes.push(i64::try_from(appended.totals.bytes).unwrap_or(i64::MAX));
        self.shared_bytes.push(i64::try_from(appended.totals.shared_bytes).unwrap_or(i64::MAX));
    }

    /// Inserts them and commits: one trip.
    async fn insert(self, session: Session) -> Result<(), StoreError> {
        if self.chats.is_empty() {
            return session.roll_back().await;
        }
        let client = session.client()?;
        let insert = client.prepare_cached(
            "INSERT INTO message (chat_no, seq, shared_seq, id, at, sender, audience, body, bytes, shared_bytes) \
             SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bigint[], \
             $6::bigint[], $7::text[], $8::bytea[], $9::bigint[], $10::bigint[])",
        );
        let insert = insert.await?;
        let columns: [&Column; 10] = [
            &self.chats,
            &self.seqs,
            &self.shared_seqs,
            &self.ids,
            &self.moments,
            &self.senders,
            &self.audiences,
            &self.bodies,
            &self.bytes,
            &self.shared_bytes,
        ];
        // A commit after a failed insert undoes everything, and the insert's error is what is answered.
        tokio::try_join!(biased; client.execute(&insert, &columns), client.batch_execute("COMMIT"))?;
        session.finished();
        Ok(())
    }
}
