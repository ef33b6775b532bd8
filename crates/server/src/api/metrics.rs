//! `/metrics`: what was counted and what is true now, in the OpenMetrics text that Prometheus reads, on a listener of its own.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::registry::{Registry, Unit};

use super::health;
use crate::hub::Open;
use crate::metrics::Label;
use crate::state::App;
use beistand_store::model::Load;

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// `/metrics`, and the two answers about health, which stay reachable here until the very end.
pub fn router(app: App) -> Router {
    Router::new().route("/metrics", get(read)).merge(health::router()).with_state(app)
}

async fn read(State(app): State<App>) -> Response {
    let load = app.store.load(app.runtime.now()).await.ok();
    let data = app.data.clone();
    let free = tokio::task::spawn_blocking(move || fs4::available_space(&data).ok()).await.ok().flatten();
    let up = Up {
        bus: app.bus.up(),
        files: app.files.answers().await,
        clock_in_doubt: app.runtime.clock.in_doubt(),
    };
    let mut text = String::new();
    let written = encode_registry(&mut text, app.metrics.registry())
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
    clock_in_doubt: bool,
}

/// What is true at this moment. Without the database there are no numbers rather than wrong ones.
fn now(load: Option<Load>, open: Open, (free, up): (Option<u64>, Up)) -> Registry {
    let mut all = Registry::with_prefix("beistand");
    let gauge = |true_now| ConstGauge::new(i64::from(true_now));
    all.register("store_up", "1 while the database answers", gauge(load.is_some()));
    all.register("files_up", "1 while the store of sealed files answers", gauge(up.files));
    if let Some(bus) = up.bus {
        all.register("bus_up", "1 while the connection to the other processes stands", gauge(bus));
    }
    if let Some(load) = load {
        all.register("waiting", "People in line", ConstGauge::new(load.waiting));
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
    let doubt = "1 while nothing is purged or ended because the clock may be wrong";
    all.register("clock_in_doubt", doubt, gauge(up.clock_in_doubt));
    let connections = Family::<Label, Gauge>::default();
    for (kind, count) in [("counsellor", open.people), ("seeker", open.seekers), ("visitor", open.visitors)] {
        connections.get_or_create(&[("kind", kind)]).set(i64::try_from(count).unwrap_or(i64::MAX));
    }
    all.register("connections", "Open live connections", connections);
    all
}
