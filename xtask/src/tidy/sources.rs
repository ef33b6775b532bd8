//! What may stand in which file.

use std::path::{Path, PathBuf};

use crate::shell;

/// Past this a file does two things.
const LONGEST: usize = 400;

struct Rule {
    /// Files it looks at: a folder and endings.
    under: &'static str,
    endings: &'static [&'static str],
    /// Folders and files where the words may stand.
    but: &'static [&'static str],
    words: &'static [&'static str],
    why: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        under: "ui/src",
        endings: &["ts", "svelte"],
        but: &["ui/src/host"],
        words: &["@tauri-apps/", "fetch(", "new WebSocket", "XMLHttpRequest", "sendBeacon"],
        why: "only src/host talks to the host and the network",
    },
    Rule {
        under: "ui/src",
        endings: &["ts", "svelte"],
        but: &[],
        words: &["localStorage", "document.cookie", "{@html"],
        why: "nothing is left behind in a browser, and nothing is shown as markup",
    },
    Rule {
        under: "crates",
        endings: &["rs"],
        but: &["crates/runtime", "crates/testkit"],
        words: &["SystemTime::now", "Instant::now", "Timestamp::now", "thread_rng", "rand::rng("],
        why: "time and randomness are arguments",
    },
    Rule {
        under: "crates/domain/src",
        endings: &["rs"],
        but: &[],
        words: &["async fn", "std::fs", "std::net", "tokio::"],
        why: "domain does no IO",
    },
    Rule {
        under: "tests",
        endings: &["rs"],
        but: &[],
        words: &["sleep("],
        why: "tests move the clock or wait for the event",
    },
    Rule {
        under: "",
        endings: &["rs"],
        but: &[
            "crates/machine/src/linux/native.rs",
            "crates/machine/src/macos/native.rs",
            "crates/machine/src/windows/window.rs",
            "xtask/src/tidy",
        ],
        words: &["unsafe {", "unsafe fn ", "unsafe impl ", "unsafe extern "],
        why: "one module for each system holds what cannot be said safely",
    },
    Rule {
        under: "",
        endings: &["rs", "ts", "svelte"],
        but: &["xtask/src/tidy"],
        words: &["TODO", "FIXME", "XXX"],
        why: "what is open stands in an issue",
    },
];

/// Breaches, a line each.
pub fn check() -> anyhow::Result<Vec<String>> {
    let root = shell::root();
    let mut breaches = Vec::new();
    for path in tracked(&root)? {
        let name = path.to_string_lossy().replace('\\', "/");
        let Ok(text) = std::fs::read_to_string(root.join(&path)) else {
            continue;
        };
        breaches.extend(RULES.iter().flat_map(|rule| rule.breaches(&name, &text)));
        let source = [".rs", ".ts", ".svelte"].iter().any(|ending| name.ends_with(ending));
        let lines = text.lines().count();
        if source && !name.contains("/generated/") && lines > LONGEST {
            breaches.push(format!("{name}: {lines} lines; what second thing does it do?"));
        }
    }
    Ok(breaches)
}

impl Rule {
    fn breaches(&self, name: &str, text: &str) -> Vec<String> {
        let ending = Path::new(name).extension().and_then(|e| e.to_str()).unwrap_or_default();
        let looked_at = name.starts_with(self.under) && self.endings.contains(&ending);
        if !looked_at || self.but.iter().any(|folder| name.starts_with(folder)) {
            return Vec::new();
        }
        let found = text.lines().enumerate().filter_map(|(n, line)| {
            let word = self.words.iter().find(|word| line.contains(**word))?;
            Some(format!("{name}:{}: {word} – {}", n + 1, self.why))
        });
        found.collect()
    }
}

fn tracked(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut command = shell::command("git ls-files --cached --others --exclude-standard");
    Ok(shell::output(command.current_dir(root))?.lines().map(PathBuf::from).collect())
}
