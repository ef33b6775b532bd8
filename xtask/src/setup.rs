//! Installing what is missing. On Debian and its kin it is done; elsewhere it is said.

use std::path::PathBuf;

use anyhow::{Context as _, bail};

use crate::shell::{self, answers, command, step};

/// To build the desktop app.
const BUILD: &[&str] = &[
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libxdo-dev",
    "libdbus-1-dev",
    "libasound2-dev",
];

/// What a server can be run with, to test it so. Where systemd runs, Debian starts both; the tests start their own.
const SERVERS: &[&str] = &["nats-server", "postgresql", "faketime"];

/// Reads what the desk writes, so that not the same program says that it is right.
const READERS: &[&str] = &["python3-openpyxl"];

/// To run the desktop tests: a real desktop without a screen.
const RIG: &[&str] = &[
    "webkit2gtk-driver",
    "xvfb",
    "openbox",
    "xfce4-panel",
    "dunst",
    "gnome-keyring",
    "dbus-x11",
    "procps",
    "python3-dbusmock",
    "xdotool",
    "wmctrl",
    "imagemagick",
    "chromium",
    "chromium-driver",
    "fonts-noto-core",
];

/// The version of cargo-deny.
const DENY: &str = "0.20";

/// What the rig talks to the app with; installed below `target/`.
const DRIVER: &str = "2";

/// Everything to build and start.
pub fn for_demo() -> anyhow::Result<()> {
    node()?;
    packages(BUILD)
}

/// Everything to build and test.
pub fn for_tests(desktop: bool) -> anyhow::Result<()> {
    node()?;
    packages(BUILD)?;
    packages(SERVERS)?;
    packages(READERS)?;
    if desktop {
        packages(RIG)?;
        tauri_driver()?;
    } else {
        packages(&["chromium"])?;
    }
    Ok(())
}

/// What lints the files below `deploy/`, beside what the pages' packages bring.
pub fn for_deploy() -> anyhow::Result<()> {
    packages(&["yamllint", "systemd", "python3-venv"])?;
    let folder = linters();
    let stamp = folder.join(LINTERS.join("+"));
    if stamp.exists() {
        return Ok(());
    }
    step("linters for deploy/", command("python3 -m venv --clear").arg(&folder))?;
    let mut install = command(&format!("{} install --quiet", folder.join("bin/pip").display()));
    step("linters for deploy/", install.args(LINTERS))?;
    std::fs::write(stamp, "").context("the linters cannot be marked as installed")
}

/// Python's packages that judge what is below deploy/.
const LINTERS: [&str; 2] = ["check-jsonschema==0.39.0", "kubernetes-validate==1.37.0"];

/// Where they lie.
pub fn linters() -> PathBuf {
    shell::root().join("target/tools/linters")
}

/// Debian packages a benchmark's peers need.
pub fn for_peers(names: &[&str]) -> anyhow::Result<()> {
    packages(names)
}

/// A desktop without a screen, and the programs the desk is measured against.
pub fn for_desktop_peers() -> anyhow::Result<()> {
    packages(RIG)?;
    packages(&["gajim", "dino-im"])
}

/// Where `tauri-driver` lies.
pub fn driver() -> PathBuf {
    shell::root().join("target/tools/bin/tauri-driver")
}

/// The pages' own packages, exactly as locked.
pub fn pages() -> anyhow::Result<()> {
    let lock = shell::root().join("ui/package-lock.json");
    let stamp = shell::root().join("ui/node_modules/.package-lock.json");
    let fresh = |path: &PathBuf| path.metadata().and_then(|m| m.modified()).ok();
    if fresh(&stamp).is_some() && fresh(&stamp) >= fresh(&lock) {
        return Ok(());
    }
    step("packages of the pages", &mut shell::npm("ci --no-audit --no-fund"))
}

fn node() -> anyhow::Result<()> {
    if answers("node --version") {
        return Ok(());
    }
    bail!(
        "Node.js 20.19 or newer is needed to build the pages, and there is none: install it and start again"
    );
}

fn packages(names: &[&str]) -> anyhow::Result<()> {
    if !cfg!(target_os = "linux") {
        return elsewhere();
    }
    if !answers("dpkg-query --version") {
        println!("This is no Debian; these of its packages are needed, under whatever name they have here:");
        println!("  {}", names.join(" "));
        return Ok(());
    }
    let missing: Vec<&str> = names.iter().copied().filter(|name| !installed(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("▸ these Debian packages are missing and will be installed: {}", missing.join(" "));
    let sudo = if is_root() { "" } else { "sudo " };
    step("package lists", &mut command(&format!("{sudo}apt-get update -qq")))?;
    let mut install = command(&format!("{sudo}apt-get install -y -qq --no-install-recommends"));
    install.args(&missing).env("DEBIAN_FRONTEND", "noninteractive").stdout(std::process::Stdio::null());
    step("system packages", &mut install)
}

fn installed(name: &str) -> bool {
    let mut query = command("dpkg-query -W -f ${db:Status-Abbrev}");
    shell::output(query.arg(name)).is_ok_and(|status| status.starts_with("ii"))
}

fn elsewhere() -> anyhow::Result<()> {
    if cfg!(windows) {
        println!("On Windows: the WebView2 runtime (part of Windows 11) and the C++ build tools are needed.");
    } else {
        println!("On macOS: the Xcode command line tools are needed (xcode-select --install).");
    }
    Ok(())
}

fn is_root() -> bool {
    shell::output(&mut command("id -u")).is_ok_and(|id| id.trim() == "0")
}

/// What checks licences, sources and crates that must not be built in; installed below `target/`.
pub fn cargo_deny() -> anyhow::Result<PathBuf> {
    let program =
        shell::target().join("tools/bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        let install = "cargo install cargo-deny --locked --root target/tools --target-dir target --version";
        step("cargo-deny", command(install).arg(format!("^{DENY}")))?;
    }
    Ok(program)
}

fn tauri_driver() -> anyhow::Result<()> {
    if driver().exists() {
        return Ok(());
    }
    let mut install =
        command("cargo install tauri-driver --locked --root target/tools --target-dir target --version");
    step("tauri-driver", install.arg(format!("^{DRIVER}")))
}
