//! The desk behind its PIN. Its work goes on; nothing of a conversation is shown, and nothing is done in the person's
//! name, until the PIN opens it.

use std::time::Duration;

use beistand_domain::Moment;

use super::happened::Happened;
use super::{Controller, Stage};
use crate::command::{PersonRequest, SetAvailability};
use crate::failure::{Failure, FailureCode};
use crate::request::{AlertRequest, Request, WindowRequest};
use crate::secret::Secret;
use crate::session::pin::{self, PinError};
use crate::view::{LockedScreen, SignInProblem};

/// Who enters the PIN later than this has forgotten what was clicked, or is another person.
const LATER_HOLDS: Duration = Duration::from_secs(60);

/// What becomes of a request while the desk is locked.
enum WhileLocked {
    Done,
    /// It shows something of the person's: after the PIN.
    Later,
    /// It would do something in the person's name: the window asks for the PIN, and they choose again.
    Asks,
    Refused,
}

impl Controller {
    /// Gives a request back unless it has to wait for the PIN, or is refused without it.
    pub(super) fn keep_out(&mut self, request: Request) -> Option<Request> {
        if self.lock.is_none() {
            return Some(request);
        }
        match while_locked(&request) {
            WhileLocked::Done => return Some(request),
            WhileLocked::Later => {
                self.show_window();
                let now = self.runtime.now();
                if let Some(lock) = &mut self.lock {
                    lock.later = Some((request, now));
                }
            }
            WhileLocked::Asks => {
                self.show_window();
                request.refuse(FailureCode::Locked.into());
            }
            WhileLocked::Refused => request.refuse(FailureCode::Locked.into()),
        }
        None
    }

    pub(super) fn lock_desk(&mut self) -> Result<(), Failure> {
        let desk = self.desk()?;
        desk.secrets.pin.as_ref().ok_or(FailureCode::NoPin)?;
        self.lock.get_or_insert_default();
        self.attendance_changed();
        Ok(())
    }

    /// Locks when nobody has touched the machine for as long as the person has chosen.
    pub(super) fn lock_when_idle(&mut self) {
        let now = self.runtime.now();
        let idle = self.lock_after().is_some_and(|length| self.machine.is_idle(now, length));
        if idle {
            // Without a PIN there is nothing to lock with.
            let _ = self.lock_desk();
        }
    }

    /// After how much time without input the desk locks itself.
    pub(super) fn lock_after(&self) -> Option<Duration> {
        let has_pin = matches!(&self.stage, Stage::SignedIn(desk) if desk.secrets.pin.is_some());
        let minutes = self.kept.settings.lock_after_minutes.filter(|_| has_pin)?;
        Some(Duration::from_secs(u64::from(minutes.max(1)) * 60))
    }

    pub(super) fn locks_at(&self, now: Moment) -> Option<Moment> {
        self.machine.deadline(now, self.lock_after())
    }

    pub(super) fn check_pin(&mut self, pin: Secret) {
        let Stage::SignedIn(desk) = &self.stage else {
            return;
        };
        let (run, hash) = (desk.run, desk.secrets.pin.clone().unwrap_or_default());
        let Some(lock) = self.lock.as_mut().filter(|lock| !lock.checking) else {
            return;
        };
        lock.checking = true;
        self.begin(async move {
            let checking = tokio::task::spawn_blocking(move || pin::fits(&pin, &hash));
            Happened::PinChecked { run, fits: checking.await.unwrap_or(false) }
        });
    }

    pub(super) fn pin_checked(&mut self, fits: bool) {
        let Some(lock) = &mut self.lock else { return };
        lock.checking = false;
        if fits {
            return self.unlocked();
        }
        let Ok(desk) = self.desk() else { return };
        desk.secrets.pin_wrong += 1;
        let (wrong, secrets) = (desk.secrets.pin_wrong, desk.secrets.clone());
        self.keep_secrets(&secrets);
        if wrong >= pin::TRIES {
            self.drop_pin();
        }
    }

    /// The person is here: what the machine took while they were away comes back now.
    fn unlocked(&mut self) {
        let later = self.lock.take().and_then(|lock| lock.later);
        self.machine.proves_presence();
        if let Ok(desk) = self.desk()
            && std::mem::take(&mut desk.secrets.pin_wrong) > 0
        {
            let secrets = desk.secrets.clone();
            self.keep_secrets(&secrets);
        }
        self.attendance_changed();
        let now = self.runtime.now();
        if let Some((request, _)) = later.filter(|(_, at)| now.since(*at) <= LATER_HOLDS) {
            // What has gone meanwhile is no longer to be had; the views say so.
            self.carry_out(request);
        }
    }

