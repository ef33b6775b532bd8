//! The four tasks behind [`Nats`](super::nats::Nats).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use async_nats::{Event, Subscriber};
use beistand_runtime::Runtime;
use futures_util::StreamExt as _;
use serde::de::IgnoredAny;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::nats::{Out, Shared, SubscriptionChange};
use crate::notice::Notice;
use crate::recipient::Recipient;

/// While the bus is away nobody says what has changed elsewhere, so everything is read again this often.
pub const LOOK: Duration = Duration::from_secs(10);

/// Publishes one after the other, and a gap once the others have missed something.
pub async fn publish(shared: Arc<Shared>, mut out: mpsc::Receiver<Out>) {
    while let Some(next) = out.recv().await {
        match next {
            Out::Publish { subject, payload } => publish_one(&shared, subject, &payload).await,
            Out::Owed => {}
            Out::Emptied(done) => {
                shared.probe().await;
                // The caller may have gone.
                let _ = done.send(());
            }
        }
        if out.is_empty() && shared.up() && shared.owed.swap(false, Ordering::AcqRel) {
            let gap = serde_json::to_string(&Notice::Gap).unwrap_or_default();
            publish_one(&shared, shared.subjects.notices(), &gap).await;
        }
    }
}

/// What waits in here while the connection is lost goes out late; what does not fit behind it is dropped.
async fn publish_one(shared: &Shared, subject: String, payload: &str) {
    match shared.client.publish(subject, payload.as_bytes().to_vec().into()).await {
        Ok(()) => {
            shared.counts.published.inc();
        }
        Err(error) => {
            shared.counts.dropped.inc();
            tracing::warn!(%error, "an event did not go out; the others look for themselves");
            shared.owed.store(true, Ordering::Release);
        }
    }
}

/// Puts an event of another process on the connections of a recipient here.
pub trait Deliver: Fn(Recipient, &Arc<str>) + Clone + Send + Sync + 'static {}

impl<F: Fn(Recipient, &Arc<str>) + Clone + Send + Sync + 'static> Deliver for F {}

/// A subscription's task; dropping it unsubscribes.
struct Held(JoinHandle<()>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Listens for the owners who have senders here. Without a connection it only remembers who they are.
pub async fn hold(
    shared: Arc<Shared>,
    mut changes: mpsc::UnboundedReceiver<SubscriptionChange>,
    deliver: impl Deliver,
) {
    let mut held: HashMap<Recipient, Held> = HashMap::new();
    let mut missing: HashSet<Recipient> = HashSet::new();
    while let Some(change) = changes.recv().await {
        match change {
            SubscriptionChange::Joined(recipient) => {
                missing.insert(recipient);
            }
            SubscriptionChange::Left(recipient) => {
                missing.remove(&recipient);
                held.remove(&recipient);
            }
            SubscriptionChange::Settled(done) if shared.up() => {
                // Answered after what comes now, as NATS deals with one after the other.
                settle(&shared, (&mut held, &mut missing), &deliver).await;
                let shared = shared.clone();
                tokio::spawn(async move {
                    shared.probe().await;
                    // The caller may have gone.
                    let _ = done.send(());
                });
                continue;
            }
            SubscriptionChange::Settled(done) => drop(done),
        }
        if shared.up() {
            settle(&shared, (&mut held, &mut missing), &deliver).await;
        }
    }
}

/// Listens for all who are not listened for yet, as far as the connection allows.
async fn settle(
    shared: &Arc<Shared>,
    (held, missing): (&mut HashMap<Recipient, Held>, &mut HashSet<Recipient>),
    deliver: &impl Deliver,
) {
    for recipient in std::mem::take(missing) {
        match subscribe(shared, recipient, deliver).await {
            Some(subscription) => drop(held.insert(recipient, subscription)),
            None => drop(missing.insert(recipient)),
        }
    }
}

async fn subscribe(shared: &Arc<Shared>, recipient: Recipient, deliver: &impl Deliver) -> Option<Held> {
    let subject = shared.subjects.owner(recipient)?;
    let mut events = shared.while_linked(shared.client.subscribe(subject)).await?.ok()?;
    let (shared, deliver) = (shared.clone(), deliver.clone());
    Some(Held(tokio::spawn(async move {
        while let Some(message) = events.next().await {
            shared.counts.received.inc();
            // It becomes part of a frame as it is.
            let text = std::str::from_utf8(&message.payload).ok();
            let text = text.filter(|text| serde_json::from_str::<IgnoredAny>(text).is_ok());
            match text {
                Some(text) => deliver(recipient, &Arc::from(text)),
                None => tracing::warn!("something that is no event came over the bus"),
            }
        }
    })))
}

/// Takes the notices of other processes. One that is not understood comes from a newer version: something has changed.
pub async fn receive(shared: Arc<Shared>, mut notices: Subscriber, received: impl Fn(Notice)) {
    while let Some(message) = notices.next().await {
        shared.counts.received.inc();
        received(serde_json::from_slice(&message.payload).unwrap_or(Notice::Gap));
    }
}

/// Watches the connection. Whenever something may have been missed here, everything here is read again; when others may
/// have missed what was said here, they are told to.
pub async fn watch(
    shared: Arc<Shared>,
    (mut events, mut behind): (mpsc::UnboundedReceiver<Event>, bool),
    runtime: Runtime,
    received: impl Fn(Notice),
) {
    loop {
        let event = tokio::select! {
            event = events.recv() => event,
            () = runtime.sleep(LOOK), if behind => {
                received(Notice::Gap);
                continue;
            }
        };
        match event {
            Some(Event::Connected) if behind => {
                shared.settled().await;
                // Lost again meanwhile: the next connection makes up for it.
                if shared.up() {
                    behind = false;
                    shared.counts.regained.inc();
                    tracing::info!("the bus is back; everything is read anew");
                    received(Notice::Gap);
                    shared.owes();
                }
            }
            Some(Event::Disconnected) => {
                tracing::warn!("the bus is away; other processes are not received until it is back");
                behind = true;
            }
            Some(Event::SlowConsumer(_)) => received(Notice::Gap),
            Some(Event::ServerError(error)) => tracing::warn!(%error, "the bus"),
            Some(
                Event::Connected
                | Event::LameDuckMode
                | Event::Draining
                | Event::Closed
                | Event::ClientError(_),
            ) => {}
            None => return,
        }
    }
}
