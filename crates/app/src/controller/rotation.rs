//! Replaces the session's token and the day's key (`session/rotation.rs` says when, and in which order).

use beistand_client::{AccountError, Link};

use super::happened::Happened;
use super::{Controller, Stage};
use crate::request::has_ended;
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
        if !desk.secrets.begin_day(&runtime) {
            return self.ask_for_token();
        }
        // Whoever is told of it may seal to it: a program that falls over must find it again.
        let write = self.keep_day_keys();
        if let Ok(desk) = self.desk() {
            desk.rotation = Rotation::Preparing { write };
        }
    }

    /// Destroys the keys of days that no chat here needs any more.
    pub(super) fn drop_day_keys(&mut self) {
        let Ok(desk) = self.desk() else { return };
        if desk.session.link() == Link::Connected && desk.secrets.keep_days(&desk.session.days_in_use()) {
            self.keep_day_keys();
        }
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
            Ok(None) | Err(_) => desk.rotation = Rotation::after(desk.secrets.token_since, now),
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
