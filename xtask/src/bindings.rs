//! Writes the generated files: the tests that compare them write them when they are told to.

use crate::shell::step;
use crate::{licences, selection, setup};

/// TypeScript types, the OpenAPI snapshot, the sealing vectors and the list of licences.
pub fn run() -> anyhow::Result<()> {
    setup::for_demo()?;
    for (what, tests) in [
        ("TypeScript types", "--quiet --test bindings"),
        ("sealing vectors", "--quiet --test vectors"),
        ("OpenAPI snapshot", "--quiet --test server openapi"),
    ] {
        step(what, selection::test(tests).env("BEISTAND_BLESS", "1"))?;
    }
    licences::write()
}
