//! The self-test, on demand and before the first switch-on of the day.

use beistand_client::AccountError;
use beistand_domain::CommandId;

use super::happened::Happened;
use super::{Controller, Stage};
use crate::alerts::AlertKey;
use crate::desktop::AlertOutcome;
use crate::failure::Failure;
use crate::request::has_ended;
use crate::self_test::SelfTest;
use crate::view::{Availability, NoticeWhat, TestLink};

impl Controller {
    /// The act of the person. Shortly before the first switch-on of a day it is made sure that requests are heard; then
    /// the act is carried out.
    pub(super) fn choose_availability(&mut self, on: bool) -> Result<(), Failure> {
        if on {
            self.machine.proves_presence();
        }
        if on && self.owes_a_test()? {
            return self.start_self_test(true);
        }
        self.self_test.take_if(|test| test.before_switching_on);
        self.switch(on)
    }

    fn owes_a_test(&mut self) -> Result<bool, Failure> {
        let now = self.runtime.now();
        let off = matches!(self.desk()?.card(now), Availability::Off { .. });
        let day = |moment: beistand_domain::Moment| moment.day(&self.zone);
        let tested = self.kept.self_tested.is_some_and(|then| day(then) == day(now));
        Ok(off && self.kept.settings.self_test_daily && !tested)
    }

    pub(super) fn start_self_test(&mut self, before_switching_on: bool) -> Result<(), Failure> {
        let id = self.runtime.id(CommandId::from_parts);
        let now = self.runtime.now();
        let desk = self.desk()?;
        let (run, account) = (desk.run, desk.account.clone());
        self.self_test = Some(SelfTest::begin(id, before_switching_on, now));
        self.begin(async move {
            let answer = account.begin_self_test(id).await;
            Happened::SelfTestAnswered { run, id, answer }
        });
        Ok(())
    }

    /// Puts the test away. `switch_on` is the act of a person who does not want to wait for it.
    pub(super) fn put_self_test_away(&mut self, switch_on: bool) -> Result<(), Failure> {
        self.self_test = None;
        if switch_on { self.switch(true) } else { Ok(()) }
    }

    pub(super) fn self_test_answered(&mut self, id: CommandId, answer: Result<(), AccountError>) {
        let now = self.runtime.now();
        let Some(test) = self.self_test.as_mut().filter(|test| test.id() == id) else {
            return;
        };
        match answer {
            Ok(()) => test.asked(now),
            Err(error) if has_ended(&error) => self.session_ended(),
            Err(_) => test.fail(TestLink::Server),
        }
    }

    pub(super) fn self_test_came(&mut self, id: CommandId) {
        let now = self.runtime.now();
        if let Some(test) = &mut self.self_test {
            test.arrived(id, now);
        }
    }

    /// What became of an alert on the desktop.
    pub(super) fn note_alert(&mut self, key: AlertKey, outcome: AlertOutcome) {
        let now = self.runtime.now();
        match outcome {
            AlertOutcome::Shown => {
                self.said_not_shown = false;
                self.notices.retain(|notice| notice.what != NoticeWhat::NoNotifications);
            }
            AlertOutcome::NotShown if key != AlertKey::SelfTest => {
                if !std::mem::replace(&mut self.said_not_shown, true) {
                    self.notice(NoticeWhat::NoNotifications);
                }
            }
            AlertOutcome::NotShown | AlertOutcome::Silent => {}
        }
        let Some(test) = self.self_test.as_mut().filter(|_| key == AlertKey::SelfTest) else {
            return;
        };
        match outcome {
            AlertOutcome::Shown => test.shown(now),
            AlertOutcome::NotShown => test.fail(TestLink::Notification),
            AlertOutcome::Silent => test.silent(),
        }
    }

    /// The person has clicked the test's notification.
    pub(super) fn self_test_clicked(&mut self) -> Result<(), Failure> {
        let passed = self.self_test.as_mut().is_some_and(SelfTest::clicked);
        if !passed {
            return Ok(());
        }
        self.kept.self_tested = Some(self.runtime.now());
        if self.save_settings().is_err() {
            tracing::warn!("the next start will not know of this self-test");
        }
        let before_switching_on = self.self_test.as_ref().is_some_and(|test| test.before_switching_on);
        if before_switching_on { self.switch(true) } else { Ok(()) }
    }

    /// Time alone, and the end of the session, end a test.
    pub(super) fn tick_self_test(&mut self) {
        let now = self.runtime.now();
        match (&self.stage, &mut self.self_test) {
            (Stage::SignedIn(_), Some(test)) => test.tick(now),
            (Stage::Starting | Stage::SignedOut(_), test) => *test = None,
            (Stage::SignedIn(_), None) => {}
        }
    }
}
