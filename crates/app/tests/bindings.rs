//! The committed TypeScript is what the Rust types say.

use std::path::Path;

use beistand_app::typescript;

#[test]
fn the_generated_files_have_not_drifted() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/generated");
    for (name, expected) in [("desk.ts", typescript::declarations()), ("commands.ts", typescript::commands())]
    {
        let path = folder.join(name);
        if std::env::var_os("BEISTAND_BLESS").is_some() {
            std::fs::write(&path, &expected).unwrap();
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(found == expected, "ui/src/generated/{name} has drifted: run `cargo xtask bindings`");
    }
}
