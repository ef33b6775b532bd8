//! The one writer: a thread that takes whatever jobs have queued up while the last group was being committed, does
//! them in one transaction, commits once, and only then answers. Nothing is acknowledged before it is on disk.

use std::sync::mpsc::{Receiver, Sender, channel};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::oneshot;

use super::tail::Tails;
use crate::metrics::WriterCounts;
use crate::store::Denied;

/// Jobs in one transaction at most; bounds how long the first one waits for the last.
const GROUP: usize = 1024;

/// What a job works on.
pub struct Tx<'a> {
    pub sql: &'a Connection,
    /// The writer's memory of live chats. Exact, because nobody else writes.
    pub tails: &'a mut Tails,
}

type Job = Box<dyn FnOnce(&mut Tx<'_>) -> AfterCommit + Send>;
type AfterCommit = Box<dyn FnOnce(bool) + Send>;

#[derive(Clone)]
pub struct Writer {
    jobs: Sender<Job>,
    pub counts: WriterCounts,
}

impl Writer {
    pub fn start(connection: Connection) -> anyhow::Result<Self> {
        let (jobs, queue) = channel();
        let counts = WriterCounts::default();
        let counted = counts.clone();
        std::thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || write(connection, &queue, &counted))?;
        Ok(Self { jobs, counts })
    }

    /// Does `work` whole or not at all: a denial undoes everything it had done. It may make the writer forget chats,
    /// but never change what is remembered of one: only [`Self::submit`] adds to that.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Denied> + Send + 'static,
    ) -> Result<T, Denied> {
        self.submit(move |tx| savepoint(tx, work), |_| {}).await
    }

    /// Does `work`, which must be a single statement or none, and calls `told` after the commit in the order of
    /// the commits, before the caller gets its answer.
    pub async fn submit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Denied> + Send + 'static,
        told: impl FnOnce(&T) + Send + 'static,
    ) -> Result<T, Denied> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |tx| {
            let result = work(tx);
            Box::new(move |committed| {
                let result = if committed { result } else { Err(Denied::Away) };
                if let Ok(value) = &result {
                    told(value);
                }
                // The caller may have gone away; the work is done all the same.
                let _ = answer.send(result);
            })
        });
        self.counts.queue.inc();
        if self.jobs.send(job).is_err() {
            self.counts.queue.dec();
            return Err(Denied::Away);
        }
        answered.await.unwrap_or(Err(Denied::Away))
    }
}

fn savepoint<T>(tx: &mut Tx<'_>, work: impl FnOnce(&mut Tx<'_>) -> Result<T, Denied>) -> Result<T, Denied> {
    tx.sql.prepare_cached("SAVEPOINT job")?.execute([])?;
    let result = work(tx);
    if result.is_err() {
        tx.sql.prepare_cached("ROLLBACK TO job")?.execute([])?;
    }
    tx.sql.prepare_cached("RELEASE job")?.execute([])?;
    result
}

fn write(mut connection: Connection, queue: &Receiver<Job>, counts: &WriterCounts) {
    let mut tails = Tails::default();
    while let Ok(first) = queue.recv() {
        let mut after = Vec::new();
        let committed = group(&mut connection, &mut tails, (first, queue, counts), &mut after);
        if let Err(error) = &committed {
            tracing::error!(%error, "a group of writes was not committed");
            counts.failed.inc();
            tails.forget_all();
        } else {
            counts.commits.inc();
            counts.group.observe(f64::from(u32::try_from(after.len()).unwrap_or(u32::MAX)));
        }
        for answer in after {
            answer(committed.is_ok());
        }
    }
}

fn group(
    connection: &mut Connection,
    tails: &mut Tails,
    (first, queue, counts): (Job, &Receiver<Job>, &WriterCounts),
    after: &mut Vec<AfterCommit>,
) -> rusqlite::Result<()> {
    let transaction = match connection.transaction_with_behavior(TransactionBehavior::Immediate) {
        Ok(transaction) => transaction,
        Err(error) => {
            // Without a transaction nothing may run; dropping the job answers its caller with "away".
            counts.queue.dec();
            drop(first);
            return Err(error);
        }
    };
    counts.queue.dec();
    let mut tx = Tx { sql: &transaction, tails };
    after.push(first(&mut tx));
    while after.len() < GROUP
        && let Ok(job) = queue.try_recv()
    {
        counts.queue.dec();
        after.push(job(&mut tx));
    }
    transaction.commit()
}