    /// Too many wrong tries, or the person has forgotten it: the password opens the desk. What was typed stays.
    pub(super) fn drop_pin(&mut self) {
        if self.lock.is_none() {
            return;
        }
        let Ok(desk) = self.desk() else { return };
        desk.secrets.pin = None;
        desk.secrets.pin_wrong = 0;
        let account = desk.account.clone();
        self.revoke(account);
        self.sign_in_again(SignInProblem::PinForgotten);
    }

    /// A new PIN, or none. `current` is asked for where there is one.
    pub(super) fn change_pin(&mut self, current: Option<Secret>, new: Option<Secret>) -> Result<(), Failure> {
        let salt = self.runtime.bytes();
        let desk = self.desk()?;
        if let Some(kept) = &desk.secrets.pin {
            let right = current.is_some_and(|current| pin::fits(&current, kept));
            if !right {
                return Err(PinError::Wrong.into());
            }
        }
        desk.secrets.pin = new.map(|new| pin::hash(&new, salt)).transpose()?;
        let secrets = desk.secrets.clone();
        self.keep_secrets(&secrets);
        Ok(())
    }

    /// What is to be seen of a locked desk.
    pub(super) fn locked_screen(&self) -> Option<LockedScreen> {
        let lock = self.lock.as_ref()?;
        let Stage::SignedIn(desk) = &self.stage else {
            return None;
        };
        let wrong = desk.secrets.pin_wrong;
        Some(LockedScreen {
            name: desk.session.world.identity.me.person.name.clone(),
            availability: desk.card(self.runtime.now()),
            connection: desk.connection(),
            checking: lock.checking,
            tries_left: (wrong > 0).then(|| pin::TRIES - wrong.min(pin::TRIES)),
        })
    }
}

/// What anybody may do at a locked desk: see that it is locked, end things safely, and let the machine say what it says.
fn while_locked(request: &Request) -> WhileLocked {
    match request {
        Request::Person(request) => persons_while_locked(request),
        Request::Machine(..) => WhileLocked::Done,
        Request::Alert(request, _) => match request {
            AlertRequest::Open(_) => WhileLocked::Later,
            AlertRequest::Silence(_) | AlertRequest::Snooze(_) | AlertRequest::Note(..) => WhileLocked::Done,
        },
        Request::Window(request, _) => match request {
            WindowRequest::NoteFocus { .. }
            | WindowRequest::KeepPlace(_)
            | WindowRequest::Close
            | WindowRequest::NoteChatFocus { .. }
            | WindowRequest::KeepChatPlace(..) => WhileLocked::Done,
            WindowRequest::CloseChat(_) => WhileLocked::Refused,
        },
    }
}

fn persons_while_locked(request: &PersonRequest) -> WhileLocked {
    use PersonRequest as P;
    match request {
        P::ShowDesk(..)
        | P::Unlock(..)
        | P::ForgetPin(..)
        | P::LockNow(..)
        | P::SetAvailability(SetAvailability { on: false }, _)
        | P::TakeBreak(..)
        | P::OpenWindow(..)
        // The last keys are still on their way when the lock comes.
        | P::SaveDraft(..)
        | P::AttachFile(..)
        | P::DetachFile(..)
        | P::KeepScrollAnchor(..)
        | P::ReconnectNow(..) => WhileLocked::Done,
        P::AcceptAndOpen(..) | P::RevealChat(..) | P::OpenSettings(..) | P::GoTo(..) => WhileLocked::Later,
        P::SetAvailability(SetAvailability { on: true }, _) | P::Quit(..) => WhileLocked::Asks,
        P::ShowTranscript(..)
        | P::SignIn(..)
        | P::OpenKeyring(..)
        | P::SignOut(..)
        | P::SetPin(..)
        | P::AcceptRequest(..)
        | P::OpenChat(..)
        | P::DetachChat(..)
        | P::AttachChat(..)
        | P::ShowScrollAnchor(..)
        | P::CloseTab(..)
        | P::SendMessage(..)
        | P::RetryMessage(..)
        | P::CancelMessage(..)
        | P::ReadFile(..)
        | P::UseAccount(..)
        | P::Typing(..)
        | P::MarkRead(..)
        | P::EndChat(..)
        | P::AnswerQuestion(..)
        | P::DismissNotice(..)
        | P::SetSettings(..)
        | P::BeginSelfTest(..)
        | P::EndSelfTest(..)
        | P::ReplaceProgram(..) => WhileLocked::Refused,
    }
}
