//! Signing out and quitting.

use std::time::Duration;

use beistand_client::Session;
use beistand_domain::CommandId;
use beistand_protocol::rest::availability::AvailabilityAct;

use super::happened::Happened;
use super::{Controller, Desk, Stage};
use crate::program::questions;
use crate::session::lock;
use crate::settings::KeptSettings;

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
        self.revoke(account);
        if let Err(error) = session.destroy() {
            tracing::error!(%error, "the copies could not be removed; their key is gone all the same");
        }
        self.vault.delete();
        self.clear();
        if self.kept.shared {
            self.leave_no_trace();
        }
        self.show_sign_in(None, None, None);
    }

    /// On a machine that several people use, only the server's address stays.
    fn leave_no_trace(&mut self) {
        let server = std::mem::take(&mut self.kept.server);
        self.kept = KeptSettings { server, shared: true, ..KeptSettings::default() };
        self.desktop.speak(None);
        self.desktop.forget_traces();
        if self.save_settings().is_err() {
            tracing::error!("the settings of the last person could not be removed");
        }
    }

    /// Ends the program, and the availability with it.
    pub(super) fn leave(&mut self) {
        let leaving = std::mem::replace(&mut self.leaving, true);
        if self.kept.shared {
            self.sign_out();
            self.remove_dormant();
        }
        if leaving {
            return self.exit();
        }
        let Stage::SignedIn(desk) = &self.stage else {
            return self.leave_revoked();
        };
        if !desk.may_hold_lease() {
            return self.exit();
        }
        let account = desk.account.clone();
        let command = self.runtime.id(CommandId::from_parts);
        let late = self.runtime.sleep(LEAVE_WITHIN);
        self.begin(async move {
            tokio::select! {
                _ = account.set_availability(command, AvailabilityAct::Off) => {}
                () = late => {}
            }
            Happened::LeaseGivenBack
        });
    }

    /// The copies of a session that the server has ended: on a shared machine nobody comes back for them.
    fn remove_dormant(&mut self) {
        let Stage::SignedOut(signed_out) = &mut self.stage else {
            return;
        };
        signed_out.secrets = None;
        if let Some(Err(error)) = signed_out.dormant.take().map(Session::destroy) {
            tracing::error!(%error, "copies nobody comes back for could not be removed");
        }
    }

    /// Waits a moment for the server to hear that a session has ended.
    fn leave_revoked(&mut self) {
        if self.revocations.is_empty() {
            return self.exit();
        }
        let late = self.runtime.sleep(LEAVE_WITHIN);
        self.begin(async move {
            late.await;
            Happened::LeaseGivenBack
        });
    }

    pub(super) fn leave_when_revoked(&mut self) {
        let signed_in = matches!(self.stage, Stage::SignedIn(_));
        if self.leaving && !signed_in && self.revocations.is_empty() {
            self.exit();
        }
    }

    pub(super) fn exit(&mut self) {
        self.done = true;
        if self.updating {
            return self.desktop.install_update();
        }
        self.desktop.exit();
    }

    /// Questions and notices were about a desk that is no more.
    pub(super) fn clear(&mut self) {
        self.tell_questions(questions::Input::SessionLeft);
        self.tell_lock(lock::Input::SessionLeft);
        self.self_test = None;
        self.notices.clear();
    }
}
