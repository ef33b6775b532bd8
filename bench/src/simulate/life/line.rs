//! From the request to the end of a chat.

use beistand_domain::{Step, limits};

use super::{Life, Person};
use crate::simulate::calendar::{SECOND, seconds};
use crate::simulate::habits;
use crate::simulate::people::{self, ChatRef, Stepped};

impl Life {
    pub(super) fn asks(&mut self) {
        if !self.arrivals {
            return;
        }
        let places = f64::from(self.size.counsellors * limits::PARALLEL_CHATS);
        let apart = self.dice.apart(habits::mean_conversation() / places / habits::DEMAND);
        self.plan(seconds(apart), Person::Asks);
        let (topic, process) = (self.dice.below(self.people.topics()) as u32, self.any_process());
        let now = self.now();
        let Some(of) = self.people.asks(topic, process, now) else { return };
        self.ways.step((&mut self.hosting, &mut self.calendar), process, 0);
        let enough = habits::patience(&mut self.dice);
        self.plan(enough, Person::HasEnough(of));
        let free: Vec<u32> =
            self.people.members(topic).filter(|one| self.people.is_free(*one, now)).collect();
        if !free.is_empty() {
            let one = self.dice.below(free.len());
            self.looks(Some(free[one]));
        }
    }

    /// The counsellor has room and looks for somebody who waits.
    pub(super) fn looks(&mut self, counsellor: Option<u32>) {
        let after = habits::until_taken(&mut self.dice);
        if let Some(counsellor) = counsellor {
            self.plan(after, Person::Takes(counsellor));
        }
    }

    pub(super) fn takes(&mut self, counsellor: u32) {
        let now = self.now();
        let Some(of) = self.people.takes(counsellor, now) else { return };
        let (process, topic) = {
            let counsellor = &self.people.counsellors[counsellor as usize];
            (counsellor.process, counsellor.topic)
        };
        let waiting = self.people.waiting(topic);
        self.ways.step((&mut self.hosting, &mut self.calendar), process, waiting);
        self.plan_deadline(of);
        if let Some(after) = habits::until_begun(&mut self.dice) {
            self.plan(after, Person::Begins(of));
        }
        if waiting > 0 && self.people.is_free(counsellor, now) {
            self.looks(Some(counsellor));
        }
    }

    pub(super) fn ends(&mut self, of: ChatRef) {
        let Some(by) = self.people.counsellor_of(of) else { return };
        if self.step(of, Step::EndByCounsellor { by: people::person(by) }).is_some() {
            self.looks(Some(by));
        }
    }

    /// A step that costs something where its seeker is.
    pub(super) fn step(&mut self, of: ChatRef, step: Step) -> Option<Stepped> {
        let (process, topic) = self.people.talk(of).map(|talk| (talk.process, talk.topic))?;
        let now = self.now();
        let stepped = self.people.step(of, step, now).ok()?;
        let waiting = if stepped.line_moved { self.people.waiting(topic) } else { 0 };
        self.ways.step((&mut self.hosting, &mut self.calendar), process, waiting);
        Some(stepped)
    }

    pub(super) fn plan_deadline(&mut self, of: ChatRef) {
        if let Some(deadline) = self.people.deadline(of) {
            let after = u64::try_from(deadline.since(self.now()).as_nanos()).unwrap_or(u64::MAX);
            // The round of jobs looks once a second.
            self.plan(after + SECOND, Person::Deadline(of));
        }
    }
}
