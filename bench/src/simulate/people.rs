//! Counsellors and seekers by the rules of `beistand-domain`: who may ask, accept, begin, and what time ends. Nothing
//! here knows what it costs.

use std::collections::VecDeque;
use std::time::Duration;

use beistand_domain::admission::{Member, TopicSettings, admission};
use beistand_domain::availability::Act;
use beistand_domain::limits::PARALLEL_CHATS;
use beistand_domain::opening::OpeningHours;
use beistand_domain::{
    Admission, Availability, Chat, ChatEvent, DeviceId, Entry, Moment, PersonId, Refusal, Rules, Step,
};

/// A chat of a place that may be used again when it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChatRef {
    place: u32,
    use_no: u32,
}

pub struct Counsellor {
    pub availability: Availability,
    pub held: u32,
    pub topic: u32,
    /// Where the program is connected.
    pub process: u16,
}

/// One chat and where its seeker's page is connected.
pub struct Talk {
    pub chat: Chat,
    pub topic: u32,
    pub process: u16,
    use_no: u32,
}

#[derive(Default)]
pub struct Topic {
    first: u32,
    line: VecDeque<ChatRef>,
}

/// What was decided how often.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub asked: u64,
    pub turned_away: u64,
    pub accepted: u64,
    pub begun: u64,
    pub ended: u64,
    pub withdrawn: u64,
    /// Steps that the rules refused, as when somebody has gone meanwhile.
    pub refused: u64,
    /// Leases that were not renewed in time.
    pub lapsed: u64,
    /// The most chats that one person held.
    pub most_held: u32,
}

/// All of them.
pub struct People {
    pub counsellors: Vec<Counsellor>,
    talks: Vec<Talk>,
    free: Vec<u32>,
    topics: Vec<Topic>,
    members: u32,
    settings: TopicSettings,
    rules: Rules,
    pub counts: Counts,
}

/// Whether a step has taken its chat out of its line.
pub struct Stepped {
    pub line_moved: bool,
}

impl People {
    /// So many counsellors, `members` of them in each topic, all on duty.
    pub fn new(counsellors: u32, members: u32, now: Moment) -> Self {
        let on = |number| {
            let act = Act::SwitchOn { device: device(number) };
            let availability = Availability::off().apply(act, now).unwrap_or(Availability::off());
            Counsellor { availability, held: 0, topic: number / members, process: 0 }
        };
        let topics = counsellors.div_ceil(members);
        let topic = |number| Topic { first: number * members, line: VecDeque::new() };
        Self {
            counsellors: (0..counsellors).map(on).collect(),
            talks: Vec::new(),
            free: Vec::new(),
            topics: (0..topics).map(topic).collect(),
            members,
            settings: TopicSettings {
                start_page_live_chat: true,
                bubble_live_chat: true,
                hours: OpeningHours::always(),
            },
            rules: Rules::default(),
            counts: Counts::default(),
        }
    }

    pub fn topics(&self) -> usize {
        self.topics.len()
    }

    /// Everybody who belongs to a topic.
    pub fn members(&self, topic: u32) -> std::ops::Range<u32> {
        let first = self.topics[topic as usize].first;
        first..(first + self.members).min(u32::try_from(self.counsellors.len()).unwrap_or(u32::MAX))
    }

    /// How many wait for a topic.
    pub fn waiting(&self, topic: u32) -> usize {
        self.topics[topic as usize].line.len()
    }

    /// Chats that are not over.
    pub fn running(&self) -> usize {
        self.talks.len() - self.free.len()
    }

    /// The chat, unless it is over.
    pub fn talk(&self, of: ChatRef) -> Option<&Talk> {
        self.talks.get(of.place as usize).filter(|talk| talk.use_no == of.use_no)
    }

    /// When time alone changes a chat.
    pub fn deadline(&self, of: ChatRef) -> Option<Moment> {
        self.talk(of)?.chat.deadline(&self.rules)
    }

    /// Who has the chat.
    pub fn counsellor_of(&self, of: ChatRef) -> Option<u32> {
        self.talk(of)?.chat.counsellor().map(number_of)
    }

    /// A seeker asks for a chat; admitted, they stand in line.
    pub fn asks(&mut self, topic: u32, process: u16, now: Moment) -> Option<ChatRef> {
        self.counts.asked += 1;
        let member = |number: u32| Member {
            reachable: true,
            available: self.counsellors[number as usize].availability.is_available(now),
        };
        let members: Vec<Member> = self.members(topic).map(member).collect();
        let before = u32::try_from(self.waiting(topic)).unwrap_or(u32::MAX);
        match admission(&self.settings, Entry::StartPage, now, &members, before) {
            Admission::Open { .. } => {
                let of = self.add(Chat::request(now), topic, process);
                self.topics[topic as usize].line.push_back(of);
                // The page is there, or about to be.
                let _ = self.step(of, Step::SeekerConnected, now);
                Some(of)
            }
            Admission::Hidden
            | Admission::NotPossible
            | Admission::Closed { .. }
            | Admission::NobodyAvailable => {
                self.counts.turned_away += 1;
                None
            }
        }
    }

