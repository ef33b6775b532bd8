//! People who speak the real protocol with real keys.

mod counsellor;
mod rest;
mod seeker;

pub use counsellor::{Counsellor, chat_in, day_key, device_keys, read};
pub use rest::Rest;
pub use seeker::Seeker;
