//! The bus over NATS: core publish and subscribe, at most once. A process that may have missed something reads everything again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use async_nats::{Client, Event, RequestErrorKind, Subscriber};
use beistand_runtime::Runtime;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use super::address::{Address, NatsLocation};
use super::carry;
use super::counts::Counts;
use super::subjects::Subjects;
use crate::notice::Notice;
use crate::recipient::Recipient;

/// How long a start waits for NATS before it goes on without.
const AT_START: Duration = Duration::from_secs(5);
/// An answer to a probe takes no longer, or the connection is about to be given up.
const PROBED: Duration = Duration::from_secs(2);
/// A connection that says nothing is asked this often and given up after two questions without an answer.
const ASKED: Duration = Duration::from_secs(5);
/// Events that may wait to go out. Past that they are dropped and the others read everything again. A process has passed
/// on 30,000 messages in a second at most, so a queue this long means that NATS does not keep up.
const WAITING: usize = 32 * 1024;
/// Events of one owner, or notices, that may wait to be read.
const UNREAD: usize = 32 * 1024;

/// A handle to NATS.
#[derive(Clone)]
pub struct Nats(Arc<Shared>);

pub(super) struct Shared {
    pub client: Client,
    pub subjects: Subjects,
    pub counts: Counts,
    /// Whether the connection stands, as far as anybody knows.
    pub link: watch::Receiver<bool>,
    /// The others have missed something that this process had to say.
    pub owed: AtomicBool,
    out: mpsc::Sender<Out>,
    changes: mpsc::UnboundedSender<SubscriptionChange>,
}

/// What goes to the publishing task.
pub(super) enum Out {
    Publish {
        subject: String,
        payload: Arc<str>,
    },
    /// Nothing to publish, but something is owed.
    Owed,
    Emptied(oneshot::Sender<()>),
}

/// What goes to the task that holds subscriptions.
pub(super) enum SubscriptionChange {
    Joined(Recipient),
    Left(Recipient),
    /// Answered when NATS has dealt with all that was asked before.
    Settled(oneshot::Sender<()>),
}

/// The receiving ends, until [`Subscription::listen`] makes tasks of them.
pub struct Subscription {
    shared: Arc<Shared>,
    notices: Subscriber,
    events: mpsc::UnboundedReceiver<Event>,
    out: mpsc::Receiver<Out>,
    changes: mpsc::UnboundedReceiver<SubscriptionChange>,
    behind: bool,
}

impl Nats {
    /// Connects; when NATS is away it goes on trying for good and this returns after a few seconds.
    pub async fn open(address: &Address, prefix: &str) -> anyhow::Result<(Self, Subscription)> {
        let place = address.read()?;
        let subjects = Subjects::new(prefix);
        let (tell, events) = mpsc::unbounded_channel();
        let (stands, link) = watch::channel(false);
        let client = options(&place, &subjects)
            .subscription_capacity(UNREAD)
            .no_echo()
            .retry_on_initial_connect()
            .event_callback(move |event| {
                match event {
                    Event::Connected => drop(stands.send_replace(true)),
                    Event::Disconnected | Event::Closed => drop(stands.send_replace(false)),
                    Event::LameDuckMode
                    | Event::Draining
                    | Event::SlowConsumer(_)
                    | Event::ServerError(_)
                    | Event::ClientError(_) => {}
                }
                // The listener is gone only when the server is.
                let _ = tell.send(event);
                std::future::ready(())
            })
            .connect(place.servers.as_slice())
            .await?;
        let notices = client.subscribe(subjects.notices()).await?;
        let (out, to_publish) = mpsc::channel(WAITING);
        let (changes, asked) = mpsc::unbounded_channel();
        let owed = AtomicBool::new(false);
        let counts = Counts::default();
        let shared = Arc::new(Shared { client, subjects, counts, link, owed, out, changes });
        let behind = tokio::time::timeout(AT_START, shared.first()).await.is_err();
        if !behind {
            // What is read from the store from now on has no hole.
            shared.probe().await;
        } else {
            tracing::warn!(
                nats = place.shown(),
                "the bus is away; other processes are not received until it is there"
            );
        }
        let subscription =
            Subscription { shared: shared.clone(), notices, events, out: to_publish, changes: asked, behind };
        Ok((Self(shared), subscription))
    }

    /// Publishes a notice for all other processes.
    pub fn publish(&self, notice: &Notice) {
        if let Ok(payload) = serde_json::to_string(notice) {
            self.publish_as_is(&payload);
        }
    }

    /// Publishes a text where notices are expected.
    pub fn publish_as_is(&self, payload: &str) {
        self.0.publish(self.0.subjects.notices(), payload.into());
    }

    /// Publishes an event for the lines its owner has elsewhere.
    pub fn pass_on(&self, recipient: Recipient, event: &Arc<str>) {
        if let Some(subject) = self.0.subjects.owner(recipient) {
            self.0.publish(subject, event.clone());
        }
    }

