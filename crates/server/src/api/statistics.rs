//! Counts of what happened.

use axum::Json;
use axum::extract::{Path, Query, State};
use beistand_domain::CentreId;
use beistand_domain::access::Action;
use beistand_domain::statistics::{Counted, Day};
use beistand_protocol::rest::administration::NamedTopic;
use beistand_protocol::rest::statistics::{
    DayCount, HourCount, OwnStatistics, Statistics, StatisticsQuery, TopicCount,
};
use beistand_protocol::{Problem, ProblemCode};
use beistand_store::{CentreStatistics, Period, counted_name};

use super::centre::id;
use super::who::Caller;
use crate::problem::Rejected;
use crate::state::App;

/// Days of one answer.
const MOST_DAYS: i64 = 367;

type Asked = Result<Query<StatisticsQuery>, axum::extract::rejection::QueryRejection>;

/// What happened in a centre between two days.
#[utoipa::path(get, path = "/centres/{centre}/statistics", params(("centre" = CentreId, Path), StatisticsQuery),
    responses((status = 200, body = Statistics), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn of_centre(
    State(app): State<App>,
    caller: Caller,
    Path(centre): Path<String>,
    query: Asked,
) -> Result<Json<Statistics>, Rejected> {
    let period = period(query)?;
    Ok(Json(view(&app.store.statistics(caller.actor(), id(&centre)?, period).await?)))
}

/// What the caller did between two days.
#[utoipa::path(get, path = "/me/statistics", params(StatisticsQuery), responses(
    (status = 200, body = OwnStatistics), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 503, body = Problem)))]
pub async fn own(
    State(app): State<App>,
    caller: Caller,
    query: Asked,
) -> Result<Json<OwnStatistics>, Rejected> {
    let session = caller.session(Action::ReadOwnStatistics)?;
    let Period { from, until, .. } = period(query)?;
    let days = app.store.own_statistics(session, (from, until)).await?;
    Ok(Json(OwnStatistics { days: days.iter().map(day).collect() }))
}

fn period(query: Asked) -> Result<Period, Rejected> {
    let wrong = |field: &str| Rejected(Problem::new(ProblemCode::Malformed).at(field));
    let Query(StatisticsQuery { from, until, topic }) = query.map_err(|_| wrong("from"))?;
    let from: Day = from.parse().map_err(|_| wrong("from"))?;
    let until: Day = until.parse().map_err(|_| wrong("until"))?;
    if !(0..MOST_DAYS).contains(&(until.number() - from.number())) {
        return Err(wrong("until"));
    }
    Ok(Period { from, until, topic })
}

fn view(counts: &CentreStatistics) -> Statistics {
    let by_topic = |(topic, what, n): &_| TopicCount { topic: *topic, what: named(*what), n: *n };
    let hour = |(weekday, hour, what, n): &_| HourCount {
        weekday: *weekday,
        hour: *hour,
        what: named(*what),
        n: *n,
    };
    Statistics {
        topics: counts.topics.iter().map(|(id, name)| NamedTopic { id: *id, name: name.clone() }).collect(),
        days: counts.days.iter().map(day).collect(),
        by_topic: counts.by_topic.iter().map(by_topic).collect(),
        hours: counts.hours.iter().map(hour).collect(),
    }
}

fn day((day, what, n): &(Day, Counted, u64)) -> DayCount {
    DayCount { day: day.to_string(), what: named(*what), n: *n }
}

fn named(what: Counted) -> String {
    counted_name(what).to_owned()
}
