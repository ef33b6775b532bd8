//! Sessions that were left while the server could not hear of it: it is told as soon as it can be.

use std::time::Duration;

use beistand_client::{Account, AccountError};
use beistand_domain::Moment;
use beistand_protocol::ProblemCode;

use super::Controller;
use super::happened::Happened;
use crate::session::revocation::Revocation;

/// Between two tries.
const AGAIN_AFTER: Duration = Duration::from_secs(20);

impl Controller {
    /// Ends a session on the server, now or as soon as it can be reached. Its lease ends by itself in any case.
    pub(super) fn revoke(&mut self, account: Account) {
        let number = self.next_id();
        self.revocations.push(Revocation { number, account, again_at: Some(self.runtime.now()) });
        self.tick_revocations();
    }

    pub(super) fn tick_revocations(&mut self) {
        let now = self.runtime.now();
        let mut due = Vec::new();
        for revocation in &mut self.revocations {
            if revocation.again_at.take_if(|at| *at <= now).is_some() {
                due.push((revocation.number, revocation.account.clone()));
            }
        }
        for (number, account) in due {
            self.begin(async move { Happened::Revoked { number, answer: account.sign_out().await } });
        }
    }

    pub(super) fn revoked(&mut self, number: u32, answer: Result<(), AccountError>) {
        let heard = match &answer {
            Ok(()) => true,
            // It had ended already.
            Err(error) => error.code() == Some(ProblemCode::Unauthenticated),
        };
        if heard {
            self.revocations.retain(|revocation| revocation.number != number);
            return self.leave_when_revoked();
        }
        let again_at = self.runtime.now() + AGAIN_AFTER;
        if let Some(revocation) = self.revocations.iter_mut().find(|each| each.number == number) {
            revocation.again_at = Some(again_at);
        }
    }

    pub(super) fn revokes_at(&self) -> Option<Moment> {
        self.revocations.iter().filter_map(|revocation| revocation.again_at).min()
    }
}
