//! A desk, its sessions and its lease, and what has to hold however the program ends.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::session::revocation::{RevocationNo, Revoke};

/// One thing that happens.
#[derive(Clone, Debug)]
pub enum Happening {
    SignIn {
        shared: bool,
    },
    SignOut,
    /// The server ends the session: nothing is to be sent.
    Expelled,
    /// Until the program is to end the availability comes and goes.
    Lease(bool),
    Want(Ending),
    /// The server answers about the lease, whether or not it was asked.
    LeaseAnswer,
    /// The server answers about a session, whether or not it was asked.
    SessionAnswer {
        nth: usize,
        over: bool,
    },
    Pass {
        millis: u64,
    },
}

pub fn happening() -> impl Strategy<Value = Happening> {
    let ending = prop::bool::weighted(0.8).prop_map(|exit| if exit { Ending::Exit } else { Ending::Update });
    prop_oneof![
        10 => any::<bool>().prop_map(|shared| Happening::SignIn { shared }),
        8 => Just(Happening::SignOut),
        2 => Just(Happening::Expelled),
        10 => any::<bool>().prop_map(Happening::Lease),
        3 => ending.prop_map(Happening::Want),
        4 => Just(Happening::LeaseAnswer),
        12 => (0..4_usize, any::<bool>())
            .prop_map(|(nth, over)| Happening::SessionAnswer { nth, over }),
        12 => (1..3_000_u64).prop_map(|millis| Happening::Pass { millis }),
        3 => (10_000..40_000_u64).prop_map(|millis| Happening::Pass { millis }),
    ]
}

pub struct Story {
    leaving: Leaving,
    truth: Truth,
    /// Sessions that were left and that the server has not ended: none while a request is under way, else when the next is due.
    undelivered: BTreeMap<RevocationNo, Option<Moment>>,
    last_session: RevocationNo,
    /// When the program was to end first, and all that was wanted.
    wanted_at: Option<Moment>,
    wanted: Vec<Ending>,
    /// Whether the lease was returned, and the server has answered.
    lease: Returned,
    /// What was left at the first wish, and must not stay behind.
    had_lease: bool,
    had_kept: bool,
    ended: Option<Ending>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Returned {
    No,
    Asked,
    Answered,
}

impl Story {
    pub fn new() -> Self {
        Self {
            leaving: Leaving::default(),
            truth: SIGNED_OUT,
            undelivered: BTreeMap::new(),
            last_session: 0,
            wanted_at: None,
            wanted: Vec::new(),
            lease: Returned::No,
            had_lease: false,
            had_kept: false,
            ended: None,
        }
    }

    pub fn happen(&mut self, happening: &Happening) {
        match happening {
            Happening::SignIn { shared } if !self.truth.signed_in && self.wanted.is_empty() => {
                (self.truth.signed_in, self.truth.shared) = (true, *shared);
                self.had_kept = true;
            }
            Happening::SignOut => self.sign_out(),
            // What was kept stays for the person to come back.
            Happening::Expelled => (self.truth.signed_in, self.truth.may_hold_lease) = (false, false),
            Happening::Lease(held) if self.wanted.is_empty() => {
                self.truth.may_hold_lease = *held && self.truth.signed_in;
            }
            Happening::SignIn { .. } | Happening::Lease(_) => {}
            Happening::Want(ending) => self.want(*ending),
            Happening::LeaseAnswer => {
                if self.lease == Returned::Asked {
                    self.lease = Returned::Answered;
                }
                self.give(Input::LeaseAnswered);
            }
            Happening::SessionAnswer { nth, over } => self.session_answer(*nth, *over),
            Happening::Pass { millis } => self.pass(*millis),
        }
        assert_eq!(self.leaving.is_over(), self.ended.is_some());
    }

    pub fn has_ended_if_wanted(&self) {
        assert_eq!(self.ended.is_some(), self.wanted_at.is_some());
    }

