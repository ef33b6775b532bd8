//! Signing out; runs what the machine of leaving decides, and gives it what happens.

use std::time::Duration;

use beistand_client::Session;
use beistand_domain::CommandId;
use beistand_protocol::rest::availability::AvailabilityAct;

use super::happened::Happened;
use super::{Controller, Desk, Stage};
use crate::program::leaving::{Effect, Ending, Input, Truth};
use crate::program::questions;
use crate::request::has_ended;
use crate::session::lock;
use crate::session::revocation::Revoke;
use crate::settings::KeptSettings;

/// How long the availability's end waits for the answer to what was asked before it.
const BEFORE_WITHIN: Duration = Duration::from_secs(1);

impl Controller {
    /// Signs out: the availability ends with the session, and nothing stays here.
    pub(super) fn sign_out(&mut self) {
        let stage = std::mem::replace(&mut self.stage, Stage::Starting);
        let Stage::SignedIn(desk) = stage else {
            self.stage = stage;
            return;
        };
        let Desk { account, session, .. } = *desk;
        self.leaving_input(Input::SessionLeft(account));
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

    pub(super) fn leaving_input(&mut self, input: Input) {
        let truth = self.leaving_truth();
        for effect in self.leaving.handle(input, &truth) {
            match effect {
                Effect::ForgetPerson => {
                    self.sign_out();
                    self.remove_dormant();
                }
                Effect::ReturnLease => self.return_lease(),
                Effect::EndSession(revoke) => self.end_session(revoke),
                Effect::End(Ending::Exit) => self.desktop.exit(),
                Effect::End(Ending::Update) => self.desktop.install_update(),
            }
        }
    }

    fn leaving_truth(&self) -> Truth {
        let may_hold_lease = match &self.stage {
            Stage::SignedIn(desk) => desk.may_hold_lease(),
            Stage::Starting | Stage::SignedOut(_) => false,
        };
        Truth {
            now: self.runtime.now(),
            signed_in: matches!(self.stage, Stage::SignedIn(_)),
            may_hold_lease,
            shared: self.kept.shared,
        }
    }

    fn return_lease(&mut self) {
        let command = self.runtime.id(CommandId::from_parts);
        let Ok(desk) = self.desk() else { return };
        let (account, before) = (desk.account.clone(), desk.availability_asked.take());
        let late = self.runtime.sleep(BEFORE_WITHIN);
        self.begin(async move {
            // A switching on that is still on its way would come after this and leave a lease behind.
            if let Some(before) = before {
                tokio::select! {
                    _ = before => {}
                    () = late => {}
                }
            }
            // Whether or not the server has received it, the program ends.
            let _ = account.set_availability(command, AvailabilityAct::Off).await;
            Happened::LeaseAnswered
        });
    }

    fn end_session(&self, Revoke { number, account }: Revoke) {
        self.begin(async move {
            let over = match account.sign_out().await {
                Ok(()) => true,
                // It had ended already.
                Err(error) => has_ended(&error),
            };
            Happened::SessionEndAnswered { number, over }
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

    /// Questions and notices were about a desk that is no more.
    pub(super) fn clear(&mut self) {
        self.questions_input(questions::Input::SessionLeft);
        self.lock_input(lock::Input::SessionLeft);
        self.self_test = None;
        self.notices.clear();
    }
}
