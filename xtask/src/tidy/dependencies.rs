//! Who may know whom (house rules, section 1).

use std::collections::BTreeSet;

use anyhow::Context as _;
use serde_json::Value;

use crate::shell::{command, output};

/// A crate and the crates of this workspace that it may depend on, directly, outside tests.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("beistand-domain", &[]),
    ("beistand-seal", &[]),
    ("beistand-machine", &[]),
    ("beistand-runtime", &["beistand-domain"]),
    ("beistand-protocol", &["beistand-domain"]),
    ("beistand-client", &["beistand-runtime", "beistand-domain", "beistand-protocol", "beistand-seal"]),
    (
        "beistand-app",
        &["beistand-runtime", "beistand-client", "beistand-domain", "beistand-protocol", "beistand-seal"],
    ),
    ("beistand-store", &["beistand-runtime", "beistand-domain", "beistand-protocol"]),
    ("beistand-server", &["beistand-runtime", "beistand-domain", "beistand-protocol", "beistand-store"]),
    (
        "beistand",
        &[
            "beistand-runtime",
            "beistand-app",
            "beistand-client",
            "beistand-domain",
            "beistand-machine",
            "beistand-protocol",
        ],
    ),
];

/// What nothing below may reach, however far: the server must not be able to open content.
const NEVER: &[(&str, &[&str])] = &[
    ("beistand-server", &["beistand-seal", "hpke", "aes-gcm", "beistand-client", "beistand-app", "tauri"]),
    ("beistand-store", &["beistand-seal", "hpke", "aes-gcm", "beistand-server", "axum"]),
    ("beistand-domain", &["tokio", "rusqlite", "reqwest", "rand", "getrandom"]),
    ("beistand-app", &["tauri", "wry"]),
    ("beistand-client", &["tauri", "wry", "beistand-server"]),
];

/// Breaches, a line each.
pub fn check() -> anyhow::Result<Vec<String>> {
    let text = output(&mut command("cargo metadata --format-version 1 --locked --no-deps"))?;
    let metadata: Value = serde_json::from_str(&text).context("cargo metadata")?;
    let mut breaches = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default();
        let Some((_, allowed)) = MAY_KNOW.iter().find(|(known, _)| *known == name) else {
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let other = dependency["name"].as_str().unwrap_or_default();
            let ours = MAY_KNOW.iter().any(|(known, _)| *known == other);
            if ours && dependency["kind"].is_null() && !allowed.contains(&other) {
                breaches.push(format!("{name} must not know {other}"));
            }
        }
    }
    for (name, forbidden) in NEVER {
        let reached = tree(name)?;
        for other in forbidden.iter().filter(|other| reached.contains(**other)) {
            breaches.push(format!("{name} must not reach {other}, not even through others"));
        }
    }
    Ok(breaches)
}

/// Everything a crate is built with on any system, outside tests.
fn tree(name: &str) -> anyhow::Result<BTreeSet<String>> {
    let line = format!(
        "cargo tree --locked --package {name} --edges normal --target all --prefix none --format {{p}}"
    );
    let text = output(&mut command(&line))?;
    let names: BTreeSet<String> =
        text.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect();
    anyhow::ensure!(!names.is_empty(), "cargo tree says nothing about {name}");
    Ok(names)
}
