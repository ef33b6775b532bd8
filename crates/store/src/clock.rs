//! What the database knows of the time, to notice a server that starts with a wrong clock (design.md, section 10).

use beistand_domain::access::{About, Action};
use beistand_domain::{Moment, limits};

use crate::actor::Actor;
use crate::audit::{self, Audited, Entry};
use crate::database::Store;
use crate::error::StoreError;
use crate::sql::{Tx, values};

/// What stands where the operator has said nothing yet.
const NEVER: Moment = Moment::from_millis(0);

/// What clocks have said so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockSeen {
    /// A recent moment at which a server did not doubt its clock.
    pub newest: Moment,
    /// When the operator last said that the clock is right, if ever.
    pub accepted: Option<Moment>,
    /// The server of this database doubted its clock when it was last seen.
    pub in_doubt: bool,
}

impl Store {
    /// What clocks have said so far; none before the first round of a server.
    pub async fn clock(&self) -> Result<Option<ClockSeen>, StoreError> {
        self.read(|tx| {
            Box::pin(async move {
                let row =
                    tx.first("SELECT newest, accepted, in_doubt FROM clock WHERE no = 1", values![]).await?;
                row.map(|row| {
                    let (newest, accepted) = (row.moment("newest")?, row.moment("accepted")?);
                    let accepted = Some(accepted).filter(|at| *at != NEVER);
                    Ok(ClockSeen { newest, accepted, in_doubt: row.flag("in_doubt")? })
                })
                .transpose()
            })
        })
        .await
    }

    /// It is now, by a clock that is not in doubt.
    pub async fn clock_is_sure(&self, now: Moment) -> Result<(), StoreError> {
        let sql = "INSERT INTO clock (no, newest, accepted, in_doubt) VALUES (1, $1, $2, 0) \
             ON CONFLICT (no) DO UPDATE SET in_doubt = 0, \
             newest = CASE WHEN clock.newest < excluded.newest THEN excluded.newest ELSE clock.newest END";
        self.write(&[], move |tx| {
            Box::pin(async move { tx.execute(sql, values![now, NEVER]).await.map(|_| ()) })
        })
        .await
    }

    /// The server doubts its clock, which said `now` last.
    pub async fn clock_is_in_doubt(&self, now: Moment) -> Result<(), StoreError> {
        let sql = "INSERT INTO clock (no, newest, accepted, in_doubt) VALUES (1, $1, $2, 1) \
             ON CONFLICT (no) DO UPDATE SET in_doubt = 1";
        self.write(&[], move |tx| {
            Box::pin(async move { tx.execute(sql, values![now, NEVER]).await.map(|_| ()) })
        })
        .await
    }

    /// Brings what a clock that was ahead has written back to `now`, so that no lease and no process outlives it.
    pub async fn bring_back(&self, now: Moment) -> Result<(), StoreError> {
        self.write(&[], move |tx| Box::pin(async move { bring_back(tx, now).await })).await
    }

    /// The operator says that it is `now`; a database that has a clock of its own knows better.
    pub async fn accept_clock(&self, actor: Actor, now: Moment) -> Result<(), StoreError> {
        actor.may(Action::Operate, &About::Nothing)?;
        let now = self.database_time().await?.unwrap_or(now);
        self.write(&[], move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO clock (no, newest, accepted, in_doubt) VALUES (1, $1, $1, 0) \
                     ON CONFLICT (no) DO UPDATE SET newest = excluded.newest, accepted = excluded.accepted, \
                     in_doubt = 0";
                tx.execute(sql, values![now]).await?;
                bring_back(tx, now).await?;
                audit::record(tx, &actor, Entry::for_all(Audited::ClockAccepted), now).await
            })
        })
        .await
    }

    /// The time of a database that has a clock of its own; none for a file.
    pub async fn database_time(&self) -> Result<Option<Moment>, StoreError> {
        if !self.is_shared() {
            return Ok(None);
        }
        let sql = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) AS now";
        self.read(move |tx| {
            Box::pin(async move { tx.first(sql, values![]).await?.map(|row| row.moment("now")).transpose() })
        })
        .await
    }
}

async fn bring_back(tx: &Tx, now: Moment) -> Result<(), StoreError> {
    for later in [
        "UPDATE availability SET renewed = $1 WHERE renewed > $1",
        "UPDATE process SET renewed = $1 WHERE renewed > $1",
        "UPDATE job SET until = $1 WHERE until > $1",
        "UPDATE presence SET since = $1 WHERE since > $1",
        // What is due is settled by the rules, which give a deadline that fits.
        "UPDATE chat SET away_since = $1, deadline = $1 WHERE state <> 'ended' AND away_since > $1",
        "UPDATE chat SET accepted = $1, deadline = $1 WHERE state = 'accepted' AND accepted > $1",
    ] {
        tx.execute(later, values![now]).await?;
    }
    let offers = "UPDATE offer SET until = $1 WHERE outcome IS NULL AND until > $2";
    tx.execute(offers, values![now, now + limits::OFFER_LENGTH]).await?;
    let tries = "DELETE FROM attempt WHERE until > $1";
    tx.execute(tries, values![now + limits::SIGN_IN_WINDOW.max(limits::REQUEST_WINDOW)]).await.map(|_| ())
}
