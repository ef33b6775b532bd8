//! "Würde ich es hören?": a marked request goes the way of every request, from the server over the live connection and
//! the alerts to the desktop's notification, and the person clicks it. The first link that does not hold is named.

use std::time::Duration;

use beistand_domain::{CommandId, Moment};

use crate::view::{SelfTestState, SelfTestView, TestLink};

/// How long the server, the connection and the desktop may each take.
const LINK_HOLDS_WITHIN: Duration = Duration::from_secs(10);
/// How long the person may take to click.
const CLICKED_WITHIN: Duration = Duration::from_secs(45);

/// One test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelfTest {
    id: CommandId,
    /// The person is about to switch on.
    pub before_switching_on: bool,
    state: State,
    /// The desktop could not play the sound.
    silent: bool,
    /// Its failure was brought before the person.
    failure_shown: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// This link is being tried.
    Running {
        link: TestLink,
        until: Moment,
    },
    Passed,
    Failed {
        link: TestLink,
    },
}

impl SelfTest {
    /// The server is being asked, from now on.
    pub fn begin(id: CommandId, before_switching_on: bool, now: Moment) -> Self {
        let state = State::Running { link: TestLink::Server, until: now + LINK_HOLDS_WITHIN };
        Self { id, before_switching_on, state, silent: false, failure_shown: false }
    }

    pub fn id(&self) -> CommandId {
        self.id
    }

    /// The server has said yes; the marked request is on its way.
    pub fn asked(&mut self, now: Moment) {
        self.reach(TestLink::Connection, now);
    }

    /// It has come over the live connection: from now on it alerts.
    pub fn arrived(&mut self, id: CommandId, now: Moment) {
        if id == self.id {
            self.reach(TestLink::Notification, now);
        }
    }

    /// The desktop shows it.
    pub fn shown(&mut self, now: Moment) {
        self.reach(TestLink::Person, now);
    }

    /// The desktop cannot play its sound; a click still counts.
    pub fn silent(&mut self) {
        self.silent = true;
    }

    /// The person has clicked the notification. Says whether that passed the test.
    pub fn clicked(&mut self) -> bool {
        let running = self.is_alerting();
        if running {
            self.state = State::Passed;
        }
        running
    }

    /// The link that is being tried does not hold.
    pub fn fail(&mut self, link: TestLink) {
        if let State::Running { link: now, .. } = self.state
            && now <= link
        {
            self.state = State::Failed { link };
        }
    }

    /// Whether the person who wants to switch on has to hear that it has failed; says so once.
    pub fn must_be_shown(&mut self) -> bool {
        let failed = matches!(self.state, State::Failed { .. });
        failed && self.before_switching_on && !std::mem::replace(&mut self.failure_shown, true)
    }

    /// Whether it is to be seen and heard now.
    pub fn is_alerting(&self) -> bool {
        match self.state {
            State::Running { link, .. } => link >= TestLink::Notification,
            State::Passed | State::Failed { .. } => false,
        }
    }

    #[cfg(test)]
    fn is_running(&self) -> bool {
        matches!(self.state, State::Running { .. })
    }

    /// When [`Self::tick`] is due.
    pub fn deadline(&self) -> Option<Moment> {
        match self.state {
            State::Running { until, .. } => Some(until),
            State::Passed | State::Failed { .. } => None,
        }
    }

    /// A link that has taken too long does not hold.
    pub fn tick(&mut self, now: Moment) {
        if let State::Running { link, until } = self.state
            && now >= until
        {
            self.state = State::Failed { link };
        }
    }

    pub fn view(&self) -> SelfTestView {
        let state = match self.state {
            State::Running { link, .. } => SelfTestState::Running { link },
            State::Passed => SelfTestState::Passed { silent: self.silent },
            State::Failed { link } => SelfTestState::Failed { link },
        };
        SelfTestView { state, before_switching_on: self.before_switching_on }
    }

    /// Goes on to a later link; signs that overtake each other never lead back.
    fn reach(&mut self, link: TestLink, now: Moment) {
        if let State::Running { link: before, .. } = self.state
            && before < link
        {
            let patience = if link == TestLink::Person { CLICKED_WITHIN } else { LINK_HOLDS_WITHIN };
            self.state = State::Running { link, until: now + patience };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Moment {
        Moment::from_millis(0) + Duration::from_secs(seconds)
    }

    fn id(n: u8) -> CommandId {
        CommandId::from_bytes([n; 16])
    }

    fn begun() -> SelfTest {
        SelfTest::begin(id(1), false, at(0))
    }

    fn state(test: &SelfTest) -> SelfTestState {
        test.view().state
    }

    #[test]
    fn every_link_has_to_hold() {
        let mut test = begun();
        test.asked(at(1));
        assert!(!test.is_alerting(), "it has not come yet");
        test.arrived(id(1), at(2));
        assert!(test.is_alerting());
        test.shown(at(3));
        assert_eq!(state(&test), SelfTestState::Running { link: TestLink::Person });
        assert!(test.clicked());
        assert_eq!(state(&test), SelfTestState::Passed { silent: false });
        assert!(!test.is_alerting());
    }

    #[test]
    fn the_link_that_takes_too_long_is_named() {
        let mut test = begun();
        test.tick(at(9));
        assert!(test.is_running());
        test.tick(at(10));
        assert_eq!(state(&test), SelfTestState::Failed { link: TestLink::Server });
        let mut test = begun();
        test.asked(at(1));
        test.tick(at(11));
        assert_eq!(state(&test), SelfTestState::Failed { link: TestLink::Connection });
        let mut test = begun();
        test.arrived(id(1), at(1));
        test.tick(at(11));
        assert_eq!(state(&test), SelfTestState::Failed { link: TestLink::Notification });
        let mut test = begun();
        test.arrived(id(1), at(1));
        test.shown(at(1));
        test.tick(at(46));
        assert_eq!(state(&test), SelfTestState::Failed { link: TestLink::Person });
        assert!(!test.clicked(), "too late");
    }

    #[test]
    fn another_tests_request_and_signs_out_of_order_change_nothing() {
        let mut test = begun();
        test.arrived(id(2), at(1));
        assert!(!test.is_alerting());
        test.arrived(id(1), at(1));
        test.shown(at(2));
        test.asked(at(3));
        test.fail(TestLink::Connection);
        assert_eq!(state(&test), SelfTestState::Running { link: TestLink::Person });
        assert!(test.clicked());
        test.fail(TestLink::Person);
        assert_eq!(state(&test), SelfTestState::Passed { silent: false });
    }
}
