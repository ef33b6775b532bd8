//! Replaces the session's token (`session/rotation.rs` says when, and in which order).

use beistand_client::{AccountError, Link};

use super::happened::Happened;
use super::{Controller, Stage};
use crate::request::has_ended;
use crate::session::rotation::Rotation;
use crate::session::secrets::WriteNo;

impl Controller {
    /// Asks the server for a new token where one is due.
    pub(super) fn rotate_token(&mut self) {
        let now = self.runtime.now();
        let Ok(desk) = self.desk() else { return };
        if !desk.rotation.is_due(now) || desk.session.link() != Link::Connected {
            return;
        }
        self.ask_for_token();
    }

    fn ask_for_token(&mut self) {
        let Ok(desk) = self.desk() else { return };
        desk.rotation = Rotation::Asked;
        let (run, account) = (desk.run, desk.account.clone());
        self.begin(async move {
            let answer = account.rotate_token().await;
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
        if let (true, Some(token)) = (desk.rotation.is_kept_by(written), &desk.secrets.token) {
            desk.account = desk.account.clone().with_token(token.clone());
            desk.live.replace_token(token);
            self.ask_for_token();
        }
    }
}
