//! Removing the bytes of files whose chats are purged, and what nobody knows of. The rows went with their chats; the file
//! store may have been away then.

use std::collections::HashSet;
use std::time::Duration;

use beistand_domain::{FileId, Moment};

use super::{Log, wipe};
use crate::files::Away;
use crate::state::App;
use beistand_store::StoreError;

const ROUND: Duration = Duration::from_secs(1);
/// Before another try when the file store is away.
const AGAIN: Duration = Duration::from_secs(15);
/// How often the file store is compared with the database.
const COMPARED: Duration = Duration::from_secs(60 * 60);
/// Removed in one round at most.
const MOST: u32 = 100;

/// Works until it is aborted. Every process does it: removing something twice does no harm.
pub async fn run(app: App) {
    let mut unknown = Unknown { names: HashSet::new(), compared: None };
    let mut log = Log::Clean;
    loop {
        let now = app.runtime.now();
        let pause = match round(&app, (&mut unknown, &mut log), now).await {
            Ok(()) => ROUND,
            Err(why) => {
                tracing::warn!(%why, "files of purged chats stay until the next try");
                AGAIN
            }
        };
        app.runtime.clock.sleep_until(now + pause).await;
    }
}

/// Files that the database does not know. What a program that fell over left half written, and what was added after the
/// back-up that was restored, are found so.
struct Unknown {
    /// Those of the last look. One that is still unknown at the next look, an hour later, is no upload that had only begun.
    names: HashSet<String>,
    compared: Option<Moment>,
}

#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Files(#[from] Away),
}

async fn round(app: &App, (unknown, log): (&mut Unknown, &mut Log), now: Moment) -> Result<(), Failed> {
    for content in app.store.files_going(MOST).await? {
        app.files.remove(&content.to_string()).await?;
        app.store.file_gone(content).await?;
        *log = Log::HoldsRemoved;
    }
    wipe(app, log).await?;
    if unknown.compared.is_none_or(|at| now.since(at) >= COMPARED) {
        compare(app, unknown).await?;
        unknown.compared = Some(now);
    }
    Ok(())
}

async fn compare(app: &App, unknown: &mut Unknown) -> Result<(), Failed> {
    let names = app.files.names().await?;
    let ids: Vec<FileId> = names.iter().filter_map(|name| name.parse().ok()).collect();
    let not_known: HashSet<FileId> = app.store.unknown_files(ids).await?.into_iter().collect();
    let is_unknown = |name: &String| name.parse().map_or(true, |id: FileId| not_known.contains(&id));
    let now_unknown: HashSet<String> = names.into_iter().filter(is_unknown).collect();
    for name in now_unknown.intersection(&unknown.names) {
        app.files.remove(name).await?;
    }
    unknown.names = now_unknown;
    Ok(())
}
