//! What must be true, kept beside the system: plain lists, no database, no connections.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use beistand_domain::{ChatId, MessageId, Moment, limits};
use beistand_protocol::view::EndingView;

use crate::step::{PEOPLE, Switch};

/// One counsellor's availability, as the guide has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    Off,
    On {
        desk: usize,
        renewed: Moment,
    },
    /// `chosen`: by the person, not by the program.
    Paused {
        desk: usize,
        renewed: Moment,
        chosen: bool,
    },
}

impl Duty {
    /// A lease that is over counts for nothing.
    pub fn at(self, now: Moment) -> Self {
        match self {
            Self::On { renewed, .. } | Self::Paused { renewed, .. }
                if now >= renewed + limits::LEASE_LENGTH =>
            {
                Self::Off
            }
            Self::Off | Self::On { .. } | Self::Paused { .. } => self,
        }
    }

    /// What a switch at a desk makes of it; none where it is refused.
    pub fn switched(self, desk: usize, switch: Switch, now: Moment) -> Option<Self> {
        let on = Self::On { desk, renewed: now };
        match (self.at(now), switch) {
            (_, Switch::On) => Some(on),
            (_, Switch::Off) => Some(Self::Off),
            (Self::On { desk: holder, renewed }, Switch::Lock | Switch::Break) if holder == desk => {
                Some(Self::Paused { desk, renewed, chosen: switch == Switch::Break })
            }
            (Self::Paused { desk: holder, renewed, chosen }, Switch::Lock | Switch::Break)
                if holder == desk =>
            {
                Some(Self::Paused { desk, renewed, chosen: chosen || switch == Switch::Break })
            }
            (Self::Paused { desk: holder, chosen: false, .. }, Switch::Resume) if holder == desk => Some(on),
            (duty @ Self::On { .. }, Switch::Resume) => Some(duty),
            (
                Self::Off | Self::On { .. } | Self::Paused { .. },
                Switch::Lock | Switch::Break | Switch::Resume,
            ) => None,
        }
    }

    /// The desk says that it is still there; none where it is refused.
    pub fn renewed(self, by: usize, now: Moment) -> Option<Self> {
        match self.at(now) {
            Self::On { desk, .. } if desk == by => Some(Self::On { desk, renewed: now }),
            Self::Paused { desk, chosen, .. } if desk == by => {
                Some(Self::Paused { desk, renewed: now, chosen })
            }
            Self::Off | Self::On { .. } | Self::Paused { .. } => None,
        }
    }

