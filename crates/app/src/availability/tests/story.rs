//! A desk, and a server that keeps the lease by the rules of `domain`. Questions go one after the other; answers and
//! events travel on their own and may overtake each other.

use std::collections::VecDeque;

use beistand_domain::availability::{Act, Availability as Lease, Off, Pause};
use beistand_domain::{DeviceId, limits};

use super::super::*;
use super::happening::Happening;

fn here() -> DeviceId {
    DeviceId::from_bytes([1; 16])
}

fn elsewhere() -> DeviceId {
    DeviceId::from_bytes([2; 16])
}

/// What the server says of it.
pub fn view(lease: Lease) -> AvailabilityView {
    match lease {
        Lease::Off { why: Off::Expired } => AvailabilityView::Off { why: OffView::Expired },
        Lease::Off { .. } => AvailabilityView::Off { why: OffView::Chosen },
        Lease::On { lease } => {
            AvailabilityView::On { since: lease.since, device: lease.device, until: lease.ends() }
        }
        Lease::Paused { lease, why } => {
            let (since, device, until) = (lease.since, lease.device, lease.ends());
            AvailabilityView::Paused { since, device, until, why: why.into() }
        }
    }
}

/// What the person wants, by their own acts alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Off,
    On,
    Break,
}

/// A desk and its server.
pub struct Story {
    pub desk: Availability,
    now: Moment,
    pub server: Lease,
    /// What the desk knows of it.
    pub known: AvailabilityView,
    connected: bool,
    away: Option<AwayReason>,
    locked: bool,
    restores: bool,
    renews: bool,
    questions: VecDeque<(QuestionNo, AvailabilityAct)>,
    answer: Option<(QuestionNo, AvailabilityAct, Result<AvailabilityView, Refusal>)>,
    pub events: VecDeque<AvailabilityView>,
    wanted: Wanted,
    /// The server did what the person wanted, so from then on it may be held to it.
    confirmed: bool,
    /// It ended without the person, at this desk's word or elsewhere: only then may it be off although it is wanted.
    ended: bool,
    pub expiry_reported: bool,
    /// The loss of the connection that the desk has not heard the end of, and whether the person left meanwhile.
    loss: Option<(Moment, bool)>,
    machine_may_sleep: bool,
}

impl Story {
    pub fn new(restores: bool) -> Self {
        Self {
            desk: Availability::default(),
            now: Moment::from_millis(1_000_000),
            server: Lease::off(),
            known: view(Lease::off()),
            connected: true,
            away: None,
            locked: false,
            restores,
            renews: false,
            questions: VecDeque::new(),
            answer: None,
            events: VecDeque::new(),
            wanted: Wanted::Off,
            confirmed: true,
            ended: true,
            expiry_reported: false,
            loss: None,
            machine_may_sleep: false,
        }
    }

    pub fn is_attended(&self) -> bool {
        self.away.is_none() && !self.locked
    }

    pub fn server_holds(&self, lease: Lease) -> bool {
        match lease {
            Lease::Off { .. } => false,
            Lease::On { lease } | Lease::Paused { lease, .. } => lease.device == here(),
        }
    }

    pub fn truth(&self) -> Truth {
        Truth {
            now: self.now,
            server_now: self.now,
            availability: self.known.clone(),
            device: here(),
            connected: self.connected,
            away: self.away,
            locked: self.locked,
            restores_after_loss: self.restores,
        }
    }

    pub fn is_here(&self, view: &AvailabilityView) -> bool {
        Truth { availability: view.clone(), ..self.truth() }.holds_lease()
    }

    pub fn input(&mut self, input: Input) {
        let by_person = matches!(input, Input::Switched { .. });
        for effect in self.desk.handle(input, &self.truth()) {
            match effect {
                Effect::Ask(question, act) => {
                    if act == AvailabilityAct::On && !by_person {
                        self.may_restore();
                    }
                    let resumes = act == AvailabilityAct::Resume;
                    assert!(
                        !resumes || self.is_attended(),
                        "given back before the person is known to be there"
                    );
                    self.questions.push_back((question, act));
                }
                Effect::Renew(renews) => self.renews = renews,
                Effect::Adopt(view) => self.known = view,
                Effect::ReportExpired => self.expiry_reported = true,
                Effect::Settled => self.machine_may_sleep = true,
                Effect::Resync => self.resync(),
                Effect::ReportRestored(_)
                | Effect::WithdrawExpired
                | Effect::WithdrawReports
                | Effect::ReportTrouble => {}
            }
        }
    }

    /// A snapshot takes the place of whatever was on its way.
    pub fn resync(&mut self) {
        self.events = if self.connected { VecDeque::from([view(self.server)]) } else { VecDeque::new() };
    }

