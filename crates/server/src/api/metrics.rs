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
    let up = Up { bus: app.bus.up(), files: app.files.answers().await };
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
