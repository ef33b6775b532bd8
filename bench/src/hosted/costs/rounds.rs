//! What a chat costs from the request to the end, without its messages.

use anyhow::Context as _;
use beistand_protocol::live::{Event, Who};
use beistand_protocol::view::{SeekerChatView, SeekerStateView};
use beistand_runtime::Runtime;
use beistand_testkit::{Counsellor, Seeker};
use futures_util::future::try_join_all;

use super::super::engines::{Engines, Servers};
use super::super::seed;
use super::{Meter, say};
use crate::costs::Cost;
use crate::load::{End as _, Socket};
use crate::pairs;
use crate::report::Report;

/// Members of the topic who are available and connected, so that each request concerns them.
pub const MEMBERS: usize = 34;
const TOPIC: &str = "sucht";
/// Those who take the requests, each one after the other.
const WHO: [&str; 3] = ["anna", "ben", "clara"];

/// `count` chats in three rows; seekers and counsellors are spread over the processes.
pub async fn measure(
    report: &mut Report,
    engines: &Engines,
    processes: usize,
    count: usize,
) -> anyhow::Result<Cost> {
    let seed = async |client: &mut tokio_postgres::Client| {
        let members = seed::active(client, MEMBERS - WHO.len()).await?;
        seed::on_duty(client).await?;
        seed::join_topic(client, TOPIC).await?;
        Ok(members)
    };
    let (servers, members) =
        Servers::start(engines, (&format!("rounds{processes}"), processes), seed).await?;
    for (n, member) in members.iter().enumerate() {
        let who = Who::Counsellor { token: member.counsellor.clone() };
        listen(pairs::hello(&servers.live(n), who).await?);
    }
    let mut people = Vec::new();
    for (n, name) in WHO.iter().enumerate() {
        let person = Counsellor::sign_in(&servers.url(n), &Runtime::real(), name).await?;
        let (wire, _) = person.connect().await?;
        tokio::spawn(wire.stay());
        person.switch(true).await?;
        people.push(person);
    }
    let each = count / WHO.len();
    // Once, so that connections and prepared statements are there.
    row(&servers, 0, &people[0], 2).await?;
    let meter = Meter::new(engines, &servers).await?;
    for person in &people {
        person.switch(true).await?;
    }
    let rows = people.iter().enumerate().map(|(n, person)| row(&servers, n, person, each));
    let (_, cost) = meter.each((each * WHO.len()) as u64, try_join_all(rows)).await?;
    servers.stop()?;
    say(report, &format!("{processes} at work: a chat without its messages, {MEMBERS} members"), cost);
    Ok(cost)
}

fn listen(mut socket: Socket) {
    tokio::spawn(async move { while socket.hear().await.is_ok() {} });
}

/// One counsellor's chats; their seekers are at the next process.
async fn row(servers: &Servers, n: usize, person: &Counsellor, count: usize) -> anyhow::Result<()> {
    for _ in 0..count {
        round(&servers.url(n + 1), person).await?;
    }
    Ok(())
}

async fn round(url: &str, person: &Counsellor) -> anyhow::Result<()> {
    let runtime = Runtime::real();
    let seeker = Seeker::request(url, &runtime, TOPIC).await?.map_err(|no| anyhow::anyhow!("{no:?}"))?;
    let (mut wire, _) = seeker.connect().await?;
    person.accept(seeker.chat).await?.map_err(|no| anyhow::anyhow!("{no:?}"))?;
    let accepted = |event| match event {
        Event::SeekerChatChanged { chat } if matches!(chat.state, SeekerStateView::Accepted { .. }) => {
            Some::<SeekerChatView>(chat)
        }
        _ => None,
    };
    let view = wire.event(accepted).await?;
    seeker.begin(&view).await?.map_err(|no| anyhow::anyhow!("{no:?}"))?;
    person.command(seeker.chat, "end").await?.map_err(|no| anyhow::anyhow!("{no:?}"))?;
    wire.bye().await.context("the seeker was not told that it is over")?;
    Ok(())
}
