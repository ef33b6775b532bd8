//! How much there is to do.

use beistand_domain::{Moment, limits};

use super::model::Load;
use super::sql::values;
use super::{Store, StoreError};

impl Store {
    /// How much there is to do at this moment, over all centres.
    pub async fn load(&self, now: Moment) -> Result<Load, StoreError> {
        let sql = "SELECT (SELECT count(*) FROM chat WHERE state = 'waiting'), \
             (SELECT coalesce(min(requested), $1) FROM chat WHERE state = 'waiting'), \
             (SELECT count(*) FROM availability WHERE state = 'on' AND renewed > $2), \
             (SELECT coalesce(min(deadline), $1) FROM chat WHERE state = 'ended' AND deadline <= $1), \
             (SELECT coalesce(min(due), $1) FROM file WHERE state = 'going')";
        self.read(move |tx| {
            Box::pin(async move {
                let row = tx.first(sql, values![now, now - limits::LEASE_LENGTH]).await?;
                let row = row.ok_or(StoreError::Unavailable)?;
                Ok(Load {
                    waiting: row.int(0)?,
                    longest_wait: now.since(row.moment(1)?),
                    available: row.int(2)?,
                    purge_lag: now.since(row.moment(3)?).max(now.since(row.moment(4)?)),
                })
            })
        })
        .await
    }
}
