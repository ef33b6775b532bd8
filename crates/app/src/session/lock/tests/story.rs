//! A desk with its lock, people who ask it for things, and what has to hold whatever happens.

use proptest::prelude::*;

use super::letters::{self, Fate, KINDS, KINDS_THAT_WAIT, Letter, Owed};
use super::*;

/// One thing that happens.
#[derive(Clone, Debug)]
pub enum Happening {
    /// A request of this kind.
    Ask(usize),
    Lock,
    LeftAlone,
    Try,
    /// What came of a try, whether or not one is under way.
    Checked {
        fits: bool,
    },
    Forget,
    Pass {
        seconds: u64,
    },
    /// An open desk gets a PIN, or loses it.
    SetPin(bool),
    LeaveSession,
    /// The program crashed and starts again with the kept session.
    Restart,
}

pub fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        20 => (0..KINDS).prop_map(Happening::Ask),
        12 => KINDS_THAT_WAIT.prop_map(Happening::Ask),
        8 => Just(Happening::Lock),
        4 => Just(Happening::LeftAlone),
        14 => Just(Happening::Try),
        14 => prop::bool::weighted(0.4).prop_map(|fits| Happening::Checked { fits }),
        1 => Just(Happening::Forget),
        10 => (1..70_u64).prop_map(|seconds| Happening::Pass { seconds }),
        8 => prop::bool::weighted(0.9).prop_map(Happening::SetPin),
        1 => Just(Happening::LeaveSession),
        1 => Just(Happening::Restart),
    ]
}

pub struct Story {
    lock: Lock,
    truth: Truth,
    /// Whether the desk has to be locked, told in the plainest way.
    locked: bool,
    checking: bool,
    /// What waits for the PIN, since when.
    waiting: Option<(Letter, Moment)>,
}

/// What a step has led to, beside answers.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    window: bool,
    checks: u32,
    kept: Option<u32>,
    forgot: bool,
    presence: bool,
    attendance: bool,
    no_pin: bool,
}

impl Story {
    pub fn new() -> Self {
        let truth = Truth { now: THEN, has_pin: true, wrong: 0 };
        Self { lock: Lock::default(), truth, locked: false, checking: false, waiting: None }
    }

    pub fn happen(&mut self, happening: &Happening) {
        match happening {
            Happening::Ask(kind) => self.ask(*kind),
            Happening::Lock => self.lock(Input::LockChosen),
            Happening::LeftAlone => self.lock(Input::LeftAlone),
            Happening::Try => self.try_pin(),
            Happening::Checked { fits } => self.checked(*fits),
            Happening::Forget => {
                let seen = self.give(Input::PinForgotten);
                assert_eq!(seen, Seen { forgot: self.locked, ..Seen::default() });
                self.forget(seen.forgot);
            }
            Happening::Pass { seconds } => self.truth.now = self.truth.now + Duration::from_secs(*seconds),
            Happening::SetPin(has_pin) => self.truth.has_pin = *has_pin || self.locked,
            Happening::LeaveSession => self.leave_session(),
            Happening::Restart => {
                (self.lock, self.waiting, self.locked, self.checking) = (Lock::default(), None, false, false);
                self.lock(Input::LeftAlone);
            }
        }
        assert_eq!(self.lock.is_locked(), self.locked, "after {happening:?}");
        assert_eq!(self.lock.view(0).is_some_and(|view| view.checking), self.checking);
        assert!(self.waiting.as_mut().is_none_or(|(letter, _)| letter.fate() == Fate::Waits));
    }

    pub fn nothing_is_left_unanswered(&self) {
        assert!(self.waiting.is_none() && !self.locked);
    }

    fn ask(&mut self, kind: usize) {
        let (owed, request, mut letter) = letters::any_request(kind);
        let seen = self.give(Input::Asked(request));
        let fate = match owed {
            _ if !self.locked => Fate::CarriedOut,
            Owed::Doing => Fate::CarriedOut,
            Owed::Waiting => Fate::Waits,
            Owed::RefusalAndWindow | Owed::Refusal => Fate::Refused,
        };
        assert_eq!(letter.fate(), fate, "kind {kind}, locked: {}", self.locked);
        let window = self.locked && matches!(owed, Owed::Waiting | Owed::RefusalAndWindow);
        assert_eq!(seen, Seen { window, ..Seen::default() });
        if fate == Fate::Waits {
            self.refused_instead();
            self.waiting = Some((letter, self.truth.now));
        }
    }

    /// What waited until now never comes back.
    fn refused_instead(&mut self) {
        if let Some((mut before, _)) = self.waiting.take() {
            assert_eq!(before.fate(), Fate::Refused);
        }
    }

    fn lock(&mut self, input: Input) {
        let chosen = matches!(input, Input::LockChosen);
        let seen = self.give(input);
        let locks = self.truth.has_pin && !self.locked;
        let no_pin = chosen && !self.truth.has_pin;
        assert_eq!(seen, Seen { attendance: locks, no_pin, ..Seen::default() });
        self.locked |= locks;
    }

    fn try_pin(&mut self) {
        let seen = self.give(Input::PinTried("2580".into()));
        let checks = self.locked && !self.checking;
        assert_eq!(seen, Seen { checks: u32::from(checks), ..Seen::default() });
        self.checking |= checks;
    }

    fn checked(&mut self, fits: bool) {
        let wrong = self.truth.wrong;
        let seen = self.give(Input::PinChecked { fits });
        if !std::mem::take(&mut self.checking) {
            return assert_eq!(seen, Seen::default(), "nobody waits for this");
        }
        if fits {
            let kept = (wrong > 0).then_some(0);
            assert_eq!(seen, Seen { kept, presence: true, attendance: true, ..Seen::default() });
            self.locked = false;
            if let Some((mut letter, since)) = self.waiting.take() {
                let holds = self.truth.now.since(since) <= Duration::from_secs(60);
                assert_eq!(letter.fate(), if holds { Fate::CarriedOut } else { Fate::Refused });
            }
        } else {
            let forgot = wrong + 1 == 5;
            assert_eq!(seen, Seen { kept: Some(wrong + 1), forgot, ..Seen::default() });
            self.forget(forgot);
        }
    }

    /// What the controller does: without its PIN the session ends.
    fn forget(&mut self, forgot: bool) {
        if forgot {
            (self.truth.has_pin, self.truth.wrong) = (false, 0);
            self.leave_session();
        }
    }

    fn leave_session(&mut self) {
        assert_eq!(self.give(Input::SessionLeft), Seen::default());
        self.refused_instead();
        (self.locked, self.checking) = (false, false);
    }

    fn give(&mut self, input: Input) -> Seen {
        let mut seen = Seen::default();
        for effect in self.lock.handle(input, &self.truth) {
            match effect {
                Effect::CarryOut(request) => letters::carry_out(request),
                Effect::Refuse(request) => letters::refuse(request),
                Effect::AskForPin => seen.window = true,
                Effect::CheckPin(_) => seen.checks += 1,
                Effect::KeepWrong(tries) => {
                    seen.kept = Some(tries);
                    self.truth.wrong = tries;
                }
                Effect::ForgetPin => seen.forgot = true,
                Effect::ProvePresence => seen.presence = true,
                Effect::ReportAttendance => seen.attendance = true,
                Effect::ReportNoPin => seen.no_pin = true,
            }
        }
        seen
    }
}
