//! The one writer: a thread that takes whatever jobs have queued up while the last group was being committed, does
//! them in one transaction, commits once, and only then answers. Nothing is acknowledged before it is on disk.

use std::sync::mpsc::{Receiver, Sender, channel};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::connection::{Shared, at_once};
use super::tail::Tails;
use crate::counts::WriterCounts;
use crate::error::StoreError;
use crate::sql::Tx;
use crate::sql::Work;

/// Jobs in one transaction at most; bounds how long the first one waits for the last.
const GROUP: usize = 1024;

/// What a job works on.
pub struct Open {
    pub tx: Tx,
    /// The writer's memory of live chats. Exact, because nobody else writes.
    pub tails: Tails,
}

type Job = Box<dyn FnOnce(&mut Open) -> AfterCommit + Send>;
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
        work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.submit(move |open| savepoint(open, work), |_| {}).await
    }

    /// Does `work`, which must be a single statement or none, and calls `published` after the commit in the order of
    /// the commits, before the caller gets its answer.
    pub async fn submit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Open) -> Result<T, StoreError> + Send + 'static,
        published: impl FnOnce(&T) + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |open| {
            let result = work(open);
            Box::new(move |committed| {
                let result = if committed { result } else { Err(StoreError::Unavailable) };
                if let Ok(value) = &result {
                    published(value);
                }
                // The caller may have gone away; the work is done all the same.
                let _ = answer.send(result);
            })
        });
        self.counts.queue.inc();
        if self.jobs.send(job).is_err() {
            self.counts.queue.dec();
            return Err(StoreError::Unavailable);
        }
        answered.await.unwrap_or(Err(StoreError::Unavailable))
    }
}

fn savepoint<T>(
    open: &mut Open,
    work: impl for<'t> FnOnce(&'t mut Tx) -> Work<'t, T>,
) -> Result<T, StoreError> {
    at_once(open.tx.execute("SAVEPOINT job", &[]))?;
    let result = at_once(work(&mut open.tx));
    for chat in open.tx.take_stepped() {
        open.tails.forget(chat);
    }
    if result.is_err() {
        at_once(open.tx.execute("ROLLBACK TO job", &[]))?;
    }
    at_once(open.tx.execute("RELEASE job", &[]))?;
    result
}

fn write(connection: Connection, queue: &Receiver<Job>, counts: &WriterCounts) {
    let mut open = Open { tx: Tx::new(Shared::new(connection)), tails: Tails::default() };
    while let Ok(first) = queue.recv() {
        let mut after = Vec::new();
        let committed = group(&mut open, (first, queue, counts), &mut after);
        if committed.is_err() {
            tracing::error!("a group of writes was not committed");
            counts.failed.inc();
            open.tails.forget_all();
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
    open: &mut Open,
    (first, queue, counts): (Job, &Receiver<Job>, &WriterCounts),
    after: &mut Vec<AfterCommit>,
) -> Result<(), StoreError> {
    let begun = at_once(open.tx.execute("BEGIN IMMEDIATE", &[]));
    counts.queue.dec();
    // Without a transaction nothing may run; dropping the job answers its caller with "away".
    begun?;
    after.push(first(open));
    while after.len() < GROUP
        && let Ok(job) = queue.try_recv()
    {
        counts.queue.dec();
        after.push(job(open));
    }
    at_once(open.tx.execute("COMMIT", &[])).map(|_| ()).inspect_err(|_| {
        // Some errors have ended the transaction already; then there is nothing to undo.
        let _ = at_once(open.tx.execute("ROLLBACK", &[]));
    })
}