    /// Only the person switches on. A short loss that they were present for gives back what they had, where they chose so.
    pub fn may_restore(&mut self) {
        assert!(self.restores, "switched on without anybody's leave");
        assert_ne!(self.wanted, Wanted::Off, "switched on by itself");
        let (since, left) = self.loss.expect("switched on without a loss");
        assert!(self.is_attended() && !left, "switched on in front of an empty chair");
        assert!(self.now.since(since) <= limits::RESTORE_WITHIN, "switched on after a long loss");
        self.wanted = Wanted::On;
        self.ended = false;
    }

    /// The server takes an act and says so to every connected client.
    pub fn serve(&mut self, act: Act) -> Result<AvailabilityView, Refusal> {
        let before = self.server;
        let after = self.server.apply(act, self.now).map_err(|_| Refusal::NotOn)?;
        self.server = after;
        if self.server_holds(before) && matches!(after, Lease::Off { why: Off::Expired }) {
            self.ended = true;
        }
        let quiet = matches!(act, Act::Renew { .. }) || before == after;
        if !quiet && self.connected {
            self.events.push_back(view(after));
        }
        Ok(view(after))
    }

    pub fn arrive(&mut self, lost: bool) {
        if self.answer.is_some() {
            return;
        }
        let Some((question, act)) = self.questions.pop_front() else { return };
        if lost {
            self.answer = Some((question, act, Err(Refusal::Other)));
            return;
        }
        let done = match act {
            AvailabilityAct::On => Act::SwitchOn { device: here() },
            AvailabilityAct::Off => Act::SwitchOff,
            AvailabilityAct::Pause { why } => Act::Pause { device: here(), why: why.into() },
            AvailabilityAct::Resume => Act::Resume { device: here() },
        };
        self.answer = Some((question, act, self.serve(done)));
    }

    pub fn answer(&mut self, lost: bool) {
        let Some((question, act, answer)) = self.answer.take() else { return };
        match answer {
            Ok(availability) if !lost => self.input(Input::Accepted { question, act, availability }),
            Ok(_) => self.refuse(question, act, Refusal::Other),
            Err(why) => self.refuse(question, act, why),
        }
    }

    /// The client is told that its act failed, and does not rely on it.
    pub fn refuse(&mut self, question: QuestionNo, act: AvailabilityAct, why: Refusal) {
        let pending = self.desk.intent.question() == Some(question);
        self.input(Input::Refused { question, act, why });
        match act {
            AvailabilityAct::On if pending => (self.ended, self.confirmed) = (true, false),
            AvailabilityAct::Pause { why: AwayReason::Break } if self.wanted == Wanted::Break => {
                self.confirmed = false;
            }
            AvailabilityAct::On
            | AvailabilityAct::Off
            | AvailabilityAct::Pause { .. }
            | AvailabilityAct::Resume => {}
        }
    }

    pub fn event(&mut self) {
        if let Some(known) = self.events.pop_front() {
            self.known = known;
            self.input(Input::TruthChanged);
            if !matches!(self.desk.intent, Intent::On(Switched { doubted: true, .. })) {
                self.loss = None;
            }
        }
    }

    /// The server's own clock and the desk's renewals.
    pub fn second(&mut self) {
        self.now = self.now + Duration::from_secs(1);
        let _ = self.serve(Act::Tick);
        if self.connected && self.renews && self.now.millis() / 1000 % 15 == 0 {
            match self.serve(Act::Renew { device: here() }) {
                Ok(AvailabilityView::On { until, .. } | AvailabilityView::Paused { until, .. }) => {
                    self.extend(until);
                }
                // The client asks for everything again.
                Ok(AvailabilityView::Off { .. }) | Err(_) => self.resync(),
            }
        }
    }

    pub fn extend(&mut self, renewed: Moment) {
        match &mut self.known {
            AvailabilityView::Off { .. } => {}
            AvailabilityView::On { until, .. } | AvailabilityView::Paused { until, .. } => {
                *until = renewed.max(*until);
            }
        }
    }

    pub fn pass(&mut self, seconds: u64) {
        for _ in 0..seconds {
            self.second();
            self.input(Input::AttendanceChanged);
        }
    }

    pub fn note_attendance(&mut self) {
        if let Some((_, left)) = &mut self.loss {
            *left |= self.away.is_some() || self.locked;
        }
        self.input(Input::AttendanceChanged);
    }

