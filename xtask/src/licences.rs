//! The packages the programs are built from, with their licences, for the page that shows them.

use std::collections::BTreeSet;

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::shell::{self, command, output};

const FILE: &str = "ui/src/generated/licences.json";
/// Part of the pages although they are only needed to build them.
const COMPILED_IN: &[&str] = &["svelte"];

/// Name, version and licence.
type Package = (String, String, String);

/// Writes the list again.
pub fn write() -> anyhow::Result<()> {
    std::fs::write(shell::root().join(FILE), text()?).context(FILE)
}

/// A breach where the list is not what is built.
pub fn check() -> anyhow::Result<Vec<String>> {
    let found = std::fs::read_to_string(shell::root().join(FILE)).unwrap_or_default();
    let drifted = found != text()?;
    Ok(drifted.then(|| format!("{FILE} has drifted: run `cargo xtask bindings`")).into_iter().collect())
}

fn text() -> anyhow::Result<String> {
    let mut all = rust()?;
    all.extend(npm()?);
    let lines: Vec<String> = all
        .into_iter()
        .map(|(name, version, licence)| {
            json!({ "name": name, "version": version, "licence": licence }).to_string()
        })
        .collect();
    Ok(format!("[\n{}\n]\n", lines.join(",\n")))
}

/// What desk and server are built with on any system, outside tests.
fn rust() -> anyhow::Result<BTreeSet<Package>> {
    let mut found = BTreeSet::new();
    for package in ["beistand", "beistand-server"] {
        let line = format!(
            "cargo tree --locked --package {package} --edges normal --target all --prefix none --format {{p}}|{{l}}"
        );
        for line in output(&mut command(&line))?.lines() {
            let (package, licence) = line.trim_end_matches(" (*)").split_once('|').context("cargo tree")?;
            let mut words = package.split_whitespace();
            let (Some(name), Some(version)) = (words.next(), words.next()) else { continue };
            if !name.starts_with("beistand") {
                found.insert((name.into(), version.trim_start_matches('v').into(), licence.into()));
            }
        }
    }
    anyhow::ensure!(!found.is_empty(), "cargo tree names no package");
    Ok(found)
}

/// What is part of the pages.
fn npm() -> anyhow::Result<BTreeSet<Package>> {
    let text = std::fs::read_to_string(shell::root().join("ui/package-lock.json"))?;
    let lock: Value = serde_json::from_str(&text).context("ui/package-lock.json")?;
    let packages = lock["packages"].as_object().context("no packages in ui/package-lock.json")?;
    let shipped = packages.iter().filter_map(|(path, package)| {
        let name = path.strip_prefix("node_modules/")?;
        let part = !package["dev"].as_bool().unwrap_or(false) || COMPILED_IN.contains(&name);
        let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
        part.then(|| (name.to_owned(), text("version"), text("license")))
    });
    Ok(shipped.collect())
}
