//! What there is, and the stretches of a way through it.

use crate::simulate::calendar::Nanos;
use crate::simulate::station::Job;

/// Whose CPU it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Server(u16),
    Postgres,
    Nats,
    /// What makes the load, where it shares the machine.
    Generator,
}

/// What only so many may do at a time in one process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Reading a world.
    Turn(u16),
    /// A connection to the database.
    Connection(u16),
    /// Telling: one notice after the other.
    Teller(u16),
}

/// One stretch of a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leg {
    Work(Role, Nanos),
    /// A commit.
    Disk,
    /// A message is stored with the next group of this process.
    Group(u16),
    Enter(Gate),
    Leave(Gate),
}

/// What the calendar says.
#[derive(Clone, Copy, Debug)]
pub enum Happening<P> {
    Turn {
        station: u16,
        job: Job,
    },
    Flushed,
    /// The next group of this process has waited for more messages.
    Collected(u16),
    /// Something of people, or of whoever makes the load.
    Person(P),
}

/// What there is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    pub processes: u16,
    /// Cores of each process.
    pub server_cores: u32,
    pub postgres_cores: u32,
    /// One machine with so many cores for everything, as where it was measured.
    pub together: Option<u32>,
}