    fn add(&mut self, chat: Chat, topic: u32, process: u16) -> ChatRef {
        match self.free.pop() {
            Some(place) => {
                let talk = &mut self.talks[place as usize];
                let use_no = talk.use_no;
                *talk = Talk { chat, topic, process, use_no };
                ChatRef { place, use_no }
            }
            None => {
                self.talks.push(Talk { chat, topic, process, use_no: 0 });
                ChatRef { place: u32::try_from(self.talks.len() - 1).unwrap_or(u32::MAX), use_no: 0 }
            }
        }
    }

    /// Whether somebody may take a request: on duty, and with room.
    pub fn is_free(&self, counsellor: u32, now: Moment) -> bool {
        let counsellor = &self.counsellors[counsellor as usize];
        counsellor.availability.is_available(now) && counsellor.held < PARALLEL_CHATS
    }

    /// The counsellor accepts whoever is first in line.
    pub fn takes(&mut self, counsellor: u32, now: Moment) -> Option<ChatRef> {
        if !self.is_free(counsellor, now) {
            return None;
        }
        let topic = self.counsellors[counsellor as usize].topic;
        let of = *self.topics[topic as usize].line.front()?;
        self.step(of, Step::Accept { by: person(counsellor) }, now).ok().map(|_| of)
    }

    /// Takes a step of a chat after its own deadline, if that has passed.
    pub fn step(&mut self, of: ChatRef, step: Step, now: Moment) -> Result<Stepped, Refusal> {
        let over = self.deadline(of).is_some_and(|deadline| now >= deadline);
        if over {
            let settled = self.take(of, Step::Tick, now)?;
            if step == Step::Tick {
                return Ok(settled);
            }
        }
        self.take(of, step, now).inspect_err(|_| self.counts.refused += 1)
    }

    fn take(&mut self, of: ChatRef, step: Step, now: Moment) -> Result<Stepped, Refusal> {
        let gone = Refusal::Ended { how: beistand_domain::Ending::Vanished };
        let Some(talk) = self.talk(of) else { return Err(gone) };
        let (before, topic) = (talk.chat, talk.topic);
        let (chat, events) = before.apply(step, now, &self.rules)?;
        self.talks[of.place as usize].chat = chat;
        let waits = |chat: &Chat| matches!(chat, Chat::Waiting(_));
        let line_moved = waits(&before) && !waits(&chat);
        if line_moved {
            self.topics[topic as usize].line.retain(|other| *other != of);
        }
        for event in events {
            self.note(of, event, &chat);
        }
        Ok(Stepped { line_moved })
    }

    fn note(&mut self, of: ChatRef, event: ChatEvent, chat: &Chat) {
        match event {
            ChatEvent::Accepted { by } => {
                self.counts.accepted += 1;
                let held = &mut self.counsellors[number_of(by) as usize].held;
                *held += 1;
                self.counts.most_held = self.counts.most_held.max(*held);
            }
            ChatEvent::Began { .. } => self.counts.begun += 1,
            ChatEvent::PresenceChanged { .. } => {}
            ChatEvent::Ended { how } => {
                self.counts.ended += 1;
                self.counts.withdrawn += u64::from(how == beistand_domain::Ending::Withdrawn);
                if let Some(by) = chat.counsellor() {
                    self.counsellors[number_of(by) as usize].held -= 1;
                }
                self.talks[of.place as usize].use_no += 1;
                self.free.push(of.place);
            }
        }
    }

    /// The lease is renewed, or it has run out and the person switches on again.
    pub fn renews(&mut self, counsellor: u32, now: Moment) {
        let device = device(counsellor);
        let on = &mut self.counsellors[counsellor as usize].availability;
        match on.apply(Act::Renew { device }, now) {
            Ok(renewed) => *on = renewed,
            Err(_) => {
                self.counts.lapsed += 1;
                if let Ok(again) = on.apply(Act::SwitchOn { device }, now) {
                    *on = again;
                }
            }
        }
    }

    /// A conversation that began `age` ago, for a simulation that begins in the middle of a day.
    pub fn in_conversation(
        &mut self,
        counsellor: u32,
        process: u16,
        now: Moment,
        age: Duration,
    ) -> Option<ChatRef> {
        let (topic, began) = (self.counsellors[counsellor as usize].topic, now - age);
        let of = self.add(Chat::request(began), topic, process);
        let steps = [Step::SeekerConnected, Step::Accept { by: person(counsellor) }, Step::Begin];
        for step in steps {
            self.step(of, step, began).ok()?;
        }
        Some(of)
    }
}

/// The person with this number.
pub fn person(number: u32) -> PersonId {
    PersonId::from_bytes(u128::from(number).to_be_bytes())
}

fn number_of(person: PersonId) -> u32 {
    u32::try_from(u128::from_be_bytes(person.to_bytes())).unwrap_or(u32::MAX)
}

fn device(number: u32) -> DeviceId {
    DeviceId::from_bytes(u128::from(number).to_be_bytes())
}

#[cfg(test)]
mod tests;
