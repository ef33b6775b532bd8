//! People who speak the real protocol with real keys.

mod counsellor;
mod rest;
mod seeker;

pub use counsellor::{Counsellor, chat_in, day_key, device_keys, read};
pub use rest::Rest;
pub use seeker::Seeker;

use beistand_domain::TopicId;
use beistand_runtime::Runtime;
use beistand_store::NewTopic;

/// A topic to be offered by a centre: a new one, or one of this slug that its organisation has.
pub fn new_topic(runtime: &Runtime, slug: &str, name: &str) -> NewTopic {
    let parts = (slug.parse(), name.parse());
    let (Ok(slug), Ok(name)) = parts else { unreachable!("a test names a topic as people do") };
    NewTopic {
        id: runtime.id(TopicId::from_parts),
        slug,
        name,
        members: Vec::new(),
        or_shared: true,
        open: true,
    }
}
