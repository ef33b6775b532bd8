//! Everything that lasts. Each transaction is written once, in the files beside this one; [`sqlite`] and [`postgres`] are
//! the engines it runs on. Callers see what may go wrong as [`StoreError`], never an SQL error.

#![deny(clippy::wildcard_enum_match_arm, missing_docs)]

mod actor;
mod admin;
mod audit;
mod chat;
mod chat_row;
mod chat_sets;
mod clock;
mod command;
mod contents;
mod counts;
mod database;
mod error;
mod file;
mod insert;
mod load;
mod marks;
mod message;
mod messages;
pub mod model;
mod moving;
mod names;
mod overview;
mod own;
mod people;
mod postgres;
mod process;
mod retention;
mod second_factor;
mod seed;
mod session;
mod sql;
mod sqlite;
mod statistic;
mod step;
mod topic;

pub use actor::Actor;
pub use admin::{
    AdminOutcome, CentreAt, CentreState, Invited, LiveChatChange, NewPerson, NewTopic, PersonChange,
    StaffList, StaffMember, TopicAt, TopicChange,
};
pub use chat::NewChat;
pub use clock::ClockSeen;
pub use contents::{DatabaseContents, DatabaseTimes};
pub use counts::WriterCounts;
pub use database::{DatabaseLocation, Store, inspect, times};
pub use error::StoreError;
pub use file::{Begun, NewFile};
pub use marks::MarksMoved;
pub use message::{Appended, NewMessage};
pub use model::ProcessNo;
pub use moving::{Moved, StoredFiles, migrate_to_postgres, stored_files};
pub use overview::{Overview, OverviewPerson};
pub use own::OwnSession;
pub use postgres::Address;
pub use process::Announced;
pub use retention::Settled;
pub use second_factor::{KeptFactor, Proof, SecondFactorState};
pub use seed::{DemoCentre, DemoCount, DemoPerson};
pub use session::{NewSession, Opened};
pub use sqlite::back_up;
pub use statistic::{CentreStatistics, Period, counted_name};
