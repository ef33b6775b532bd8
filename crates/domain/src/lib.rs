//! The rules of live-chat counselling, and nothing else: no IO, no async, no clock, no randomness.
//!
//! Time and randomness are arguments. Lifecycles are enums that carry only their own data; a transition
//! consumes the state and returns the next one with its events, and a forbidden one is a named [`Refusal`].

#![deny(clippy::wildcard_enum_match_arm, missing_docs)]

pub mod access;
pub mod admission;
pub mod availability;
pub mod centre;
pub mod chat;
pub mod ids;
pub mod limits;
pub mod moment;
pub mod numbering;
pub mod rate;
pub mod retention;
pub mod routing;
pub mod sign_in;
pub mod statistics;

pub use admission::{Admission, Entry};
pub use availability::{Availability, Lease};
pub use chat::{Chat, ChatEvent, Context, Ending, Presence, Refusal, Rules, Transition};
pub use ids::{
    CentreId, ChatId, CommandId, DeviceId, FileId, MessageId, OrganisationId, PersonId, SessionId, TopicId,
};
pub use moment::Moment;
