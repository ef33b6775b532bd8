//! Starting: what the keyring keeps, and what becomes of copies that it does not open.

use beistand_client::cache;
use beistand_client::session::Session;
use beistand_client::world::Identity;
use beistand_client::{Account, ServerAddress};
use beistand_domain::{CentreId, PersonId};
use beistand_protocol::view::{CentreView, MeView, PersonView};

use super::{Controller, Stage};
use crate::command;
use crate::desktop::NoKeyring;
use crate::session::lock;
use crate::session::secrets::Secrets;
use crate::view::{SignInProblem, Unopened};

impl Controller {
    pub(super) fn keyring_read(&mut self, read: Result<Option<Secrets>, NoKeyring>) {
        if matches!(self.stage, Stage::SignedIn(_)) {
            return;
        }
        let waiting = match &mut self.stage {
            Stage::SignedOut(signed_out) => signed_out.waiting.take(),
            Stage::Starting | Stage::SignedIn(_) => None,
        };
        self.keyring = read.is_ok();
        match read {
            Ok(Some(secrets)) if secrets.token.is_some() && is_of(&secrets, waiting.as_ref()) => {
                return self.take_up(secrets);
            }
            Ok(Some(secrets)) => {
                let dormant = self.open_dormant(&secrets).ok();
                self.show_sign_in(Some(secrets), dormant, None);
            }
            Ok(None) => {
                if self.kept.shared {
                    self.remove_leftovers();
                }
                self.show_sign_in(None, None, None);
            }
            Err(NoKeyring) => {
                let problem = self.would_remove(Unopened::KeyringLocked);
                self.show_sign_in(None, None, problem);
                return self.keep_form(waiting);
            }
        }
        if let Some(request) = waiting {
            self.start_sign_in(request);
        }
    }

    /// Asks the keyring again; a person may have opened it since.
    pub(super) fn ask_keyring(&mut self) {
        if let Stage::SignedOut(signed_out) = &mut self.stage
            && signed_out.secrets.is_none()
            && !signed_out.form.busy
        {
            signed_out.form.busy = true;
            self.vault.read();
        }
    }

    /// What was typed before the keyring was asked.
    fn keep_form(&mut self, typed: Option<command::SignIn>) {
        if let (Some(typed), Stage::SignedOut(signed_out)) = (typed, &mut self.stage) {
            let form = &mut signed_out.form;
            (form.server, form.name, form.shared) = (typed.server, typed.name, typed.shared);
        }
    }

    /// What signing in with new keys would take away.
    pub(super) fn would_remove(&self, why: Unopened) -> Option<SignInProblem> {
        if self.kept.shared {
            return None;
        }
        match cache::left(&self.folder, self.runtime.now()) {
            Ok(left) => {
                let cache::Left { chats, unsent, drafts } = left?;
                Some(SignInProblem::WouldRemove { why, chats, unsent, drafts })
            }
            Err(error) => {
                tracing::warn!(%error, "the copies cannot be counted");
                Some(SignInProblem::WouldRemoveUncounted { why })
            }
        }
    }

    /// After a crash on a machine that several people use: the key of these copies is gone, and so are they.
    fn remove_leftovers(&self) {
        if let Err(error) = cache::remove(&self.folder) {
            tracing::error!(%error, "copies nobody can open could not be removed");
        }
    }

    /// A kept session: the desk stands at once with what is on the disk, and connects.
    fn take_up(&mut self, secrets: Secrets) {
        let account = ServerAddress::parse(&secrets.server)
            .map_err(|_| SignInProblem::BadAddress)
            .and_then(|server| Account::new(server).map_err(|_| SignInProblem::Unreachable));
        let opened = account.and_then(|account| {
            let copies = self.open_cache(&secrets).map_err(|_| SignInProblem::NoStorage)?;
            Ok((account, copies))
        });
        match opened {
            Ok((account, copies)) => {
                let identity =
                    Session::kept_identity(&copies.cache).unwrap_or_else(|| unknown(&secrets.name));
                self.enter(secrets, account, copies, identity);
                // Without a disk that can be written it has led to the sign-in screen, where only the password opens.
                self.lock_input(lock::Input::LeftAlone);
                self.arrive();
            }
            Err(problem) => self.show_sign_in(Some(secrets), None, Some(problem)),
        }
    }
}

/// Whether the kept session is what the person wanted to sign in to; without a wish it is.
fn is_of(secrets: &Secrets, wanted: Option<&command::SignIn>) -> bool {
    wanted.is_none_or(|wanted| {
        let server = ServerAddress::parse(&wanted.server).map(|server| server.to_string());
        server.is_ok_and(|server| server == secrets.server) && wanted.name.trim() == secrets.name
    })
}

/// What a desk without its copies shows until the server has answered who it is.
pub(super) fn unknown(name: &str) -> Identity {
    let person = PersonView { id: PersonId::from_bytes([0; 16]), name: name.to_owned() };
    let me = MeView {
        person,
        sign_in_name: name.to_owned(),
        roles: vec![],
        topics: vec![],
        parallel_chats: 0,
        reachable: true,
    };
    let centre = CentreView { id: CentreId::from_bytes([0; 16]), slug: String::new(), name: String::new() };
    Identity { me, centre }
}
