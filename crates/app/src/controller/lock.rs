//! Runs what the machine of the lock decides, and gives it what happens.

use std::time::Duration;

use beistand_domain::Moment;

use super::happened::Happened;
use super::{Controller, Stage};
use crate::failure::{Failure, FailureCode};
use crate::program::leaving;
use crate::secret::Secret;
use crate::session::lock::{Effect, Input, LockView, Truth, locks_after};
use crate::session::pin::{self, PinError};
use crate::view::{LockedScreen, SignInProblem};

impl Controller {
    pub(super) fn lock_desk(&mut self) -> Result<(), Failure> {
        self.desk()?;
        self.try_lock_input(Input::LockChosen)
    }

    /// Locks when nobody has touched the machine for as long as the person has chosen.
    pub(super) fn lock_when_idle(&mut self) {
        let now = self.runtime.now();
        if self.lock_after().is_some_and(|length| self.machine.is_idle(now, length)) {
            self.lock_input(Input::LeftAlone);
        }
    }

    /// After how much time without input the desk locks itself.
    pub(super) fn lock_after(&self) -> Option<Duration> {
        locks_after(self.lock_truth().has_pin, self.kept.settings.lock_after_minutes)
    }

    pub(super) fn locks_at(&self, now: Moment) -> Option<Moment> {
        self.machine.deadline(now, self.lock_after())
    }

    /// For what nobody waits to have answered.
    pub(super) fn lock_input(&mut self, input: Input) {
        // It fails only where the person wants to lock without a PIN.
        let _ = self.try_lock_input(input);
    }

    fn try_lock_input(&mut self, input: Input) -> Result<(), Failure> {
        let mut answer = Ok(());
        for effect in self.lock.handle(input, &self.lock_truth()) {
            match effect {
                Effect::CarryOut(request) => self.let_through(request),
                Effect::Refuse(request) => request.refuse(FailureCode::Locked.into()),
                Effect::AskForPin => self.show_window(),
                Effect::CheckPin(pin) => self.check_pin(pin),
                Effect::KeepWrong(tries) => self.keep_wrong_tries(tries),
                Effect::ForgetPin => self.drop_pin(),
                Effect::ProvePresence => self.machine.proves_presence(),
                Effect::ReportAttendance => self.attendance_changed(),
                Effect::ReportNoPin => answer = Err(FailureCode::NoPin.into()),
            }
        }
        answer
    }

    fn lock_truth(&self) -> Truth {
        let secrets = match &self.stage {
            Stage::SignedIn(desk) => Some(&desk.secrets),
            Stage::Starting | Stage::SignedOut(_) => None,
        };
        Truth {
            now: self.runtime.now(),
            has_pin: secrets.is_some_and(|secrets| secrets.pin.is_some()),
            wrong: secrets.map_or(0, |secrets| secrets.pin_wrong),
        }
    }

    fn check_pin(&mut self, pin: Secret) {
        let Ok(desk) = self.desk() else { return };
        let (run, hash) = (desk.run, desk.secrets.pin.clone().unwrap_or_default());
        self.begin(async move {
            let checking = tokio::task::spawn_blocking(move || pin::fits(&pin, &hash));
            Happened::PinChecked { run, fits: checking.await.unwrap_or(false) }
        });
    }

    fn keep_wrong_tries(&mut self, tries: u32) {
        let Ok(desk) = self.desk() else { return };
        desk.secrets.pin_wrong = tries;
        let secrets = desk.secrets.clone();
        self.keep_secrets(&secrets);
    }

    /// The password opens the desk. What was typed stays.
    fn drop_pin(&mut self) {
        let Ok(desk) = self.desk() else { return };
        desk.secrets.pin = None;
        desk.secrets.pin_wrong = 0;
        let account = desk.account.clone();
        self.leaving_input(leaving::Input::SessionLeft(account));
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
        let LockView { checking, tries_left } = self.lock.view(self.lock_truth().wrong)?;
        let Stage::SignedIn(desk) = &self.stage else {
            return None;
        };
        Some(LockedScreen {
            name: desk.session.world.identity.me.person.name.clone(),
            availability: desk.card(self.runtime.now()),
            connection: desk.connection(),
            checking,
            tries_left,
        })
    }
}
