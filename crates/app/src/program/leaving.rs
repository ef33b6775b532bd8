//! Ending the program, and sessions that were left. The server hears of both, so that nobody waits for a desk that is no
//! more; but leaving waits for it a moment only. Decides and does nothing itself: inputs go in, effects come out.

use std::time::Duration;

use beistand_domain::Moment;

use crate::session::revocation::Revocations;

mod input;

pub(crate) use input::{Effect, Ending, Input, Truth};

/// How long leaving waits for the server.
const LEAVE_WITHIN: Duration = Duration::from_secs(2);

/// Whether the program stays, and what the server has still to hear.
#[derive(Debug, Default)]
pub(crate) struct Leaving {
    state: State,
    revocations: Revocations,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Staying,
    /// The program ends with the answer, or at `until`.
    Waiting {
        ending: Ending,
        until: Moment,
        answer: Answer,
    },
    Gone,
}

/// What the server has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// That it has heard of the availability's end.
    Lease,
    /// That every session that was left is over.
    Sessions,
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
            Input::SessionEndAnswered { number, heard } => {
                self.revocations.answered(number, heard, truth.now);
                self.end_with(Answer::Sessions)
            }
            Input::LeaseAnswered => self.end_with(Answer::Lease),
            Input::TimePassed => self.time_passed(truth.now),
        }
    }

    fn want(&mut self, ending: Ending, truth: &Truth) -> Vec<Effect> {
        let mut effects = Vec::new();
        if truth.shared && !self.is_over() {
            effects.push(Effect::ForgetPerson);
        }
        match self.state {
            State::Staying => match self.waits_for(truth) {
                Some(answer) => {
                    if answer == Answer::Lease {
                        effects.push(Effect::ReturnLease);
                    }
                    self.state = State::Waiting { ending, until: truth.now + LEAVE_WITHIN, answer };
                }
                None => effects.push(self.end(ending)),
            },
            // Who wants it twice does not want to wait.
            State::Waiting { ending: before, .. } => effects.push(self.end(before.or(ending))),
            State::Gone => {}
        }
        effects
    }

    fn waits_for(&self, truth: &Truth) -> Option<Answer> {
        match (truth.signed_in, truth.shared) {
            // The session ends in a moment, and its lease with it.
            (true, true) => Some(Answer::Sessions),
            (true, false) => truth.may_hold_lease.then_some(Answer::Lease),
            (false, _) => (!self.revocations.is_empty()).then_some(Answer::Sessions),
        }
    }

    /// Ends the program if it was this that it waited for.
    fn end_with(&mut self, heard: Answer) -> Vec<Effect> {
        let all = match heard {
            Answer::Lease => true,
            Answer::Sessions => self.revocations.is_empty(),
        };
        match self.state {
            State::Waiting { ending, answer, .. } if answer == heard && all => vec![self.end(ending)],
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
