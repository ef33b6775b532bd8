//! The REST interface under `/api/v1`. A handler authorises, asks the store or `domain`, and publishes what has changed.

mod administration;
mod availability;
mod centre;
mod chat;
mod demo;
mod file;
pub mod health;
mod me;
mod message;
pub mod metrics;
pub mod openapi;
mod page;
mod people;
mod second_factor;
mod self_test;
mod session;
mod statistics;
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
        .routes(routes!(centre::list))
        .routes(routes!(centre::settings))
        .routes(routes!(centre::set_live_chat))
        .routes(routes!(centre::add_topic))
        .routes(routes!(centre::change_topic))
        .routes(routes!(people::list, people::invite))
        .routes(routes!(people::change))
        .routes(routes!(people::make_link))
        .routes(routes!(people::choose_password))
        .routes(routes!(demo::get))
        .routes(routes!(me::set_reachable))
        .routes(routes!(me::change_password))
        .routes(routes!(me::sessions))
        .routes(routes!(me::end_session))
        .routes(routes!(second_factor::read, second_factor::begin))
        .routes(routes!(second_factor::confirm))
        .routes(routes!(second_factor::renew_codes))
        .routes(routes!(second_factor::remove))
        .routes(routes!(second_factor::reset))
        .routes(routes!(statistics::of_centre))
        .routes(routes!(statistics::own))
        .routes(routes!(administration::audit))
        .routes(routes!(administration::audit_of_centre))
        .routes(routes!(update::offer))
        .routes(routes!(update::file))
}
