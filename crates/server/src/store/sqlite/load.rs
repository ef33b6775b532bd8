//! How much there is to do.

use beistand_domain::{Moment, limits};
use rusqlite::params;

use super::Store;
use crate::store::Denied;
use crate::store::model::Load;

impl Store {
    /// How much there is to do at this moment, over all centres.
    pub async fn load(&self, now: Moment) -> Result<Load, Denied> {
        self.readers
            .run(move |sql| {
                let mut query = sql.prepare_cached(
                    "SELECT (SELECT count(*) FROM chat WHERE state = 'waiting'), \
                     (SELECT coalesce(min(requested), ?1) FROM chat WHERE state = 'waiting'), \
                     (SELECT count(*) FROM availability WHERE state = 'on' AND renewed > ?2), \
                     (SELECT coalesce(min(deadline), ?1) FROM chat WHERE state = 'ended' AND deadline <= ?1)",
                )?;
                let since = |millis| now.since(Moment::from_millis(millis));
                let valid = (now - limits::LEASE_LENGTH).millis();
                Ok(query.query_row(params![now.millis(), valid], |row| {
                    Ok(Load {
                        waiting: row.get(0)?,
                        longest_wait: since(row.get(1)?),
                        available: row.get(2)?,
                        purge_lag: since(row.get(3)?),
                    })
                })?)
            })
            .await
    }
}
