//! Limits on tries. An address is kept as a keyed hash of the day only, so that it cannot be found again.

use std::net::IpAddr;

use beistand_domain::{ChatId, DeviceId, Moment, PersonId, limits};
use sha2::{Digest, Sha256};

use crate::state::App;
use crate::waiting::Reservation;
use beistand_store::StoreError;

/// Seconds after which a place in the queue may be free again.
const ANOTHER_WAITS: u32 = 60;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// What is limited together.
fn key(app: &App, what: &str, address: Option<IpAddr>, name: &str, now: Moment) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(&app.address_key);
    hash.update((now.millis() / DAY).to_le_bytes());
    hash.update(what.as_bytes());
    match address {
        None => {}
        Some(IpAddr::V4(ip)) => hash.update(ip.octets()),
        // A household or a phone has a /64 and picks addresses within it freely.
        Some(IpAddr::V6(ip)) => hash.update(&ip.octets()[..8]),
    }
    hash.update(name.as_bytes());
    hash.finalize().into()
}

/// A request that was counted for its address.
pub struct Counted {
    key: [u8; 32],
    place: Reservation,
}

impl Counted {
    /// It has become this chat.
    pub fn made(self, chat: ChatId) {
        self.place.taken_by(chat);
    }

    /// Nothing was made of it, so it does not count: others of the same address may still ask.
    pub async fn refused(self, app: &App) {
        // It counts then, for ten minutes.
        let _ = app.store.uncount_try(self.key).await;
    }
}

/// Counts a request for a live chat; none where visitors cannot be told apart. Errors: [`StoreError::TooMany`] when there were
/// too many from there lately, or too many wait.
pub async fn request(app: &App, address: Option<IpAddr>, now: Moment) -> Result<Option<Counted>, StoreError> {
    if address.is_none() {
        return Ok(None);
    }
    let key = key(app, "request", address, "", now);
    let place = app.waiting.place(key, app.settings.waiting_per_address);
    let place = place.ok_or(StoreError::TooMany { retry_after: ANOTHER_WAITS })?;
    app.store.count_try(key, (app.settings.requests_per_address, limits::REQUEST_WINDOW), now).await?;
    Ok(Some(Counted { key, place }))
}

/// Who tries to sign in.
pub struct SigningIn<'a> {
    /// From where.
    pub address: Option<IpAddr>,
    /// With which name.
    pub name: &'a str,
    /// The device, where it belongs to the person of this name: others' tries must not lock it out.
    pub known_device: Option<DeviceId>,
}

/// A code that is presented for a person whose password came with it. It counts wherever it comes from: six digits must not be
/// tried out from many addresses. A device of the person has a count of its own, as others' tries must not lock it out; its id
/// is no secret, so it is counted all the same.
pub struct CodeTry {
    /// Whose code it is to be.
    pub person: PersonId,
    /// The device, where it belongs to the person.
    pub known_device: Option<DeviceId>,
    /// Recovery codes are counted apart, so that guessed digits do not keep them out.
    pub recovery: bool,
}

impl CodeTry {
    fn key(&self, app: &App, now: Moment) -> [u8; 32] {
        let what = if self.recovery { "recovery code" } else { "code" };
        let device = self.known_device.map(|device| device.to_string()).unwrap_or_default();
        key(app, what, None, &format!("{} {device}", self.person), now)
    }

    /// Counts the try.
    pub async fn count(&self, app: &App, now: Moment) -> Result<(), StoreError> {
        let tries = (app.settings.sign_in_tries, limits::SIGN_IN_WINDOW);
        app.store.count_try(self.key(app, now), tries, now).await
    }

    /// The right code came: those before it do not count.
    pub async fn forgive(&self, app: &App, now: Moment) -> Result<(), StoreError> {
        app.store.forgive_tries(self.key(app, now)).await
    }
}

impl SigningIn<'_> {
    fn key(&self, app: &App, now: Moment) -> [u8; 32] {
        match self.known_device {
            Some(device) => key(app, "device", self.address, &device.to_string(), now),
            None => key(app, "sign in", self.address, self.name, now),
        }
    }

    /// Counts the try.
    pub async fn count(&self, app: &App, now: Moment) -> Result<(), StoreError> {
        let tries = |most: u32| (most, limits::SIGN_IN_WINDOW);
        app.store.count_try(self.key(app, now), tries(app.settings.sign_in_tries), now).await?;
        match (self.known_device, self.address) {
            (Some(_), _) | (None, None) => Ok(()),
            (None, Some(_)) => {
                let all = key(app, "sign in", self.address, "", now);
                app.store.count_try(all, tries(app.settings.sign_in_tries_per_address), now).await
            }
        }
    }

    /// The password was right, and something else is still asked for: this try does not count.
    pub async fn take_back(&self, app: &App, now: Moment) -> Result<(), StoreError> {
        app.store.uncount_try(self.key(app, now)).await?;
        match (self.known_device, self.address) {
            (Some(_), _) | (None, None) => Ok(()),
            (None, Some(_)) => app.store.uncount_try(key(app, "sign in", self.address, "", now)).await,
        }
    }

    /// The right password came: the try does not count, nor do those before it with this name.
    pub async fn forgive(&self, app: &App, now: Moment) -> Result<(), StoreError> {
        app.store.forgive_tries(self.key(app, now)).await?;
        match (self.known_device, self.address) {
            (Some(_), _) | (None, None) => Ok(()),
            (None, Some(_)) => app.store.uncount_try(key(app, "sign in", self.address, "", now)).await,
        }
    }
}
