//! Rules of the house that no compiler checks: which crate and which module may use which, where the host and the network may
//! appear, how long a file and a function are.

mod dependencies;
mod functions;
mod modules;
mod sources;

/// Checks them all and names every breach.
pub fn run() -> anyhow::Result<()> {
    println!("▸ tidy");
    let mut breaches = modules::check()?;
    breaches.extend(functions::check()?);
    breaches.extend(dependencies::check()?);
    breaches.extend(sources::check()?);
    breaches.extend(crate::licences::check()?);
    breaches.iter().for_each(|breach| println!("  {breach}"));
    anyhow::ensure!(breaches.is_empty(), "tidy: {} breaches of the house rules", breaches.len());
    println!("  tidy: done");
    Ok(())
}
