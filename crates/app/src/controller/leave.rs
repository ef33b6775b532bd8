//! Signing out and quitting.

use std::time::Duration;

use beistand_domain::CommandId;
use beistand_protocol::rest::availability::AvailabilityAct;

use super::happened::Happened;
use super::{Controller, Desk, Stage};

/// How long quitting waits for the server to hear that the availability ends.
const LEAVE_WITHIN: Duration = Duration::from_secs(2);

impl Controller {
    /// Signs out: the availability ends with the session, and nothing stays here.
    pub(super) fn sign_out(&mut self) {
        let stage = std::mem::replace(&mut self.stage, Stage::Starting);
        let Stage::SignedIn(desk) = stage else {
            self.stage = stage;
            return;
        };
        let Desk { account, session, .. } = *desk;
        tokio::spawn(async move {
            // When the server cannot be reached, the lease ends by itself.
            if account.sign_out().await.is_err() {
                tracing::warn!("the server did not hear of the sign-out");
            }
        });
        if let Err(error) = session.destroy() {
            tracing::error!(%error, "the copies could not be removed; their key is gone all the same");
        }
        self.vault.delete();
        self.clear();
        self.open_door(None, None, None);
    }

    /// Ends the program, and the availability with it.
    pub(super) fn leave(&mut self) {
        let leaving = std::mem::replace(&mut self.leaving, true);
        let Stage::SignedIn(desk) = &self.stage else {
            return self.exit();
        };
        if leaving || !desk.is_on_duty() {
            return self.exit();
        }
        let account = desk.account.clone();
        let command = self.ambient.id(CommandId::from_parts);
        let late = self.ambient.sleep(LEAVE_WITHIN);
        self.begin(async move {
            tokio::select! {
                _ = account.set_availability(command, AvailabilityAct::Off) => {}
                () = late => {}
            }
            Happened::DutyLeft
        });
    }

    pub(super) fn exit(&mut self) {
        self.done = true;
        self.desktop.exit();
    }

    /// Questions and notices were about a desk that is no more.
    pub(super) fn clear(&mut self) {
        self.question = None;
        self.notices.clear();
    }
}
