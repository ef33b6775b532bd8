//! Random histories over the whole system: a real server, real clients, a clock that is moved and networks that break, against a
//! model. A history that fails prints its seed and the shortest list of steps that still fails.
//!
//! `BEISTAND_HISTORIES=n` runs more of them, `BEISTAND_HISTORY_SEED=s` begins elsewhere, `BEISTAND_HISTORY_STEPS=l` makes them
//! longer, and `BEISTAND_TEST_STORE=postgres` runs them on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unwrap_in_result, reason = "tests")]

mod check;
mod line;
mod model;
mod play;
mod shrink;
mod step;
mod world;

use anyhow::Context as _;
use futures_util::StreamExt as _;
use step::{Client, PAGES, Step};
use world::World;

/// As many as fit in 100 s of a debug build on SQLite.
const HISTORIES: u64 = 30;
const STEPS: usize = 120;
/// At once: the machines of CI have two cores.
const AT_ONCE: usize = 2;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Plays a history to its end; gives how many chats it had, how many of them were talks, and how many messages were stored.
async fn play(seed: u64, steps: &[Step]) -> anyhow::Result<[usize; 3]> {
    let mut world = World::new(seed).await?;
    let done = play_in(&mut world, steps).await;
    world.server.fall().await;
    done
}

async fn play_in(world: &mut World, steps: &[Step]) -> anyhow::Result<[usize; 3]> {
    for (at, step) in steps.iter().enumerate() {
        // No two steps happen at one moment.
        world.server.clock.advance(model::seconds(1));
        let said = || format!("step {at}, {step:?}");
        world.play(*step).await.with_context(said)?;
        world.settle().await.with_context(said)?;
        if at % 8 == 7 {
            world.look_again().await.with_context(said)?;
            world.strangers_read_nothing().await.with_context(said)?;
        }
    }
    for client in (0..step::DESKS.len()).map(Client::Desk).chain((0..PAGES).map(Client::Page)) {
        world.returns(client);
    }
    world.settle().await.context("at the end")?;
    world.look_again().await.context("at the end")?;
    world.finish().await.context("at the end")?;
    let chats = &world.model.chats;
    let talks = chats.iter().filter(|chat| !chat.stored.is_empty()).count();
    Ok([chats.len(), talks, chats.iter().map(|chat| chat.stored.len()).sum()])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_the_system_is_as_the_model_has_it() {
    let first = number("BEISTAND_HISTORY_SEED").unwrap_or(0);
    let histories = number("BEISTAND_HISTORIES").unwrap_or(HISTORIES);
    let length = number("BEISTAND_HISTORY_STEPS").map_or(STEPS, |length| usize::try_from(length).unwrap());
    let mut played = futures_util::stream::iter(first..first + histories)
        .map(|seed| {
            tokio::spawn(async move {
                let steps = step::history(seed, length);
                let done = play(seed, &steps).await;
                (seed, steps, done)
            })
        })
        .buffer_unordered(AT_ONCE);
    let mut sum = [0; 3];
    while let Some(done) = played.next().await {
        let (seed, steps, done) = done.unwrap();
        match done {
            Ok(counts) => sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count),
            Err(error) => {
                eprintln!("history {seed} fails, and is made shorter: {error:#}");
                let (short, error) = shrink::shortest(seed, steps, error).await;
                panic!("history {seed} fails with {short:#?}\n{error:#}");
            }
        }
    }
    let [chats, talks, messages] = sum;
    println!("{histories} histories of {length} steps: {chats} chats, {talks} talks, {messages} messages");
    assert!(talks > 0 && messages > talks, "the histories are empty");
}
