//! Writes the generated files anew: the tests that guard them write when they are told to.

use crate::shell::{command, step};

/// TypeScript types, the OpenAPI snapshot and the sealing vectors.
pub fn run() -> anyhow::Result<()> {
    for (what, line) in [
        ("wire types", "cargo test -q -p beistand-protocol --test bindings"),
        ("view types", "cargo test -q -p beistand-app --test bindings"),
        ("sealing vectors", "cargo test -q -p beistand-seal --test vectors"),
        ("OpenAPI snapshot", "cargo test -q -p beistand-tests --test server openapi"),
    ] {
        step(what, command(line).env("BEISTAND_BLESS", "1"))?;
    }
    Ok(())
}
