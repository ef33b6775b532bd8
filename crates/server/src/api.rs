//! The REST interface under `/api/v1`. A handler authorises, asks the store or `domain`, and publishes what has changed.

mod availability;
mod chat;
mod file;
pub mod health;
mod message;
pub mod metrics;
pub mod openapi;
mod page;
mod self_test;
mod session;
mod update;
pub mod who;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::App;

/// Every endpoint with its description. An endpoint is declared here only, so none is without a description.
pub fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(session::sign_in))
        .routes(routes!(session::sign_out))
        .routes(routes!(session::rotate))
        .routes(routes!(availability::set))
        .routes(routes!(self_test::begin))
        .routes(routes!(page::get))
        .routes(routes!(chat::request))
        .routes(routes!(chat::tab_half))
        .routes(routes!(chat::accept))
        .routes(routes!(chat::reject))
        .routes(routes!(chat::begin))
        .routes(routes!(chat::decline))
        .routes(routes!(chat::withdraw))
        .routes(routes!(chat::end))
        .routes(routes!(message::list))
        .routes(routes!(file::put, file::get))
        .routes(routes!(update::offer))
        .routes(routes!(update::file))
}
