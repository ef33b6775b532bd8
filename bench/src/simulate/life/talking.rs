//! What is said in a chat, and the seeker's connection.

use beistand_domain::{Chat, Step};

use super::{Life, Outcome, Person};
use crate::simulate::calendar::Nanos;
use crate::simulate::habits;
use crate::simulate::people::ChatRef;

impl Life {
    /// When the next message is written, and the signs of it before.
    pub(super) fn goes_on(&mut self, of: ChatRef) {
        let after = habits::until_next_message(&mut self.dice);
        self.will_write(of, after);
    }

    pub(super) fn will_write(&mut self, of: ChatRef, after: Nanos) {
        let by_seeker = self.dice.share() < 0.5;
        for sign in 1..=habits::TYPING {
            if let Some(at) = after.checked_sub(sign * habits::TYPING_APART) {
                self.plan(at, Person::Types(of, by_seeker));
            }
        }
        self.plan(after, Person::Writes(of, by_seeker));
    }

    /// Where whoever acts and the other side are connected, while the two may write.
    fn ends_of(&self, of: ChatRef, by_seeker: bool) -> Option<(u16, u16)> {
        let talk = self.people.talk(of)?;
        let Chat::Active(_) = talk.chat else { return None };
        let counsellor = self.people.counsellor_of(of)?;
        let other = self.people.counsellors[counsellor as usize].process;
        Some(if by_seeker { (talk.process, other) } else { (other, talk.process) })
    }

    pub(super) fn writes(&mut self, of: ChatRef, by_seeker: bool) {
        let Some((from, to)) = self.ends_of(of, by_seeker) else { return };
        self.written += 1;
        let written = self.calendar.now();
        let outcome = Outcome::Delivered { chat: of, by_seeker, written };
        self.hosting.set_out(&mut self.calendar, &self.ways.message(from, to, 0.0), outcome);
        self.hosting.aside(&mut self.calendar, &self.ways.unheard(from, to));
        self.goes_on(of);
    }

    pub(super) fn types(&mut self, of: ChatRef, by_seeker: bool) {
        if let Some((from, to)) = self.ends_of(of, by_seeker) {
            self.hosting.aside(&mut self.calendar, &self.ways.typing(from, to));
        }
    }

    pub(super) fn marks(&mut self, of: ChatRef, by_seeker: bool) {
        if let Some((from, to)) = self.ends_of(of, by_seeker) {
            self.hosting.aside(&mut self.calendar, &self.ways.mark(from, to));
        }
    }

    pub(super) fn plan_loss(&mut self, of: ChatRef) {
        let after = habits::until_lost(&mut self.dice);
        self.plan(after, Person::IsLost(of));
    }

    pub(super) fn is_lost(&mut self, of: ChatRef) {
        let Some(process) = self.people.talk(of).map(|talk| talk.process) else { return };
        let now = self.now();
        if self.people.step(of, Step::SeekerLost, now).is_err() {
            return;
        }
        self.hosting.aside(&mut self.calendar, &self.ways.goes(process));
        self.ways.tell_of_going((&mut self.hosting, &mut self.calendar), process);
        self.plan_deadline(of);
        let back = habits::until_back(&mut self.dice);
        self.plan(back, Person::IsBack(of));
    }

    pub(super) fn is_back(&mut self, of: ChatRef) {
        let Some(process) = self.people.talk(of).map(|talk| talk.process) else { return };
        let now = self.now();
        if self.people.step(of, Step::SeekerConnected, now).is_err() {
            return;
        }
        self.hosting.aside(&mut self.calendar, &self.ways.comes(process, false));
        self.ways.tell_of_coming((&mut self.hosting, &mut self.calendar), process, false);
        self.plan_deadline(of);
        self.plan_loss(of);
    }
}
