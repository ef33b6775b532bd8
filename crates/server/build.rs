//! The pages are built by `cargo xtask`; without them the server builds all the same and says so when asked.

fn main() -> std::io::Result<()> {
    for pages in ["../../ui/dist/seeker", "../../ui/dist/password"] {
        std::fs::create_dir_all(pages)?;
        println!("cargo:rerun-if-changed={pages}");
    }
    println!("cargo:rerun-if-changed=migrations");
    Ok(())
}
