//! The pages are built by `cargo xtask`; without them the server builds all the same and says so when asked.

fn main() -> std::io::Result<()> {
    std::fs::create_dir_all("../../ui/dist/seeker")?;
    println!("cargo:rerun-if-changed=../../ui/dist/seeker");
    println!("cargo:rerun-if-changed=migrations");
    Ok(())
}
