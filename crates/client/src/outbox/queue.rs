//! One chat's part of the outbox: its messages in order, and its files beside them.

use std::collections::VecDeque;
use std::time::Duration;

use beistand_domain::{MessageId, Moment};
use beistand_protocol::ProblemCode;
use beistand_protocol::live::ClientFrame;

use super::{Due, Outcome, Outgoing, Refusal, WhyFailed};

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// So many tries in a row that end in the same way are the last: something else answers, it does not get on, or the server
/// has a fault.
const TRIES: u32 = 6;
/// A proxy's answer to a body that it does not let through.
const CONTENT_TOO_LARGE: u16 = 413;

#[derive(Debug, Default)]
pub(super) struct Queue {
    pub waiting: VecDeque<Outgoing>,
    pub failed: Vec<Outgoing>,
    /// Messages whose files are there.
    pub messages: Lane,
    /// Files, one after the other.
    pub files: Lane,
}

/// One thing at a time.
#[derive(Debug, Default)]
pub(super) struct Lane {
    pub under_way: Option<MessageId>,
    pub pause_until: Option<Moment>,
    pub refusals: u32,
    /// Answers in a row that were not the server's.
    foreign: u32,
    /// Tries in a row that stopped on the way.
    stalled: u32,
    /// Faults of the server in a row.
    faults: u32,
}

impl Queue {
    /// The next message that has all its files, and the first file.
    pub fn due(&mut self, now: Moment) -> Vec<Due> {
        let mut due = Vec::new();
        if let Some(message) = self.next_message().filter(|_| self.messages.is_free(now)).cloned() {
            due.push(self.send(message));
        }
        let with_file = self.waiting.iter().find_map(|message| Some((message, *message.files.first()?)));
        if let Some((message, file)) = with_file.filter(|_| self.files.is_free(now)) {
            let (id, chat, audience) = (message.id, message.chat, message.audience);
            self.files.begin(id);
            due.push(Due::File { message: id, chat, audience, file });
        }
        due
    }

    /// One that is sealed has its place in the chain, and goes before all that have none.
    fn next_message(&self) -> Option<&Outgoing> {
        let mut complete = self.waiting.iter().filter(|message| message.files.is_empty());
        complete.clone().find(|message| message.sealed.is_some()).or_else(|| complete.next())
    }

    fn send(&mut self, message: Outgoing) -> Due {
        let Outgoing { id, chat, audience, .. } = message;
        match &message.sealed {
            None => Due::Unsealed { message },
            Some(sealed) => {
                self.messages.begin(id);
                Due::Message {
                    id,
                    frame: ClientFrame::Send { id, chat, audience, body: sealed.body.clone() },
                }
            }
        }
    }

    pub fn take(&mut self, id: MessageId) -> Option<Outgoing> {
        let place = self.waiting.iter().position(|message| message.id == id)?;
        self.waiting.remove(place)
    }

    pub fn take_failed(&mut self, id: MessageId) -> Option<Outgoing> {
        let place = self.failed.iter().position(|message| message.id == id)?;
        Some(self.failed.remove(place))
    }

    pub fn fail(&mut self, id: MessageId, why: WhyFailed) -> Option<Outcome> {
        let mut message = self.take(id)?;
        message.failed = Some(why);
        // Its place in the chain is the next one's.
        message.sealed = None;
        self.failed.push(message.clone());
        Some(Outcome::Failed { message })
    }
}

impl Lane {
    fn is_free(&self, now: Moment) -> bool {
        self.under_way.is_none() && self.pause_until.is_none_or(|until| now >= until)
    }

    fn begin(&mut self, id: MessageId) {
        self.under_way = Some(id);
        self.pause_until = None;
    }

    /// The next one is tried as often as the first: what was under way has arrived, or is not tried any more.
    pub fn start_over(&mut self) {
        (self.refusals, self.foreign, self.stalled, self.faults) = (0, 0, 0, 0);
    }

    /// Tries again later: `asked` is what the server wants to wait at least, in seconds.
    pub fn pause(&mut self, asked: Option<u32>, now: Moment) {
        let own = FIRST_PAUSE.saturating_mul(2u32.saturating_pow(self.refusals.min(8))).min(LONGEST_PAUSE);
        let pause = asked.map_or(own, |seconds| own.max(Duration::from_secs(seconds.into())));
        self.pause_until = Some(now + pause);
        self.refusals = self.refusals.saturating_add(1);
    }

    /// Whether it is not worth another try.
    pub fn gives_up(&mut self, refusal: Refusal<'_>) -> Option<WhyFailed> {
        let why = match refusal {
            // It may have been stored all the same: the next try, under the same id and in the same bytes, finds that.
            Refusal::Refused(problem) if problem.code == ProblemCode::Internal => {
                self.faults += 1;
                (self.faults >= TRIES).then_some(WhyFailed::Refused)
            }
            Refusal::Refused(problem) => is_final(problem.code).then_some(WhyFailed::Refused),
            Refusal::NotOurs { status: CONTENT_TOO_LARGE } => Some(WhyFailed::TooLargeForProxy),
            Refusal::NotOurs { .. } => {
                self.foreign += 1;
                (self.foreign >= TRIES).then_some(WhyFailed::NotOurs)
            }
            Refusal::Stalled => {
                self.stalled += 1;
                (self.stalled >= TRIES).then_some(WhyFailed::Stalled)
            }
            Refusal::Unanswered => None,
        };
        if why.is_some() {
            self.start_over();
        }
        why
    }
}

pub(super) fn asked_pause(refusal: Refusal<'_>) -> Option<u32> {
    match refusal {
        Refusal::Refused(problem) => problem.retry_after,
        Refusal::NotOurs { .. } | Refusal::Stalled | Refusal::Unanswered => None,
    }
}

/// Whether trying again can never help.
fn is_final(code: ProblemCode) -> bool {
    match code {
        ProblemCode::Unavailable
        | ProblemCode::ShortOfSpace
        | ProblemCode::TooManyTries
        | ProblemCode::Unauthenticated
        | ProblemCode::Internal => false,
        ProblemCode::Malformed
        | ProblemCode::TooLarge
        | ProblemCode::FileTooLarge
        | ProblemCode::TooManyFiles
        | ProblemCode::ChatFull
        | ProblemCode::LineFull
        | ProblemCode::WrongPassword
        | ProblemCode::SecondFactorNeeded
        | ProblemCode::WrongCode
        | ProblemCode::NotFound
        | ProblemCode::NotAdmitted
        | ProblemCode::AlreadyAccepted
        | ProblemCode::NotAvailable
        | ProblemCode::NoRoom
        | ProblemCode::OfferedElsewhere
        | ProblemCode::NotOffered
        | ProblemCode::NotAccepted
        | ProblemCode::NotActive
        | ProblemCode::AlreadyActive
        | ProblemCode::Ended
        | ProblemCode::LeaseElsewhere
        | ProblemCode::NotOn
        | ProblemCode::PauseIsChosen
        | ProblemCode::IdReused
        | ProblemCode::ChangedMeanwhile
        | ProblemCode::NameTaken
        | ProblemCode::LastAdmin
        | ProblemCode::NotASetting
        | ProblemCode::WrongVersion => true,
    }
}