    /// Listens for this owner from now on.
    pub fn joined(&self, recipient: Recipient) {
        self.0.change(SubscriptionChange::Joined(recipient));
    }

    /// Does not listen for this owner any more.
    pub fn left(&self, recipient: Recipient) {
        self.0.change(SubscriptionChange::Left(recipient));
    }

    /// Resolves when NATS has dealt with all that was joined before; at once when it is away.
    pub async fn settled(&self) {
        self.0.settled().await;
    }

    /// Resolves when all that waits to go out has reached NATS; at once when it is away.
    pub async fn emptied(&self) {
        let (done, emptied) = oneshot::channel();
        let emptying = async {
            if self.0.out.send(Out::Emptied(done)).await.is_ok() {
                // Dropped unanswered when the tasks have gone, and then nothing goes out any more.
                let _ = emptied.await;
            }
        };
        self.0.while_linked(emptying).await;
    }

    /// Whether the connection stands, as far as anybody knows.
    pub fn up(&self) -> bool {
        self.0.up()
    }

    /// What was counted.
    pub fn counts(&self) -> &Counts {
        &self.0.counts
    }
}

impl Shared {
    /// Whether the connection stands.
    pub fn up(&self) -> bool {
        *self.link.borrow()
    }

    /// What others missed is made up for once the publishing task is through with what it has.
    pub fn owes(&self) {
        self.owed.store(true, Ordering::Release);
        // A full queue needs no waking: the debt is looked at when it is empty.
        let _ = self.out.try_send(Out::Owed);
    }

    /// Asks NATS something that it answers after all that came before.
    pub async fn probe(&self) -> bool {
        match self.client.request(self.subjects.probe(), Vec::new().into()).await {
            Ok(_) => true,
            Err(error) => error.kind() == RequestErrorKind::NoResponders,
        }
    }

    /// Gives up waiting when the connection does not stand.
    pub async fn while_linked<T>(&self, waiting: impl Future<Output = T>) -> Option<T> {
        let mut link = self.link.clone();
        tokio::select! {
            biased;
            _ = link.wait_for(|stands| !stands) => None,
            done = waiting => Some(done),
        }
    }

    /// See [`super::Bus::settled`].
    pub async fn settled(&self) {
        let (done, settled) = oneshot::channel();
        self.change(SubscriptionChange::Settled(done));
        self.while_linked(settled).await;
    }

    async fn first(&self) {
        // The sender lives as long as the client.
        let _ = self.link.clone().wait_for(|stands| *stands).await;
    }

    fn change(&self, change: SubscriptionChange) {
        // The task outlives all lines; when it is gone the server is stopping.
        let _ = self.changes.send(change);
    }

    fn publish(&self, subject: String, payload: Arc<str>) {
        if self.up() && self.out.try_send(Out::Publish { subject, payload }).is_ok() {
            return;
        }
        self.counts.dropped.inc();
        // Once the connection is back a gap is owed in any case.
        if self.up() {
            self.owes();
        }
    }
}

impl Subscription {
    /// See [`super::Subscription::listen`].
    pub fn listen(
        self,
        runtime: &Runtime,
        deliver: impl carry::Deliver,
        received: impl Fn(Notice) + Clone + Send + Sync + 'static,
    ) -> Vec<JoinHandle<()>> {
        let Self { shared, notices, events, out, changes, behind } = self;
        vec![
            tokio::spawn(carry::publish(shared.clone(), out)),
            tokio::spawn(carry::hold(shared.clone(), changes, deliver)),
            tokio::spawn(carry::receive(shared.clone(), notices, received.clone())),
            tokio::spawn(carry::watch(shared, (events, behind), runtime.clone(), received)),
        ]
    }
}

/// What `check` asks: whether NATS is there, lets us in, and lets us use our subjects.
pub async fn inspect(address: &Address, prefix: &str) -> anyhow::Result<String> {
    let place = address.read()?;
    let subjects = Subjects::new(prefix);
    let connecting = options(&place, &subjects).connect(place.servers.as_slice());
    let client = tokio::time::timeout(AT_START, connecting).await.context("no answer in time")??;
    let answer = client.request(subjects.probe(), Vec::new().into()).await;
    match answer.map_err(|error| error.kind()) {
        Ok(_) | Err(RequestErrorKind::NoResponders) => Ok(place.shown()),
        Err(_) => anyhow::bail!("{} lets us in, but not use subjects below {prefix}", place.shown()),
    }
}

fn options(place: &NatsLocation, subjects: &Subjects) -> async_nats::ConnectOptions {
    let options = place.options().name("beistand-server").ping_interval(ASKED);
    options.request_timeout(Some(PROBED)).custom_inbox_prefix(subjects.inbox())
}
