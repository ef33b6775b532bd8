//! Whether this process's clock can be believed (design.md, section 10). While it cannot, nothing is purged or ended.

use std::time::Duration;

use beistand_domain::Moment;
use beistand_runtime::Clock;
use beistand_store::{ClockSeen, Store, StoreError};

use crate::state::App;

/// A server that starts this long before what the database has seen has a wrong clock, or has had one.
const BEHIND: Duration = Duration::from_secs(60 * 60);
/// How often it is written down what time it is.
const WRITTEN: Duration = Duration::from_secs(60);

/// What was seen last.
pub struct Watched {
    in_doubt: bool,
    /// When the operator last said that the clock is right, if ever.
    accepted: Option<Moment>,
    written: Option<Moment>,
}

impl Watched {
    /// Before anything is done by this clock: takes the database's time where that has a clock of its own, else goes on from
    /// where a server was sure last if it has come into doubt since, and doubts a clock that is behind what servers have seen.
    /// What a clock that was ahead has written would never end, so it is brought back to now.
    pub async fn begin(store: &Store, clock: &dyn Clock) -> Result<Self, StoreError> {
        let (time, seen) = (store.database_time().await?, store.clock().await?);
        match (time, seen) {
            (Some(time), _) => clock.begin_at(time),
            (None, Some(ClockSeen { newest, in_doubt: true, .. })) => {
                clock.begin_at(newest);
                clock.distrust();
            }
            (None, Some(_) | None) => {}
        }
        if seen.is_some_and(|seen| seen.newest.since(clock.now()) > BEHIND) {
            clock.distrust();
        }
        store.bring_back(clock.now()).await?;
        Ok(Self { in_doubt: false, accepted: seen.and_then(|seen| seen.accepted), written: None })
    }

    /// One look, of which there is one in every round.
    pub async fn look(&mut self, app: &App) -> Result<(), StoreError> {
        let clock = &app.runtime.clock;
        let seen = app.store.clock().await?;
        let asked = clock.now();
        let reference = app.store.database_time().await?;
        let accepted = seen.and_then(|seen| seen.accepted);
        if std::mem::replace(&mut self.accepted, accepted) != accepted && !clock.accept(reference) {
            tracing::error!("the clock was ahead and is not set back while the server runs: restart it");
        }
        if let Some(time) = reference {
            clock.compare(asked, time);
        }
        let came_into_doubt = self.report(clock.in_doubt());
        let now = clock.now();
        if self.in_doubt {
            // Several processes have the database's clock to go by.
            if came_into_doubt && !app.store.is_shared() {
                app.store.clock_is_in_doubt(now).await?;
            }
        } else if self.written.is_none_or(|written| now.since(written) >= WRITTEN) {
            app.store.clock_is_sure(now).await?;
            self.written = Some(now);
        }
        Ok(())
    }

    /// Says a change in the log, and gives whether the clock has just come into doubt.
    fn report(&mut self, in_doubt: bool) -> bool {
        if std::mem::replace(&mut self.in_doubt, in_doubt) == in_doubt {
            return false;
        }
        match in_doubt {
            true => tracing::error!(
                "the clock is in doubt: nothing is purged or ended until it has agreed for ten minutes; if the machine's \
                 clock is right, say so with admin clock accept"
            ),
            false => {
                // Written with this look: the doubt is over for the next start as well.
                self.written = None;
                tracing::info!("the clock is sure again");
            }
        }
        in_doubt
    }
}
