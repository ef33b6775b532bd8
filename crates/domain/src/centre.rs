//! Settings of organisations, centres, topics and people, as types that cannot hold nonsense. The API, the command line
//! and the demo build them through the same parsers, and the store reads them back through the same ones.

mod hours;
mod settings;
mod text;

pub use hours::{Hours, HoursError, Interval, OpeningHours};
pub use settings::{ParallelChats, SettingError, TopicTimes};
pub use text::{Name, Slug, TextError};
