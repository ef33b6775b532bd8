//! The world as the server shows it: the same shapes in answers, snapshots and events.

mod availability;
mod chat;
mod me;
mod message;
mod page;
mod seeker;

pub use beistand_domain::access::Role;

pub use self::availability::{AvailabilityView, OffView, PauseView};
pub use self::chat::{ChatStateView, ChatView, EndingView, GoneView, Marks, PresenceView};
pub use self::me::MeView;
pub use self::message::{Audience, MessageView, Sender};
pub use self::page::{AdmissionView, CentreView, PageView, PersonView, TopicAdmission, TopicView};
pub use self::seeker::{DayKey, DeviceKey, SeekerChatView, SeekerStateView};
