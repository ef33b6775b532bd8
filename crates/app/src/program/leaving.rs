//! Ending the program, and sessions that were left. The server receives both, so that nobody waits for a desk that is no
//! more; but leaving waits for it a moment only. Decides and does nothing itself: inputs go in, effects come out.

use std::time::Duration;

use beistand_domain::Moment;

use crate::session::revocation::Revocations;

mod input;

pub(crate) use input::{Effect, Ending, Input, Truth};

/// How long leaving waits for the server.
const LEAVE_WITHIN: Duration = Duration::from_secs(2);

/// Whether the program stays, and what the server has still to receive.
#[derive(Debug, Default)]
pub(crate) struct Leaving {
    state: State,
    revocations: Revocations,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Staying,
    /// The program ends once the server has received everything, or at `until`. `lease`: the answer about the availability's
    /// end has still to come; sessions that have still to end are among the revocations.
    Waiting {
        ending: Ending,
        until: Moment,
        lease: bool,
    },
    Gone,
}

impl Leaving {
    /// The program has ended: nothing more is to be done.
    pub fn is_over(&self) -> bool {
        self.state == State::Gone
    }

    /// The program is to end, and waits for the server at most.
    pub fn has_begun(&self) -> bool {
        self.state != State::Staying
    }

    /// When [`Input::TimePassed`] is due.
    pub fn deadline(&self) -> Option<Moment> {
        let until = match self.state {
            State::Waiting { until, .. } => Some(until),
            State::Staying | State::Gone => None,
        };
        until.into_iter().chain(self.revocations.deadline()).min()
    }

    /// Takes one input and says what follows from it.
    pub fn handle(&mut self, input: Input, truth: &Truth) -> Vec<Effect> {
        match input {
            Input::Wanted(ending) => self.want(ending, truth),
            Input::SessionLeft(account) => vec![Effect::EndSession(self.revocations.begin(account))],
            Input::SessionEndAnswered { number, over } => {
                self.revocations.answered(number, over, truth.now);
                self.end_if_received()
            }
            Input::LeaseAnswered => self.lease_answered(),
            Input::TimePassed => self.time_passed(truth.now),
        }
    }

    fn want(&mut self, ending: Ending, truth: &Truth) -> Vec<Effect> {
        let mut effects = Vec::new();
        if truth.shared && !self.is_over() {
            effects.push(Effect::ForgetPerson);
        }
        match self.state {
            State::Staying => {
                // On a shared machine the session ends in a moment, and its lease with it.
                let lease = truth.may_hold_lease && !truth.shared;
                let session = truth.signed_in && truth.shared;
                if lease {
                    effects.push(Effect::ReturnLease);
                }
                if lease || session || !self.revocations.is_empty() {
                    self.state = State::Waiting { ending, until: truth.now + LEAVE_WITHIN, lease };
                } else {
                    effects.push(self.end(ending));
                }
            }
            // Who wants it twice does not want to wait.
            State::Waiting { ending: before, .. } => effects.push(self.end(before.or(ending))),
            State::Gone => {}
        }
        effects
    }

    fn lease_answered(&mut self) -> Vec<Effect> {
        match &mut self.state {
            State::Waiting { lease, .. } if *lease => *lease = false,
            State::Waiting { .. } | State::Staying | State::Gone => return Vec::new(),
        }
        self.end_if_received()
    }

    fn end_if_received(&mut self) -> Vec<Effect> {
        match self.state {
            State::Waiting { ending, lease: false, .. } if self.revocations.is_empty() => {
                vec![self.end(ending)]
            }
            State::Waiting { .. } | State::Staying | State::Gone => Vec::new(),
        }
    }

    fn time_passed(&mut self, now: Moment) -> Vec<Effect> {
        let mut effects: Vec<_> = self.revocations.due(now).into_iter().map(Effect::EndSession).collect();
        match self.state {
            State::Waiting { ending, until, .. } if until <= now => effects.push(self.end(ending)),
            State::Waiting { .. } | State::Staying | State::Gone => {}
        }
        effects
    }

    fn end(&mut self, ending: Ending) -> Effect {
        self.state = State::Gone;
        Effect::End(ending)
    }
}

impl Ending {
    /// Of two, the update: it ends the program as well.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Exit, Self::Exit) => Self::Exit,
            (Self::Update, Self::Exit | Self::Update) | (Self::Exit, Self::Update) => Self::Update,
        }
    }
}

#[cfg(test)]
mod tests;
