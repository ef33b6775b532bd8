//! What `admin` sets on a topic.

use std::str::FromStr;

use beistand_domain::Moment;
use beistand_domain::centre::{Interval, Name, OpeningHours, Slug, TopicTimes};
use beistand_domain::routing::Mode;
use beistand_store::{Actor, Store, TopicAt, TopicChange};
use clap::{Args, Subcommand, ValueEnum};

use super::outcome::done;

/// Changes of a topic that exists.
#[derive(Clone, Debug, Subcommand)]
pub enum TopicTask {
    /// Set when a topic is open: a time zone and intervals of a week, as in
    /// set-hours nord sucht Europe/Berlin 1-5:18:00-21:00 6:10:00-12:00 (1 is Monday). No interval at all: always.
    SetHours { centre: Slug, topic: Slug, zone: String, week: Vec<Days> },
    /// Set how requests of a topic reach its members.
    SetMode {
        centre: Slug,
        topic: Slug,
        #[arg(value_enum)]
        mode: RoutingMode,
    },
    /// Set the times of a topic, in minutes. They apply to chats that begin later.
    SetTimes {
        centre: Slug,
        topic: Slug,
        #[command(flatten)]
        times: Times,
    },
    /// Make a person a member of a topic.
    AddMember { centre: Slug, topic: Slug, sign_in_name: Name },
    /// Take a person out of a topic.
    RemoveMember { centre: Slug, topic: Slug, sign_in_name: Name },
}

/// Times in minutes; what is not given gets the product's own.
#[derive(Clone, Copy, Debug, Args)]
pub struct Times {
    /// How long a chat lasts at most.
    #[arg(long, default_value_t = TopicTimes::default().chat_minutes)]
    pub chat: u64,
    /// How long before the end both sides are warned first.
    #[arg(long, default_value_t = TopicTimes::default().warning_minutes[0])]
    pub first_warning: u64,
    /// How long before the end they are warned again.
    #[arg(long, default_value_t = TopicTimes::default().warning_minutes[1])]
    pub second_warning: u64,
    /// How long a seeker in the queue whose connection is gone keeps the place.
    #[arg(long, default_value_t = TopicTimes::default().away_minutes)]
    pub away: u64,
    /// How long a seeker has to choose "Jetzt chatten".
    #[arg(long, default_value_t = TopicTimes::default().answer_minutes)]
    pub answer: u64,
    /// How long a chat waits for a seeker whose connection is gone.
    #[arg(long, default_value_t = TopicTimes::default().gone_minutes)]
    pub gone: u64,
    /// After how long in the queue the written way is offered.
    #[arg(long, default_value_t = TopicTimes::default().offer_written_minutes)]
    pub offer_written: u64,
}

impl From<Times> for TopicTimes {
    fn from(times: Times) -> Self {
        Self {
            chat_minutes: times.chat,
            warning_minutes: [times.first_warning, times.second_warning],
            away_minutes: times.away,
            answer_minutes: times.answer,
            gone_minutes: times.gone,
            offer_written_minutes: times.offer_written,
        }
    }
}

/// How requests of a topic reach its members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RoutingMode {
    /// Every available member sees every request.
    Pool,
    /// One available member at a time is asked.
    Offer,
}

impl From<RoutingMode> for Mode {
    fn from(mode: RoutingMode) -> Self {
        match mode {
            RoutingMode::Pool => Self::Pool,
            RoutingMode::Offer => Self::Offer,
        }
    }
}

/// The same hours on one weekday or several: `1-5:18:00-21:00`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Days(Vec<Interval>);

impl FromStr for Days {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str =
            "hours are written as 1-5:18:00-21:00, days from 1 (Monday) to 7 and times from 00:00 to 24:00";
        let (days, hours) = text.split_once(':').ok_or(FORM)?;
        let (from, until) = hours.split_once('-').ok_or(FORM)?;
        let (first, last) = days.split_once('-').unwrap_or((days, days));
        let day = |text: &str| text.parse::<u8>().ok().filter(|day| (1..=7).contains(day)).ok_or(FORM);
        let (from, until) = (minute(from).ok_or(FORM)?, minute(until).ok_or(FORM)?);
        let (first, last) = (day(first)?, day(last)?);
        if first > last {
            return Err(FORM);
        }
        Ok(Self((first..=last).map(|weekday| Interval { weekday, from, until }).collect()))
    }
}

/// The minute of the day of a time such as 18:30.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour <= 24 && minute < 60).then_some(hour * 60 + minute)
}

/// Does one of them, and gives what is to be printed.
pub async fn change(store: &Store, task: TopicTask, now: Moment) -> anyhow::Result<String> {
    match task {
        TopicTask::SetHours { centre, topic, zone, week } => {
            let what = format!("hours of {topic}");
            let hours = OpeningHours::new(zone, week.into_iter().flat_map(|days| days.0).collect())?;
            let change = TopicChange { hours: Some(hours), ..TopicChange::default() };
            done(
                store.change_topic(Actor::Operator, TopicAt::Slugs(centre, topic), change, now).await?,
                &what,
            )
        }
        TopicTask::SetMode { centre, topic, mode } => {
            let what = format!("mode of {topic}");
            let change = TopicChange { mode: Some(mode.into()), ..TopicChange::default() };
            done(
                store.change_topic(Actor::Operator, TopicAt::Slugs(centre, topic), change, now).await?,
                &what,
            )
        }
        TopicTask::SetTimes { centre, topic, times } => {
            let what = format!("times of {topic}");
            let times = Some(TopicTimes::from(times).checked()?);
            let change = TopicChange { times, ..TopicChange::default() };
            done(
                store.change_topic(Actor::Operator, TopicAt::Slugs(centre, topic), change, now).await?,
                &what,
            )
        }
        TopicTask::AddMember { centre, topic, sign_in_name } => {
            let what = format!("member {sign_in_name}");
            let at = TopicAt::Slugs(centre, topic);
            done(store.set_member(Actor::Operator, at, (sign_in_name, true), now).await?, &what)
        }
        TopicTask::RemoveMember { centre, topic, sign_in_name } => {
            let what = format!("member {sign_in_name}");
            let at = TopicAt::Slugs(centre, topic);
            done(store.set_member(Actor::Operator, at, (sign_in_name, false), now).await?, &what)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_written_by_day() {
        let evenings: Days = "1-5:18:00-21:30".parse().unwrap();
        assert_eq!(evenings.0.len(), 5);
        assert_eq!(evenings.0[4], Interval { weekday: 5, from: 1080, until: 1290 });
        assert_eq!("7:00:00-24:00".parse::<Days>().unwrap().0[0].until, 1440);
        for wrong in
            ["", "1", "8:10:00-11:00", "5-1:10:00-11:00", "1:25:00-26:00", "1:10-11", "mo:10:00-11:00"]
        {
            assert!(wrong.parse::<Days>().is_err(), "{wrong}");
        }
    }
}
