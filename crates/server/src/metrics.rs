//! What is counted while it happens, for an operator. The numbers say how it goes, not who: no label holds a name, an address, an id, a centre or a topic.

use beistand_domain::{Admission, Chat, Moment};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use crate::bus::Counts;
use beistand_store::model::Stepped;
use beistand_store::{Store, StoreError, WriterCounts};

/// One label with one of a few fixed values.
pub type Label = [(&'static str, &'static str); 1];

/// What is counted while it happens. What simply is (who waits, who is there) is read when it is asked for.
pub struct Metrics {
    registry: Registry,
    accept: Histogram,
    delivery: Histogram,
    sign_in_failures: Counter,
    turned_away: Family<Label, Counter>,
}

/// Why a request for a live chat was turned away.
const REASONS: [&str; 7] =
    ["hidden", "not_possible", "closed", "nobody_available", "too_many_tries", "unavailable", "other"];

impl Metrics {
    /// Counts from nothing; a start is a new beginning, as Prometheus expects.
    pub fn new(store: &Store, bus: Option<Counts>) -> Self {
        let metrics = Self {
            registry: Registry::with_prefix("beistand"),
            // 1 s to about 68 min.
            accept: Histogram::new(exponential_buckets(1.0, 2.0, 13)),
            // 1 ms to about 8 s.
            delivery: Histogram::new(exponential_buckets(0.001, 2.0, 14)),
            sign_in_failures: Counter::default(),
            turned_away: Family::default(),
        };
        for reason in REASONS {
            // An alarm on growth needs the number before the first one.
            let _ = metrics.turned_away.get_or_create(&[("reason", reason)]);
        }
        metrics.registered(store.counts(), bus)
    }

    fn registered(mut self, writer: WriterCounts, bus: Option<Counts>) -> Self {
        let seconds = || Unit::Seconds;
        let all = &mut self.registry;
        all.register_with_unit("accept", "From a request to its accept", seconds(), self.accept.clone());
        let delivery = "From a message's arrival to the other side's sender, its commit included";
        all.register_with_unit("delivery", delivery, seconds(), self.delivery.clone());
        all.register("sign_in_failures", "Wrong names or passwords", self.sign_in_failures.clone());
        let turned_away = "Requests for a live chat that were turned away";
        all.register("requests_turned_away", turned_away, self.turned_away.clone());
        all.register("writer_queue", "Jobs that wait for the database's writer", writer.queue);
        all.register("commits", "Groups of writes that were committed", writer.commits);
        all.register("failed_commits", "Groups of writes that did not get to the disk", writer.failed);
        all.register("commit_group", "Jobs in one commit", writer.group);
        if let Some(bus) = bus {
            all.register("bus_published", "What other processes were told", bus.published);
            all.register("bus_received", "What other processes have told", bus.received);
            let dropped = "What other processes were not told, as the bus was away or too slow";
            all.register("bus_dropped", dropped, bus.dropped);
            all.register("bus_regained", "Connections to the bus that came back", bus.regained);
        }
        self
    }

    /// All counters, to be written out.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// A counsellor has accepted a request.
    pub fn accepted(&self, stepped: &Stepped) {
        match stepped.record.chat {
            Chat::Accepted(state) if stepped.changed => {
                self.accept.observe(state.at.since(stepped.record.requested).as_secs_f64());
            }
            Chat::Accepted(_) | Chat::Waiting(_) | Chat::Active(_) | Chat::Ended(_) => {}
        }
    }

    /// A message that came at `arrived` is on the senders at `now`.
    pub fn delivered(&self, arrived: Moment, now: Moment) {
        self.delivery.observe(now.since(arrived).as_secs_f64());
    }

    /// A name or password was wrong.
    pub fn sign_in_failed(&self) {
        self.sign_in_failures.inc();
    }

    /// A request for a live chat was turned away.
    pub fn turned_away(&self, denied: &StoreError) {
        self.turned_away.get_or_create(&[("reason", reason(denied))]).inc();
    }

    /// A request for a live chat was turned away because the disk is nearly full.
    pub fn turned_away_for_space(&self) {
        self.turned_away.get_or_create(&[("reason", "short_of_space")]).inc();
    }
}

fn reason(denied: &StoreError) -> &'static str {
    match denied {
        StoreError::NotAdmitted(admission) => match admission {
            Admission::Hidden => "hidden",
            Admission::NotPossible => "not_possible",
            Admission::Closed { .. } => "closed",
            Admission::NobodyAvailable => "nobody_available",
            Admission::Full => "line_full",
            Admission::Open { .. } => "other",
        },
        StoreError::TooMany { .. } => "too_many_tries",
        StoreError::Unavailable | StoreError::Corrupt => "unavailable",
        StoreError::NotFound
        | StoreError::NotAvailable
        | StoreError::NoRoom(_)
        | StoreError::NoDeviceFits
        | StoreError::IdReused
        | StoreError::CodeUsed
        | StoreError::TooManyFiles
        | StoreError::ChatFull
        | StoreError::Chat { .. }
        | StoreError::Lease(_) => "other",
    }
}
