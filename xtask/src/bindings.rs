//! Writes the generated files anew: the tests that guard them write when they are told to.

use crate::licences;
use crate::shell::{command, step};

/// TypeScript types, the OpenAPI snapshot, the sealing vectors and the list of licences.
pub fn run() -> anyhow::Result<()> {
    for (what, line) in [
        ("wire types", "cargo test -q -p beistand-protocol --test bindings"),
        ("view types", "cargo test -q -p beistand-app --test bindings"),
        ("sealing vectors", "cargo test -q -p beistand-seal --test vectors"),
        ("OpenAPI snapshot", "cargo test -q -p beistand-tests --test server openapi"),
    ] {
        step(what, command(line).env("BEISTAND_BLESS", "1"))?;
    }
    licences::write()
}
