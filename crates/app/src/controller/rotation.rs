//! Replaces the session's token and the day's key (`session/rotation.rs` says when, and in which order).

use beistand_client::{AccountError, Link};
use beistand_domain::Moment;
use beistand_seal::day_of;

use super::happened::Happened;
use super::{Controller, Desk, SignedOut, Stage};
use crate::request::has_ended;
use crate::session::day_keys::Chats;
use crate::session::rotation::Rotation;
use crate::session::secrets::WriteNo;

impl Controller {
    /// Asks the server for a new token where one is due.
    pub(super) fn rotate_token(&mut self) {
        let (now, runtime) = (self.runtime.now(), self.runtime.clone());
        let Ok(desk) = self.desk() else { return };
        if !desk.rotation.is_due(now) || desk.session.link() != Link::Connected {
            return;
        }
        if !desk.secrets.begin_day(desk.session.server_time(now), &runtime) {
            return self.ask_for_token();
        }
        // Whoever is told of it may seal to it: a program that falls over must find it again.
        let write = self.keep_day_keys();
        if let Ok(desk) = self.desk() {
            desk.rotation = Rotation::Preparing { write };
        }
    }

    /// The server's clock is known: what is due is asked for, and a key of a day that a wrong clock made is replaced.
    pub(super) fn check_day(&mut self) {
        let now = self.runtime.now();
        let Ok(desk) = self.desk() else { return };
        let today = day_of(desk.session.server_time(now).millis());
        if desk.secrets.day_keys.newest().is_none_or(|newest| newest > today + 1) {
            desk.rotation.hurry(now);
        }
        self.rotate_token();
    }

    /// Destroys the keys of days that no chat here needs any more.
    pub(super) fn drop_day_keys(&mut self) {
        let now = self.runtime.now();
        let Ok(desk) = self.desk() else { return };
        let (chats, now) = (desk.chats(), desk.session.server_time(now));
        if desk.secrets.day_keys.drop_unused(&chats, now) {
            self.keep_day_keys();
        }
    }

    /// The same for a session that has ended: nobody seals to its keys, and what the server has can be read for two days.
    pub(super) fn drop_dormant_day_keys(&mut self) {
        let now = self.runtime.now();
        let Stage::SignedOut(signed_out) = &mut self.stage else { return };
        let SignedOut { secrets: Some(secrets), dormant, .. } = &mut **signed_out else { return };
        let now = dormant.as_ref().map_or(now, |dormant| dormant.server_time(now));
        let given_up = secrets.token.is_none() && secrets.day_keys.given_up(now);
        if !secrets.day_keys.drop_unused(&Chats::Unknown, now) && !given_up {
            return;
        }
        if let (Some(keys), Some(dormant)) = (secrets.device_keys(), dormant) {
            dormant.replace_device_keys(keys);
        }
        let secrets = secrets.clone();
        self.keep_secrets(&secrets);
    }

    fn keep_day_keys(&mut self) -> WriteNo {
        let secrets = match &mut self.stage {
            Stage::SignedIn(desk) => {
                if let Some(keys) = desk.secrets.device_keys() {
                    desk.session.replace_device_keys(keys);
                }
                desk.secrets.clone()
            }
            Stage::Starting | Stage::SignedOut(_) => return WriteNo::default(),
        };
        self.keep_secrets(&secrets)
    }

    fn ask_for_token(&mut self) {
        let Ok(desk) = self.desk() else { return };
        desk.rotation = Rotation::Asked;
        let (run, account) = (desk.run, desk.account.clone());
        let Some(day_key) = desk.secrets.day_key() else { return };
        self.begin(async move {
            let answer = account.rotate_token(day_key).await;
            Happened::TokenRotated { run, answer }
        });
    }

    pub(super) fn token_rotated(&mut self, answer: Result<Option<String>, AccountError>) {
        let now = self.runtime.now();
        let Ok(desk) = self.desk() else { return };
        let taken = answer.is_ok() && desk.secrets.day_keys.taken(desk.session.server_time(now));
        match answer {
            Ok(Some(token)) => {
                desk.secrets.token = Some(token);
                desk.secrets.token_since = now;
                let secrets = desk.secrets.clone();
                let write = self.keep_secrets(&secrets);
                if let Ok(desk) = self.desk() {
                    desk.rotation = Rotation::Keeping { write };
                }
            }
            Err(error) if has_ended(&error) => self.session_ended(),
            Ok(None) | Err(_) => {
                desk.rotation = Rotation::after(desk.secrets.token_since, now);
                if taken {
                    self.keep_day_keys();
                }
            }
        }
    }

    /// The keyring has taken it, or there is none: the old token is given up. The server does so with the first use of the new
    /// one, so that is used at once.
    pub(super) fn token_kept(&mut self, written: WriteNo) {
        let Stage::SignedIn(desk) = &mut self.stage else { return };
        if desk.rotation.is_prepared_by(written) {
            return self.ask_for_token();
        }
        if let (true, Some(token)) = (desk.rotation.is_kept_by(written), &desk.secrets.token) {
            desk.account = desk.account.clone().with_token(token.clone());
            desk.live.replace_token(token);
            self.ask_for_token();
        }
    }
}

impl Desk {
    /// When the server is to be asked for a new token; without a connection that has to wait for one.
    pub(super) fn rotates_at(&self) -> Option<Moment> {
        self.rotation.deadline().filter(|_| self.session.link() == Link::Connected)
    }

    fn chats(&self) -> Chats {
        if self.session.link() == Link::Connected {
            Chats::Known(self.session.days_in_use())
        } else {
            Chats::Unknown
        }
    }

    /// When a day's key is not needed any more.
    pub(super) fn drops_key_at(&self) -> Option<Moment> {
        self.secrets.day_keys.next_drop(&self.chats()).map(|at| self.session.local_time(at))
    }
}

impl SignedOut {
    /// When a day's key is not needed any more.
    pub(super) fn drops_key_at(&self) -> Option<Moment> {
        let at = self.secrets.as_ref()?.day_keys.next_drop(&Chats::Unknown)?;
        Some(self.dormant.as_ref().map_or(at, |dormant| dormant.local_time(at)))
    }
}
