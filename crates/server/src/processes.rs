//! This process among the others: it says that it lives, gives up the dead, and says again whom it holds whenever that
//! may have been lost. What counts is who is connected now, not what was told about coming and going.

use std::collections::HashSet;
use std::hash::Hash;
use std::time::Duration;

use beistand_domain::{ChatId, Moment, PersonId};

use crate::notice::{Notice, QueueChange};
use crate::recipient::Recipient;
use crate::state::App;
use crate::this_process::{DEAD_AFTER, SAY};
use beistand_store::{ProcessNo, StoreError};

/// Seekers of dead processes that one round releases at most.
const RELEASED: u32 = 200;
/// How often it is compared who is connected with what the database says, when nothing is known to have been lost.
const COMPARE: Duration = Duration::from_secs(60);

/// Says again and again that this process lives, until it is aborted. Nothing else is done here: a process that waits for
/// something slow must not be taken for dead.
pub async fn beat(app: App) {
    loop {
        let now = app.runtime.now();
        match say(&app, now).await {
            Ok(()) => app.here.pulse().announced(now),
            Err(denied) => tracing::debug!(%denied, "this process could not say that it lives"),
        }
        app.runtime.clock.sleep_until(now + SAY).await;
    }
}

async fn say(app: &App, now: Moment) -> Result<(), StoreError> {
    if !app.store.renew(app.here.process(), now).await? {
        let process = app.store.join(now).await?;
        tracing::warn!("this process was taken for dead and has joined again");
        app.here.joined_again(process);
    }
    Ok(())
}

/// Puts right what the database says of the connections here, when that may be wrong or was not looked at for long.
pub async fn inspect(app: &App, compared: &mut Moment, now: Moment) -> Result<(), StoreError> {
    let unsure = app.here.take_unsure();
    if unsure || now.since(*compared) >= COMPARE {
        *compared = now;
        compare(app, now).await.inspect_err(|_| app.here.is_unsure())?;
    }
    Ok(())
}

/// Gives up dead processes and releases whom they held.
pub async fn give_up(app: &App, now: Moment) -> Result<(), StoreError> {
    if !app.store.is_shared() {
        return Ok(());
    }
    if app.here.pulse().may_judge(now) {
        let silent = (now - DEAD_AFTER, now + DEAD_AFTER);
        let given_up = app.store.give_up_others(app.here.process(), silent).await?;
        if given_up > 0 {
            tracing::warn!(given_up, "processes that were silent for long are taken for dead");
            // What they had stored last they may not have told any more.
            app.publish(Notice::Gap);
        }
    }
    release(app, now).await
}

/// Marks as away whom no living process holds, and tells each as it is done; the rest in the next round.
pub async fn release(app: &App, now: Moment) -> Result<(), StoreError> {
    for chat in app.store.orphans(RELEASED).await? {
        log_and_continue(seeker_leaves(app, chat, None, now).await);
    }
    for person in app.store.release_people(now).await? {
        app.publish(Notice::Presence { person });
    }
    Ok(())
}

/// What went wrong with one must not keep the others waiting; the next round tries again.
fn log_and_continue(done: Result<(), StoreError>) {
    if let Err(denied) = done {
        tracing::warn!(%denied, "one of many could not be put right and is tried again");
    }
}

async fn seeker_leaves(
    app: &App,
    chat: ChatId,
    from: Option<ProcessNo>,
    now: Moment,
) -> Result<(), StoreError> {
    match app.store.seeker_leaves(chat, from, now).await {
        Ok(Some(stepped)) => app.publish(Notice::stepped(&stepped)),
        Ok(None) => {}
        Err(denied) => {
            // It may have been written all the same.
            app.publish(Notice::Chat { chat, queue: QueueChange::Same });
            return Err(denied);
        }
    }
    Ok(())
}

/// Who is connected here is here, whatever the database says, and who is not is not.
async fn compare(app: &App, now: Moment) -> Result<(), StoreError> {
    let process = app.here.process();
    let announced = app.store.announced(process).await?;
    let connected = app.hub.connected();
    let (seekers, people): (HashSet<ChatId>, HashSet<PersonId>) = (
        connected.iter().filter_map(Recipient::seeker).collect(),
        connected.iter().filter_map(Recipient::person).collect(),
    );
    for chat in intersection(&announced.seekers_away, &seekers) {
        log_and_continue(seeker_is_here(app, chat, now).await);
    }
    for chat in difference(&announced.seekers_here, &seekers) {
        log_and_continue(seeker_leaves(app, chat, Some(process), now).await);
    }
    for person in intersection(&announced.people_away, &people) {
        log_and_continue(person_is_here(app, person, now).await);
    }
    for person in difference(&announced.people_here, &people) {
        log_and_continue(person_leaves(app, person, now).await);
    }
    Ok(())
}

/// A seeker whom the database takes for away has a connection here.
pub async fn seeker_is_here(app: &App, chat: ChatId, now: Moment) -> Result<(), StoreError> {
    match app.store.seeker_arrives(chat, app.here.process(), now).await {
        Ok((_, true)) => app.publish(Notice::Chat { chat, queue: QueueChange::Same }),
        // A deadline that has passed ends it; the round of jobs does that and tells it.
        Ok((_, false)) | Err(StoreError::NotFound | StoreError::Chat { .. }) => {}
        Err(denied) => return Err(denied),
    }
    Ok(())
}

/// The last connection of a seeker to this process is gone.
pub async fn seeker_is_gone(app: &App, chat: ChatId, now: Moment) -> Result<(), StoreError> {
    seeker_leaves(app, chat, Some(app.here.process()), now).await?;
    // A page that came back while its old connection was being written off must not count as away.
    if app.hub.is_connected(Recipient::Seeker(chat)) { seeker_is_here(app, chat, now).await } else { Ok(()) }
}

/// The last connection of a counsellor's program to this process is gone.
pub async fn person_is_gone(app: &App, person: PersonId, now: Moment) -> Result<(), StoreError> {
    person_leaves(app, person, now).await?;
    if app.hub.is_connected(Recipient::Person(person)) {
        person_is_here(app, person, now).await
    } else {
        Ok(())
    }
}

async fn person_leaves(app: &App, person: PersonId, now: Moment) -> Result<(), StoreError> {
    let no = (app.store.person(person).await?.no, person);
    let left = app.store.person_leaves(no, app.here.process(), now).await;
    // Told even when nobody knows whether it was written.
    app.publish(Notice::Presence { person });
    left
}

/// A counsellor has a connection here: if the database takes them for away, that is corrected and
/// the others are told.
pub async fn person_is_here(app: &App, person: PersonId, now: Moment) -> Result<(), StoreError> {
    let no = (app.store.person(person).await?.no, person);
    if app.store.person_is_back(no, app.here.process(), now).await? {
        app.publish(Notice::Presence { person });
    }
    Ok(())
}

fn intersection<T: Copy + Eq + Hash>(announced: &[T], connected: &HashSet<T>) -> Vec<T> {
    announced.iter().copied().filter(|one| connected.contains(one)).collect()
}

fn difference<T: Copy + Eq + Hash>(announced: &[T], connected: &HashSet<T>) -> Vec<T> {
    announced.iter().copied().filter(|one| !connected.contains(one)).collect()
}
