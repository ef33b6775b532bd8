//! How long tests wait.

use std::time::Duration;

/// How long something that must happen may take before the test fails.
pub const PATIENCE: Duration = Duration::from_secs(20);