    fn sign_out(&mut self) {
        if self.truth.signed_in {
            (self.truth.signed_in, self.truth.may_hold_lease, self.had_kept) = (false, false, false);
            let number = self.last_session + 1;
            self.give(Input::SessionLeft(account()));
            assert_eq!(self.last_session, number, "the server is asked at once");
        }
    }

    fn want(&mut self, ending: Ending) {
        if self.ended.is_none() {
            self.wanted.push(ending);
        }
        if self.wanted_at.is_none() {
            self.wanted_at = Some(self.truth.now);
            self.had_lease = self.truth.may_hold_lease && !self.truth.shared;
        }
        self.give(Input::Wanted(ending));
    }

    fn session_answer(&mut self, nth: usize, over: bool) {
        let asked = self.undelivered.iter().filter(|(_, again)| again.is_none()).map(|(number, _)| *number);
        let number = asked.clone().nth(nth);
        if let Some(number) = number {
            if over {
                self.undelivered.remove(&number);
            } else {
                self.undelivered.insert(number, Some(self.truth.now + Duration::from_secs(20)));
            }
        }
        // One that nobody asked for is of no session.
        self.give(Input::SessionEndAnswered { number: number.unwrap_or(RevocationNo::MAX), over });
    }

    /// Wakes the machine when it wants to be woken.
    fn pass(&mut self, millis: u64) {
        let until = self.truth.now + Duration::from_millis(millis);
        while let Some(due) = self.leaving.deadline().filter(|at| *at <= until && !self.leaving.is_over()) {
            self.truth.now = self.truth.now.max(due);
            self.give(Input::TimePassed);
            let next = self.leaving.deadline();
            assert!(next.is_none_or(|at| at > self.truth.now), "nothing is left that was due");
            assert!(self.undelivered.values().flatten().all(|at| *at > self.truth.now), "asked again by now");
        }
        self.truth.now = until;
        let late = self.wanted_at.is_some_and(|at| until.since(at) >= Duration::from_secs(2));
        assert!(!late || self.ended.is_some(), "nobody waits for longer than two seconds");
    }

    fn give(&mut self, input: Input) {
        for effect in self.leaving.handle(input, &self.truth) {
            match effect {
                Effect::ForgetPerson => {
                    assert!(self.truth.shared && !self.wanted.is_empty());
                    self.sign_out();
                    self.had_kept = false;
                }
                Effect::ReturnLease => {
                    assert!(self.had_lease && self.lease == Returned::No, "asked for once, and for a reason");
                    self.lease = Returned::Asked;
                }
                Effect::EndSession(Revoke { number, .. }) => self.asked(number),
                Effect::End(ending) => self.end(ending),
            }
        }
    }

    /// One request at a time for each session, the first at once and the next twenty seconds after one that failed.
    fn asked(&mut self, number: RevocationNo) {
        match self.undelivered.insert(number, None) {
            None => {
                self.last_session += 1;
                assert_eq!(number, self.last_session, "a session of its own");
            }
            Some(again) => assert!(again.is_some_and(|at| at <= self.truth.now), "not before its time"),
        }
    }

    fn end(&mut self, ending: Ending) {
        assert_eq!(self.ended.replace(ending), None, "it ends once");
        let Some(wanted_at) = self.wanted_at else { panic!("nobody wanted it to end") };
        let updates = self.wanted.contains(&Ending::Update);
        assert_eq!(ending == Ending::Update, updates, "an update that was wanted comes");
        assert!(!self.had_lease || self.lease != Returned::No, "a lease stays behind");
        assert!(!self.truth.shared || !(self.truth.signed_in || self.had_kept), "something stays behind");
        let waited = self.truth.now.since(wanted_at);
        assert!(waited <= Duration::from_secs(2));
        // Sooner only where nobody wants to wait, or the server has received everything.
        let lease = !self.had_lease || self.lease == Returned::Answered;
        let received = lease && self.undelivered.is_empty();
        assert!(received || self.wanted.len() > 1 || waited == Duration::from_secs(2), "it did not wait");
    }
}
