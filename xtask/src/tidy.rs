//! Rules of the house that no compiler checks: who may know whom, where the host and the network may appear, how
//! long a file is.

mod dependencies;
mod sources;

/// Checks them all and names every breach.
pub fn run() -> anyhow::Result<()> {
    println!("▸ tidy");
    let mut breaches = dependencies::check()?;
    breaches.extend(sources::check()?);
    breaches.extend(crate::licences::check()?);
    for breach in &breaches {
        println!("  {breach}");
    }
    anyhow::ensure!(breaches.is_empty(), "tidy: {} breaches of the house rules", breaches.len());
    println!("  tidy: done");
    Ok(())
}
