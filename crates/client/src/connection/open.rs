//! The open connection: numbers, questions without an answer, and signs of life.

use std::collections::HashMap;

use beistand_domain::{Moment, limits};
use beistand_protocol::live::{ClientFrame, FromClient};

use super::{GIVE_UP_AFTER, HELLO, Output, PING_AFTER};

#[derive(Debug)]
pub(super) struct Open {
    /// The number of the next event; `None` while a snapshot is awaited.
    pub next_event: Option<u64>,
    last_r: u32,
    pub asked: HashMap<u32, Asked>,
    pub heard_at: Moment,
    /// A sign of life has been asked for since, and none has come.
    pub pinged_at: Option<Moment>,
    pub renew_at: Moment,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Asked {
    Ping,
    Resync,
    Renew,
    Ticket(u64),
}

impl Open {
    /// Just connected: everything is heard, and a lease is due to be renewed.
    pub fn at(now: Moment) -> Self {
        let asked = HashMap::new();
        Self { next_event: Some(1), last_r: HELLO, asked, heard_at: now, pinged_at: None, renew_at: now }
    }

    pub fn write(&mut self, frame: ClientFrame, asked: Asked) -> Output {
        self.last_r = self.last_r.wrapping_add(1);
        self.asked.insert(self.last_r, asked);
        Output::Write(FromClient { r: self.last_r, frame })
    }

    pub fn deadline(&self, renews: bool) -> Moment {
        let silence = match self.pinged_at {
            Some(at) => at + GIVE_UP_AFTER,
            None => self.heard_at + PING_AFTER,
        };
        if renews { silence.min(self.renew_at) } else { silence }
    }

    pub fn is_dead(&self, now: Moment) -> bool {
        self.pinged_at.is_some_and(|at| now >= at + GIVE_UP_AFTER)
    }

    pub fn keep_alive(&mut self, renews: bool, now: Moment, out: &mut Vec<Output>) {
        if renews && now >= self.renew_at {
            self.renew_at = now + limits::LEASE_RENEWAL;
            self.pinged_at.get_or_insert(now);
            out.push(self.write(ClientFrame::Renew, Asked::Renew));
        }
        if self.pinged_at.is_none() && now >= self.heard_at + PING_AFTER {
            self.pinged_at = Some(now);
            out.push(self.write(ClientFrame::Ping, Asked::Ping));
        }
    }

    pub fn leave_unanswered(&mut self, out: &mut Vec<Output>) {
        let mut tickets: Vec<u64> = self
            .asked
            .drain()
            .filter_map(|(_, asked)| match asked {
                Asked::Ticket(ticket) => Some(ticket),
                Asked::Ping | Asked::Resync | Asked::Renew => None,
            })
            .collect();
        tickets.sort_unstable();
        out.extend(tickets.into_iter().map(|ticket| Output::Unanswered { ticket }));
    }
}
