//! Whether this process's clock can be believed (design.md, section 10). While it cannot, nothing is purged or ended.

use std::time::Duration;

use beistand_domain::Moment;
use beistand_runtime::Clock;
use beistand_store::{Store, StoreError};

use crate::state::App;

/// A server that starts this long before what the database has seen has a wrong clock, or has had one.
const BEHIND: Duration = Duration::from_secs(60 * 60);
/// How often it is written down what time it is.
const WRITTEN: Duration = Duration::from_secs(60);

/// What stands where the operator has said nothing yet.
const NEVER: Moment = Moment::from_millis(0);

/// What was seen last.
pub struct Watched {
    in_doubt: bool,
    /// When the operator last said that the clock is right, if ever.
    accepted: Option<Moment>,
    written: Option<Moment>,
}

impl Watched {
    /// Before anything is done by this clock: takes the database's time where that has a clock of its own, and doubts a clock
    /// that is behind what servers have seen. What they have written then lies in the future and would never end, so it is
    /// brought back to now.
    pub async fn begin(store: &Store, clock: &dyn Clock) -> Result<Self, StoreError> {
        if let Some(time) = store.database_time().await? {
            clock.begin_at(time);
        }
        let seen = store.clock().await?;
        if seen.is_some_and(|seen| seen.newest.since(clock.now()) > BEHIND) {
            clock.distrust();
            store.bring_back(clock.now()).await?;
        }
        let accepted = seen.map(|seen| seen.accepted).filter(|at| *at != NEVER);
        Ok(Self { in_doubt: false, accepted, written: None })
    }

    /// One look, of which there is one in every round.
    pub async fn look(&mut self, app: &App) -> Result<(), StoreError> {
        let clock = &app.runtime.clock;
        let reference = app.store.database_time().await?;
        let accepted = app.store.clock().await?.map(|seen| seen.accepted).filter(|at| *at != NEVER);
        if std::mem::replace(&mut self.accepted, accepted) != accepted {
            clock.accept(reference);
        }
        if let Some(time) = reference {
            clock.compare(time);
        }
        self.report(clock.in_doubt());
        let now = clock.now();
        let due = self.written.is_none_or(|written| now.since(written) >= WRITTEN);
        if !self.in_doubt && due {
            app.store.clock_is_sure(now).await?;
            self.written = Some(now);
        }
        Ok(())
    }

    fn report(&mut self, in_doubt: bool) {
        if std::mem::replace(&mut self.in_doubt, in_doubt) == in_doubt {
            return;
        }
        match in_doubt {
            true => tracing::error!(
                "the clock is in doubt: nothing is purged or ended until it has agreed for ten minutes; if the machine's \
                 clock is right, say so with admin clock accept"
            ),
            false => tracing::info!("the clock is sure again"),
        }
    }
}
