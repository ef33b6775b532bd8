//! What time does by itself. Every job may be repeated, and a round that failed is done again by the next.

pub mod clock;
pub mod files;

use std::sync::atomic::Ordering;
use std::time::Duration;

use beistand_domain::availability::Act;
use beistand_domain::{Availability, Moment};
use beistand_protocol::live::Bye;

use crate::notice::{Notice, QueueChange};
use crate::processes;
use crate::state::App;
use beistand_store::Settled;
use beistand_store::StoreError;

/// How far behind its moment a deadline may be noticed.
const ROUND: Duration = Duration::from_secs(1);
/// How long a session that an operator has ended may stay connected.
const CHECK: Duration = Duration::from_secs(5);
/// The work of one round, which one process at a time does.
const JOB: &str = "round";
/// Ending and purging what is due, which a process whose clock is in doubt leaves to others.
const SETTLES: &str = "settles";
/// How long that process keeps it without saying so again; a dead one's work is taken over then.
const TERM: Duration = Duration::from_secs(5);
/// Chats settled in one round at most.
const MOST: u32 = 500;

/// Works until it is aborted. `settings` is their revision before anything was read that depends on them, `watched` what was
/// known of the clock then.
pub async fn run(app: App, (mut settings, mut watched): (i64, clock::Watched)) {
    let mut minute = 0;
    let mut checked = app.runtime.now();
    // A crash may have come between a purge and the wiping of the log.
    let mut log = Log::HoldsRemoved;
    let mut compared = app.runtime.now();
    loop {
        if let Err(denied) = watched.look(&app).await {
            tracing::warn!(%denied, "the clock could not be compared");
        }
        let now = app.runtime.now();
        app.hub.check_all(now);
        look_at_space(&app).await;
        if let Err(denied) = look_at_settings(&app, &mut settings).await {
            tracing::warn!(%denied, "changed settings are seen with the next look");
        }
        if let Err(denied) = processes::inspect(&app, &mut compared, now).await {
            tracing::warn!(%denied, "who is connected could not be compared");
        }
        // Leases and routing go on, whatever cannot be purged.
        for done in [round(&app, now).await, settle(&app, now).await, wipe(&app, &mut log).await] {
            if let Err(denied) = done {
                tracing::warn!(%denied, "a part of a round failed and will be repeated");
            }
        }
        if now.since(checked) >= CHECK {
            checked = now;
            if let Err(denied) = sign_out(&app).await {
                tracing::warn!(%denied, "sessions that were ended stay connected until the next look");
            }
        }
        if now.millis() / 60_000 != minute {
            minute = now.millis() / 60_000;
            // Opening hours begin and end on the minute.
            app.publish(Notice::Minute);
            if let Err(denied) = app.store.forget_old(now).await {
                tracing::warn!(%denied, "old commands and tries stay until the next minute");
            }
        }
        // Counted from the beginning of the round: what became due while it ran is not left for another second.
        app.runtime.clock.sleep_until(now + ROUND).await;
    }
}

/// Takes nothing new while the data folder has too little room, and takes it again by itself once there is some.
async fn look_at_space(app: &App) {
    let (data, least) = (app.data.clone(), app.settings.free_space);
    let free = tokio::task::spawn_blocking(move || fs4::available_space(&data).ok()).await.ok().flatten();
    // A system that does not say how much there is keeps nobody out.
    let short = free.is_some_and(|free| free < least);
    if app.short_of_space.swap(short, Ordering::AcqRel) != short {
        match short {
            true => {
                tracing::error!(free, "too little room: no requests and files are taken; running chats go on")
            }
            false => tracing::info!(free, "there is room again"),
        }
    }
}

/// Publishes that settings, people or memberships have changed, no matter who changed them: another process, or the command line
/// beside this one. `known` is the revision seen last.
async fn look_at_settings(app: &App, known: &mut i64) -> Result<(), StoreError> {
    let revision = app.store.settings_revision().await?;
    if std::mem::replace(known, revision) != revision {
        // Every process looks for itself.
        app.dispatch(Notice::Settings);
    }
    Ok(())
}

/// Says goodbye to devices whose session was ended from outside this process.
async fn sign_out(app: &App) -> Result<(), StoreError> {
    let connected = app.hub.sessions();
    if connected.is_empty() {
        return Ok(());
    }
    let gone = app
        .store
        .ended_sessions(connected.iter().map(|(_, session, _)| *session).collect(), app.runtime.now())
        .await?;
    for (person, _, sender) in connected.into_iter().filter(|(_, session, _)| gone.contains(session)) {
        sender.bye(Bye::SignedOut);
        app.publish(Notice::Availability { person });
        app.publish(Notice::Presence { person });
    }
    Ok(())
}

/// Whether the write-ahead log may still hold bytes of what was removed.
enum Log {
    Clean,
    HoldsRemoved,
}

async fn round(app: &App, now: Moment) -> Result<(), StoreError> {
    if !app.store.claim((JOB, app.here.process()), now + TERM, now).await? {
        return Ok(());
    }
    processes::give_up(app, now).await?;
    // What cannot be done to one must not keep the others waiting; the next round tries again.
    for person in app.store.late(now).await? {
        match app.store.act(person, Act::Tick, now).await {
            // It may have been renewed since; the rule has decided.
            Ok(availability) if !matches!(availability.availability, Availability::Off { .. }) => {}
            done => {
                app.publish(Notice::Availability { person });
                log_and_continue(done.map(|_| ()));
            }
        }
    }
    for topic in app.store.routed_topics().await? {
        for stepped in app.store.route(topic, now).await? {
            app.publish_stepped(&stepped);
        }
    }
    Ok(())
}

/// Ends and purges what is due.
async fn settle(app: &App, now: Moment) -> Result<(), StoreError> {
    if app.runtime.clock.in_doubt()
        || !app.store.claim((SETTLES, app.here.process()), now + TERM, now).await?
    {
        return Ok(());
    }
    for chat in app.store.due(now, MOST).await? {
        match app.store.settle(chat, now).await {
            Ok(Settled::Stepped(stepped)) => app.publish_stepped(&stepped),
            Ok(Settled::Purged(record)) => {
                app.log_holds_removed.store(true, Ordering::Release);
                app.publish(Notice::purged(&record));
            }
            Ok(Settled::Nothing) => {}
            Err(denied) => {
                // It may have been done all the same.
                app.publish(Notice::Chat { chat, queue: QueueChange::Moved });
                log_and_continue(Err(denied));
            }
        }
    }
    Ok(())
}

/// Overwrites in the write-ahead log what was removed, by the purge or by the end of a chat.
async fn wipe(app: &App, log: &mut Log) -> Result<(), StoreError> {
    if app.log_holds_removed.swap(false, Ordering::AcqRel) {
        *log = Log::HoldsRemoved;
    }
    match log {
        Log::Clean => {}
        Log::HoldsRemoved if app.store.wipe_log().await? => *log = Log::Clean,
        // A reader was in the way; the next round tries again.
        Log::HoldsRemoved => {}
    }
    Ok(())
}

fn log_and_continue(done: Result<(), StoreError>) {
    if let Err(denied) = done {
        tracing::warn!(%denied, "one of many was not done and is tried again");
    }
}
