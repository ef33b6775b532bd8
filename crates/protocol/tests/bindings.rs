//! The committed TypeScript types are what the Rust types say.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unwrap_in_result, reason = "tests")]

use std::path::Path;

#[test]
fn the_generated_file_has_not_drifted() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/generated/protocol.ts");
    let expected = beistand_protocol::typescript::declarations();
    if std::env::var_os("BEISTAND_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "ui/src/generated/protocol.ts has drifted: run `cargo xtask bindings`");
}
