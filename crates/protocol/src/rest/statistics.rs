//! Counts of what happened. No number is about one chat or one seeker, and purging leaves them.

use beistand_domain::TopicId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::{IntoParams, ToSchema};

use super::administration::NamedTopic;

/// Which days: both written as `2026-11-30`, in the zones of the topics, a year and a day at most.
#[derive(Clone, Debug, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct StatisticsQuery {
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// Of one topic only.
    #[param(value_type = Option<String>)]
    pub topic: Option<TopicId>,
}

/// `GET /centres/{centre}/statistics`, for supervisors and admins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Statistics {
    /// The centre's topics, by name.
    pub topics: Vec<NamedTopic>,
    /// By day; what did not happen is not there.
    pub days: Vec<DayCount>,
    /// By topic.
    pub by_topic: Vec<TopicCount>,
    /// By weekday and hour: `requested` and `accepted`.
    pub hours: Vec<HourCount>,
}

/// How often something happened on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct DayCount {
    /// As `2026-11-30`.
    pub day: String,
    /// What, by a stable name such as `requested`.
    pub what: String,
    /// How often.
    #[ts(type = "number")]
    pub n: u64,
}

/// How often something happened in a topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct TopicCount {
    /// The topic.
    pub topic: TopicId,
    /// What.
    pub what: String,
    /// How often.
    #[ts(type = "number")]
    pub n: u64,
}

/// How often something happened in an hour of a weekday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct HourCount {
    /// 1 is Monday, 7 is Sunday (ISO 8601).
    pub weekday: u8,
    /// 0 to 23.
    pub hour: u8,
    /// What.
    pub what: String,
    /// How often.
    #[ts(type = "number")]
    pub n: u64,
}

/// `GET /me/statistics`: what the caller did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct OwnStatistics {
    /// By day.
    pub days: Vec<DayCount>,
}
