//! Centres, topics and people, and what a start page shows.

use beistand_domain::{CentreId, Moment, PersonId, TopicId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// A centre as everybody may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CentreView {
    /// Its id.
    pub id: CentreId,
    /// The part of the address: `/{slug}`.
    pub slug: String,
    /// The name that is shown.
    pub name: String,
}

/// A topic as everybody may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct TopicView {
    /// Its id.
    pub id: TopicId,
    /// The part of the address: `/{centre}/{slug}`.
    pub slug: String,
    /// The name that is shown.
    pub name: String,
}

/// A colleague as the staff and the seeker see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PersonView {
    /// Its id.
    pub id: PersonId,
    /// The name shown to others.
    pub name: String,
}

/// The answer of admission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum AdmissionView {
    /// There is no live chat in this topic.
    Hidden,
    /// There is none by this way.
    NotPossible,
    /// Outside of the opening hours.
    Closed {
        /// When it opens next.
        opens: Moment,
    },
    /// It is open, and no counsellor is available.
    NobodyAvailable,
    /// Counsellors are there, and as many people wait as can.
    Full,
    /// A live chat may be asked for.
    Open {
        /// The place in the queue that a request would get, from 1.
        place: u32,
    },
}

/// A topic on the start page, with whether one may ask now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct TopicAdmission {
    /// The topic.
    pub topic: TopicView,
    /// Whether one may ask now.
    pub admission: AdmissionView,
}

/// What the start page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PageView {
    /// The centre.
    pub centre: CentreView,
    /// Its topics, in the order of the page.
    pub topics: Vec<TopicAdmission>,
}
