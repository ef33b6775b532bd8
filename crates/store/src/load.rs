//! How much there is to do.

use beistand_domain::{Moment, limits};

use crate::database::Store;
use crate::error::StoreError;
use crate::model::Load;
use crate::sql::values;

impl Store {
    /// How much there is to do at this moment, over all centres.
    pub async fn load(&self, now: Moment) -> Result<Load, StoreError> {
        let sql = "SELECT (SELECT count(*) FROM chat WHERE state = 'waiting') AS waiting, \
             (SELECT coalesce(min(requested), $1) FROM chat WHERE state = 'waiting') AS first, \
             (SELECT count(*) FROM availability WHERE state = 'on' AND renewed > $2) AS available, \
             (SELECT coalesce(min(deadline), $1) FROM chat WHERE state = 'ended' AND deadline <= $1) AS purge, \
             (SELECT coalesce(min(due), $1) FROM file WHERE state = 'going') AS going";
        self.read(move |tx| {
            Box::pin(async move {
                let row = tx.first(sql, values![now, now - limits::LEASE_LENGTH]).await?;
                let row = row.ok_or(StoreError::Unavailable)?;
                Ok(Load {
                    waiting: row.int("waiting")?,
                    longest_wait: now.since(row.moment("first")?),
                    available: row.int("available")?,
                    purge_lag: now.since(row.moment("purge")?).max(now.since(row.moment("going")?)),
                })
            })
        })
        .await
    }
}
