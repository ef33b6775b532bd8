//! Numbers for an operator, in the OpenMetrics text that Prometheus reads, on a listener of their own. They say how it
//! goes, never who: no label holds a name, an address, an id, a centre or a topic.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use beistand_domain::{Admission, Chat, Moment};
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use crate::App;
use crate::bus::Counts;
use crate::hub::Open;
use beistand_store::model::{Load, Stepped};
use beistand_store::{Store, StoreError, WriterCounts};

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

type Label = [(&'static str, &'static str); 1];

/// What is counted while it happens. What simply is (who waits, who is there) is read when somebody asks.
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

    /// Somebody has accepted a request.
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
}

fn reason(denied: &StoreError) -> &'static str {
    match denied {
        StoreError::NotAdmitted(admission) => match admission {
            Admission::Hidden => "hidden",
            Admission::NotPossible => "not_possible",
            Admission::Closed { .. } => "closed",
            Admission::NobodyAvailable => "nobody_available",
            Admission::Open { .. } => "other",
        },
        StoreError::TooMany { .. } => "too_many_tries",
        StoreError::Unavailable | StoreError::Corrupt => "unavailable",
        StoreError::NotFound
        | StoreError::NotAvailable
        | StoreError::NoRoom(_)
        | StoreError::NoDeviceFits
        | StoreError::IdReused
        | StoreError::TooManyFiles
        | StoreError::Chat { .. }
        | StoreError::Lease(_) => "other",
    }
}

/// `/metrics`, and the two answers about health, which stay reachable here until the very end.
pub fn router(app: App) -> Router {
    Router::new().route("/metrics", get(read)).merge(crate::api::health()).with_state(app)
}

async fn read(State(app): State<App>) -> Response {
    let load = app.store.load(app.runtime.now()).await.ok();
    let data = app.data.clone();
    let free = tokio::task::spawn_blocking(move || fs4::available_space(&data).ok()).await.ok().flatten();
    let up = Up { bus: app.bus.up(), files: app.files.answers().await };
    let mut text = String::new();
    let written = encode_registry(&mut text, &app.metrics.registry)
        .and_then(|()| encode_registry(&mut text, &now(load, app.hub.open(), (free, up))))
        .and_then(|()| encode_eof(&mut text));
    match written {
        Ok(()) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Whether what is not the database answers; there may be no bus.
struct Up {
    bus: Option<bool>,
    files: bool,
}

/// What is true at this moment. Without the database there are no numbers rather than wrong ones.
fn now(load: Option<Load>, open: Open, (free, answers): (Option<u64>, Up)) -> Registry {
    let mut all = Registry::with_prefix("beistand");
    let up = ConstGauge::new(i64::from(load.is_some()));
    all.register("store_up", "1 while the database answers", up);
    let up = ConstGauge::new(i64::from(answers.files));
    all.register("files_up", "1 while the store of sealed files answers", up);
    if let Some(up) = answers.bus {
        let up = ConstGauge::new(i64::from(up));
        all.register("bus_up", "1 while the connection to the other processes stands", up);
    }
    if let Some(load) = load {
        all.register("waiting", "People in sender", ConstGauge::new(load.waiting));
        all.register("available", "Counsellors who take live chats", ConstGauge::new(load.available));
        let longest = "How long the first one has waited";
        let purge = "How long the oldest chat, or a file of one, has outlived its 48 hours";
        let seconds = |span: std::time::Duration| ConstGauge::new(span.as_secs_f64());
        all.register_with_unit("longest_wait", longest, Unit::Seconds, seconds(load.longest_wait));
        all.register_with_unit("purge_lag", purge, Unit::Seconds, seconds(load.purge_lag));
    }
    if let Some(free) = free {
        let space = ConstGauge::new(i64::try_from(free).unwrap_or(i64::MAX));
        all.register_with_unit("free_space", "Room for the data folder", Unit::Bytes, space);
    }
    let connections = Family::<Label, Gauge>::default();
    for (kind, count) in [("counsellor", open.people), ("seeker", open.seekers), ("visitor", open.visitors)] {
        connections.get_or_create(&[("kind", kind)]).set(i64::try_from(count).unwrap_or(i64::MAX));
    }
    all.register("connections", "Open live connections", connections);
    all
}