    pub fn signed_out(self, at: usize) -> Self {
        match self {
            Self::On { desk, .. } | Self::Paused { desk, .. } if desk == at => Self::Off,
            Self::Off | Self::On { .. } | Self::Paused { .. } => self,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Waiting,
    Accepted {
        by: usize,
        at: Moment,
    },
    Active {
        by: usize,
        started: Moment,
    },
    /// `talked`: the counsellor of the conversation, who reads it for 48 hours from `at` at the earliest.
    Ended {
        talked: Option<usize>,
        at: Moment,
    },
}

pub struct Chat {
    pub id: ChatId,
    pub number: u32,
    pub phase: Phase,
    /// When its page was heard last.
    pub here: Moment,
    /// What was acknowledged, by place.
    pub stored: BTreeMap<u32, MessageId>,
    /// Everything that was ever sent.
    pub sent: HashMap<MessageId, Vec<u8>>,
}

impl Chat {
    /// Whether time alone may have ended it.
    pub fn may_be_over(&self, now: Moment) -> bool {
        match self.phase {
            Phase::Waiting => now >= self.here + limits::AWAY_KEEPS_PLACE,
            Phase::Accepted { at, .. } => now >= at + limits::ANSWER_WITHIN,
            Phase::Active { started, .. } => {
                now >= started + limits::CHAT_LENGTH || now >= self.here + limits::SEEKER_GONE_AFTER
            }
            Phase::Ended { .. } => true,
        }
    }

    /// Whether time has ended it, whoever is connected.
    pub fn must_be_over(&self, now: Moment) -> bool {
        match self.phase {
            Phase::Waiting => false,
            Phase::Accepted { at, .. } => now >= at + limits::ANSWER_WITHIN,
            Phase::Active { started, .. } => now >= started + limits::CHAT_LENGTH,
            Phase::Ended { .. } => true,
        }
    }

    pub fn ends(&mut self, now: Moment) {
        self.phase = match self.phase {
            Phase::Waiting | Phase::Accepted { .. } => Phase::Ended { talked: None, at: now },
            Phase::Active { by, .. } => Phase::Ended { talked: Some(by), at: now },
            ended @ Phase::Ended { .. } => ended,
        };
    }

    /// Time has ended it, as somebody has seen: that must have been possible.
    pub fn was_ended(&mut self, how: Option<EndingView>, now: Moment) -> anyhow::Result<()> {
        if matches!(self.phase, Phase::Ended { .. }) {
            return Ok(());
        }
        anyhow::ensure!(self.may_be_over(now), "{} ended by itself: {how:?}, {:?}", self.id, self.phase);
        self.ends(now);
        Ok(())
    }

    /// Who holds it, and whether they may write.
    pub fn holder(&self) -> Option<(usize, bool)> {
        match self.phase {
            Phase::Accepted { by, .. } => Some((by, false)),
            Phase::Active { by, .. } => Some((by, true)),
            Phase::Waiting | Phase::Ended { .. } => None,
        }
    }

    /// A message was acknowledged with this place.
    pub fn acknowledged(&mut self, id: MessageId, seq: u32) -> anyhow::Result<()> {
        let before = self.stored.insert(seq, id);
        anyhow::ensure!(before.is_none_or(|before| before == id), "place {seq} was given to two messages");
        let places = self.stored.values().filter(|stored| **stored == id).count();
        anyhow::ensure!(places == 1, "{id} was given two places");
        Ok(())
    }
}

/// Everything.
pub struct Model {
    pub duties: [Duty; PEOPLE],
    /// In the order of request.
    pub chats: Vec<Chat>,
}

impl Model {
    pub fn new() -> Self {
        Self { duties: [Duty::Off; PEOPLE], chats: Vec::new() }
    }

    pub fn is_available(&self, person: usize, now: Moment) -> bool {
        matches!(self.duties[person].at(now), Duty::On { .. })
    }

    pub fn anybody_is_available(&self, now: Moment) -> bool {
        (0..PEOPLE).any(|person| self.is_available(person, now))
    }

    pub fn of(&mut self, id: ChatId) -> Option<&mut Chat> {
        self.chats.iter_mut().find(|chat| chat.id == id)
    }

    /// The line, longest waiting first.
    pub fn waiting(&self) -> impl Iterator<Item = &Chat> {
        self.chats.iter().filter(|chat| chat.phase == Phase::Waiting)
    }

    /// How many chats a person holds: surely, and at most.
    pub fn held(&self, person: usize, now: Moment) -> (usize, usize) {
        let held = || self.chats.iter().filter(|chat| chat.holder().is_some_and(|(by, _)| by == person));
        (held().filter(|chat| !chat.may_be_over(now)).count(), held().count())
    }

    /// A new chat; its number must be free.
    pub fn requested(&mut self, id: ChatId, number: u32, now: Moment) -> anyhow::Result<()> {
        let kept = |chat: &&Chat| match chat.phase {
            Phase::Waiting | Phase::Accepted { .. } => !chat.may_be_over(now),
            Phase::Active { .. } => true,
            Phase::Ended { talked, at } => talked.is_some() && now < at + limits::READABLE_AFTER_END,
        };
        let other = self.chats.iter().filter(kept).find(|chat| chat.number == number);
        anyhow::ensure!(other.is_none(), "number {number} belongs to another chat of the centre");
        let (stored, sent) = (BTreeMap::new(), HashMap::new());
        self.chats.push(Chat { id, number, phase: Phase::Waiting, here: now, stored, sent });
        Ok(())
    }
}

/// What a wait adds up to.
pub fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
