//! The modules of each crate: no circle longer than two files, and no arrow that runs up between rooms.

mod graph;
mod paths;
mod tree;

use std::path::Path;

use anyhow::Context as _;
use serde_json::Value;

use self::graph::Graph;
use self::tree::Tree;
use crate::shell::{self, command, output};

/// The rooms of a crate from top to bottom, by the names of its top modules. A room may use what stands below it. Modules of one
/// row are one room; modules that are not listed may be used from everywhere.
const ROOMS: &[(&str, &[&[&str]])] = &[(
    "beistand-server",
    &[
        &["main"],
        &["cli"],
        &["admin", "check", "server"],
        &["demo", "router"],
        &["api", "live", "pages", "jobs"],
        &["notifier"],
        &["limits", "processes", "sessions", "snapshot"],
        &["state"],
        &["config", "metrics", "proxy"],
        &["hub", "bus", "files", "admission_cache", "this_process", "waiting"],
        &["notice", "problem"],
        &["views", "recipient", "token", "password", "stopping", "tls", "uncancellable"],
    ],
)];

/// Breaches, a line each.
pub fn check() -> anyhow::Result<Vec<String>> {
    let text = output(&mut command("cargo metadata --format-version 1 --locked --no-deps"))?;
    let metadata: Value = serde_json::from_str(&text).context("cargo metadata is no JSON")?;
    let mut breaches = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default();
        for target in package["targets"].as_array().into_iter().flatten() {
            let source = target["src_path"].as_str().context("a target without a source file")?;
            let is_product = target["kind"].as_array().is_some_and(|kind| kind.contains(&"lib".into()));
            let rooms = if is_product { rooms_of(name) } else { &[] };
            breaches.extend(findings(name, Path::new(source), rooms)?);
        }
    }
    Ok(breaches)
}

fn rooms_of(package: &str) -> &'static [&'static [&'static str]] {
    ROOMS.iter().find(|(name, _)| *name == package).map_or(&[], |(_, rooms)| rooms)
}

/// What is wrong with the modules below this source file.
fn findings(package: &str, source: &Path, rooms: &[&[&str]]) -> anyhow::Result<Vec<String>> {
    let root = shell::root();
    let tree = Tree::read(source, &|path| std::fs::read_to_string(path).ok())
        .with_context(|| format!("the modules of {package} cannot be read"))?;
    let graph = Graph::of(&tree, |path| path.strip_prefix(&root).unwrap_or(path).display().to_string());
    Ok(graph.circles().into_iter().chain(graph.upwards(rooms)).collect())
}
