//! The promise across a time without a connection: what it ends, what it may give back, and that it is said.

use beistand_client::Link;
use beistand_domain::{Moment, limits};

use crate::controller::{Controller, Stage};
use crate::view::NoticeWhat;

/// A time without a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drop {
    since: Moment,
    /// Nothing said meanwhile that the person had gone.
    attended: bool,
}

impl Controller {
    pub(in crate::controller) fn link_changed(&mut self, link: Link) {
        let attended = self.is_attended();
        tracing::info!(?link, "the connection");
        let Ok(desk) = self.desk() else { return };
        if let Link::Offline { since, .. } = link {
            // A connection that slept along with the machine is found dead only after it woke.
            let attended = attended && desk.duty.gone_at.is_none_or(|gone| gone < since);
            desk.duty.drop.get_or_insert(Drop { since, attended });
        }
    }

    /// The server has ended the promise because nothing was heard of this desk. Where the person has chosen so, a short
    /// drop with somebody at the desk gives it back; anything else takes an act.
    pub(super) fn run_out(&mut self, drop: Option<Drop>) {
        let now = self.runtime.now();
        let short = drop.is_some_and(|drop| drop.attended && now.since(drop.since) <= limits::RESTORE_WITHIN);
        let restores = self.kept.settings.restore_after_drop && short && self.is_attended();
        if restores && self.switch(true).is_ok() {
            // Whether it worked is said when the server has answered.
            if let Ok(desk) = self.desk() {
                desk.duty.restoring = true;
            }
            return;
        }
        self.say_over();
    }

    /// Says that the promise is over, once for each time it was made.
    pub(super) fn say_over(&mut self) {
        let Ok(desk) = self.desk() else { return };
        if !std::mem::replace(&mut desk.duty.said_over, true) {
            self.notice(NoticeWhat::DutyExpired);
        }
    }

    /// The promise stands again: its next end is worth a word again.
    pub(super) fn made_good(&mut self) {
        if let Ok(desk) = self.desk() {
            desk.duty.said_over = false;
        }
    }

    /// Somebody is at the desk, as far as the machine and the lock say.
    pub(in crate::controller) fn is_attended(&self) -> bool {
        self.lock.is_none() && self.machine.away(self.runtime.now()).is_none()
    }

    /// A drop during which the person had gone gives nothing back.
    pub(in crate::controller) fn note_attendance(&mut self) {
        let (attended, now) = (self.is_attended(), self.runtime.now());
        let Ok(desk) = self.desk() else { return };
        let was_gone = std::mem::replace(&mut desk.duty.gone, !attended);
        if was_gone || !attended {
            desk.duty.gone_at = Some(now);
        }
        if let Some(drop) = &mut desk.duty.drop {
            drop.attended &= attended;
        }
    }

    /// Says loudly, once, that the promise is over although nobody ended it.
    pub(in crate::controller) fn notice_run_out(&mut self) {
        let now = self.runtime.now();
        let over = match &self.stage {
            Stage::SignedIn(desk) => desk.has_run_out(now),
            Stage::Starting | Stage::SignedOut(_) => false,
        };
        if over {
            self.say_over();
        }
    }
}
