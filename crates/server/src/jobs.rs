//! What time does by itself. Every job may be repeated, and a round that failed is done again by the next.

use std::time::Duration;

use beistand_domain::Moment;

use crate::App;
use crate::store::Denied;
use crate::teller::Notice;

/// How far behind its moment a deadline may be noticed.
const ROUND: Duration = Duration::from_secs(1);
/// Chats settled in one round at most.
const MOST: u32 = 500;

/// Works until it is aborted.
pub async fn run(app: App) {
    let mut minute = 0;
    loop {
        let now = app.ambient.now();
        if let Err(denied) = round(&app, now).await {
            tracing::warn!(%denied, "a round of jobs failed and will be repeated");
        }
        if now.millis() / 60_000 != minute {
            minute = now.millis() / 60_000;
            // Opening hours begin and end on the minute.
            app.tell(Notice::Minute);
            if let Err(denied) = app.store.forget_old(now).await {
                tracing::warn!(%denied, "old commands and tries stay until the next minute");
            }
        }
        app.ambient.sleep(ROUND).await;
    }
}

async fn round(app: &App, now: Moment) -> Result<(), Denied> {
    for duty in app.store.expire_leases(now).await? {
        app.tell(Notice::Duty { person_no: duty.person_no });
    }
    let settled = app.store.settle(now, MOST).await?;
    for stepped in settled.stepped {
        app.tell(Notice::stepped(&stepped));
    }
    let purged = !settled.purged.is_empty();
    for record in settled.purged {
        app.tell(Notice::Purged { chat: record.id, counsellor: record.chat.counsellor() });
    }
    if purged {
        app.store.wipe_log().await?;
    }
    Ok(())
}