    pub fn click(&mut self, on: bool) {
        if self.desk.intent.switching().is_none() || matches!(self.desk.intent, Intent::Returning { .. }) {
            self.wanted = if on { Wanted::On } else { Wanted::Off };
            // Who clicks before the desk has heard of an end may lose to it.
            let unheard = self.events.iter().any(|event| !self.is_here(event));
            (self.confirmed, self.ended) = (true, !on || unheard);
            self.expiry_reported = false;
        }
        self.input(Input::Switched { on });
    }

    pub fn restart(&mut self) {
        self.desk = Availability::default();
        self.answer = None;
        self.known = view(Lease::off());
        (self.wanted, self.confirmed, self.ended, self.renews) = (Wanted::Off, true, true, false);
        self.loss = None;
        self.resync();
        // Numbers begin again, and nobody waits for the old ones.
        while !self.questions.is_empty() {
            self.arrive(false);
            self.answer = None;
        }
    }

    pub fn happen(&mut self, happening: &Happening) {
        match *happening {
            Happening::Click(on) => self.click(on),
            Happening::Break => {
                if matches!(self.desk.intent, Intent::On(_)) {
                    (self.wanted, self.confirmed) = (Wanted::Break, true);
                }
                self.input(Input::BreakChosen { why: AwayReason::Break });
            }
            Happening::Away(away) => {
                self.away = away;
                self.machine_may_sleep = false;
                self.note_attendance();
                self.sleeps_known();
            }
            Happening::Lock(locked) => {
                self.locked = locked;
                self.note_attendance();
            }
            Happening::Connect(true) if !self.connected => {
                self.connected = true;
                self.resync();
            }
            Happening::Connect(false) if self.connected => {
                self.connected = false;
                self.events.clear();
                self.loss.get_or_insert((self.now, !self.is_attended()));
                self.input(Input::ConnectionLost { since: self.now });
            }
            Happening::Connect(_) => {}
            Happening::Arrive { lost } => self.arrive(lost),
            Happening::Answer { lost } => self.answer(lost),
            Happening::Event => self.event(),
            Happening::Pass { seconds } => self.pass(seconds),
            Happening::Settle => {
                self.settle();
                self.agrees();
            }
            Happening::Restart => self.restart(),
            Happening::TakenOver => {
                self.ended = true;
                let _ = self.serve(Act::SwitchOn { device: elsewhere() });
            }
            Happening::Supervisor => {
                self.ended = true;
                let _ = self.serve(Act::SwitchOffBySupervisor);
            }
        }
    }

    /// A machine with a connection sleeps only once the server knows.
    pub fn sleeps_known(&self) {
        let asleep = self.away == Some(AwayReason::Suspended) && self.machine_may_sleep;
        let refused = |on: Switched| matches!(on.auto_pause, AutoPause::Retry { .. });
        let counts = matches!(self.desk.intent, Intent::On(on) if !refused(on));
        let known_on = matches!(self.known, AvailabilityView::On { device, .. } if device == here());
        assert!(!(asleep && self.connected && counts && known_on), "it sleeps, and requests still come");
    }

    /// The connection stands, and everything that is asked is answered in order.
    pub fn settle(&mut self) {
        self.happen(&Happening::Connect(true));
        for _ in 0..12 {
            while !(self.questions.is_empty() && self.answer.is_none() && self.events.is_empty()) {
                self.arrive(false);
                self.answer(false);
                self.event();
            }
            self.pass(RETRY_AFTER.as_secs());
        }
        assert!(self.questions.is_empty(), "it asks for ever: {:?}", self.desk);
    }

    /// Intent, knowledge and lease agree, and all three with the person.
    pub fn agrees(&self) {
        let held = self.server_holds(self.server);
        assert_eq!(self.desk.wants_lease(), held, "{:?} and {:?}", self.desk, self.server);
        assert!(!held || self.known == view(self.server), "the desk shows {:?}", self.known);
        match (self.wanted, self.server) {
            (_, Lease::Off { .. }) => assert!(self.ended, "nobody ended it, and it is off"),
            (_, Lease::On { lease } | Lease::Paused { lease, .. }) if lease.device != here() => {}
            (Wanted::Off, Lease::On { .. } | Lease::Paused { .. }) => panic!("nobody switched on"),
            (Wanted::On, Lease::On { .. }) => assert!(self.away.is_none(), "requests reach an empty chair"),
            (Wanted::Break, Lease::On { .. }) => assert!(!self.confirmed, "a break ends by itself"),
            (_, Lease::Paused { why, .. }) if why.is_programs() => {
                assert!(!self.is_attended(), "nothing gives the availability back");
            }
            (Wanted::On, Lease::Paused { why, .. }) => {
                assert!(!self.confirmed, "paused for {why:?}, and nobody chose it");
            }
            (Wanted::Break, Lease::Paused { why, .. }) => assert_eq!(why, Pause::Break),
        }
    }
}
