//! The interface is what its snapshot says.

use std::path::Path;

#[test]
fn the_document_has_not_drifted() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
    let expected = beistand_server::document();
    if std::env::var_os("BEISTAND_BLESS").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "docs/openapi.json has drifted: run `cargo xtask bindings`");
}
