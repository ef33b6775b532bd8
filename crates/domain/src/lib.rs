//! The rules of live-chat counselling, and nothing else: no IO, no async, no clock, no rng.
//!
//! Time and randomness are arguments. Lifecycles are enums that carry only their own data; a step consumes the
//! state and returns the next one with its events, and a forbidden step is a named [`Refusal`].

pub mod admission;
pub mod availability;
pub mod chat;
pub mod ids;
pub mod limits;
pub mod moment;
pub mod numbering;
pub mod opening;
pub mod retention;

pub use admission::{Admission, Entry};
pub use availability::{Availability, Lease};
pub use chat::{Chat, ChatEvent, Ending, Presence, Refusal, Rules, Step};
pub use ids::{CentreId, ChatId, CommandId, DeviceId, FileId, MessageId, PersonId, SessionId, TopicId};
pub use moment::Moment;
