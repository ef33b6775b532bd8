//! What the bus counts.

use prometheus_client::metrics::counter::Counter;

/// What the bus counts.
#[derive(Clone, Default)]
pub struct Counts {
    pub published: Counter,
    pub received: Counter,
    /// Not published, as the bus was away or too slow; the others were told to look for themselves.
    pub dropped: Counter,
    /// Connections that were regained.
    pub regained: Counter,
}
