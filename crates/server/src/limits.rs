//! Limits on tries. An address is kept as a keyed hash of the day only, so that it cannot be found again.

use std::net::IpAddr;
use std::time::Duration;

use beistand_domain::{Moment, limits};
use sha2::{Digest, Sha256};

use crate::state::App;
use beistand_store::StoreError;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// What is limited together.
fn key(app: &App, what: &str, address: IpAddr, name: &str, now: Moment) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(&app.address_key);
    hash.update((now.millis() / DAY).to_le_bytes());
    hash.update(what.as_bytes());
    match address {
        IpAddr::V4(ip) => hash.update(ip.octets()),
        // A household or a phone has a /64 and picks addresses within it freely.
        IpAddr::V6(ip) => hash.update(&ip.octets()[..8]),
    }
    hash.update(name.as_bytes());
    hash.finalize().into()
}

/// Counts a request for a live chat from this address.
pub async fn request(app: &App, address: IpAddr, now: Moment) -> Result<(), StoreError> {
    let limit = (app.settings.requests_per_address, limits::REQUEST_WINDOW);
    app.store.count_try(key(app, "request", address, "", now), limit, now).await
}

/// Counts a try to sign in with this name from this address.
pub async fn sign_in(app: &App, address: IpAddr, name: &str, now: Moment) -> Result<(), StoreError> {
    let limit: (u32, Duration) = (app.settings.sign_in_tries, limits::SIGN_IN_WINDOW);
    app.store.count_try(key(app, "sign in", address, name, now), limit, now).await
}

/// The right password came.
pub async fn signed_in(app: &App, address: IpAddr, name: &str, now: Moment) -> Result<(), StoreError> {
    app.store.forgive_tries(key(app, "sign in", address, name, now)).await
}
