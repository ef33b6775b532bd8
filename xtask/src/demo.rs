//! The main job: build everything, start the server with the demo centre, open the desk and the seeker's page.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, bail};

use crate::selection::{self, Profile};
use crate::setup;
#[cfg(unix)]
use crate::shell::command;
use crate::shell::{answers, npm, step};

const ADDRESS: &str = "127.0.0.1:8787";

static STOPPED: AtomicBool = AtomicBool::new(false);

/// Runs until Ctrl-C, or until the desk and the server have ended.
pub fn run() -> anyhow::Result<()> {
    setup::for_demo()?;
    setup::pages()?;
    step("build the pages", &mut npm("run --silent build"))?;
    let what = "build the server and the desk (the first time takes some minutes)";
    step(what, &mut selection::build(Profile::Dev))?;
    stop_on_ctrl_c()?;
    let server = Started(serve()?);
    let url = format!("http://{ADDRESS}");
    println!("\nThe seeker's page: {url}/demo");
    println!("The desk's server: {url}   choose somebody on its sign-in screen");
    println!("Ctrl-C ends everything.\n");
    let desk = if has_display() {
        let page = format!("{url}/demo");
        // Some openers run the browser themselves and come back when it is closed.
        std::thread::spawn(move || open(&page));
        let mut desk = program("beistand");
        desk.env("BEISTAND_SERVER", &url).env("BEISTAND_DATA_DIR", "target/demo/desk");
        Some(Started(desk.spawn().context("the desk did not start")?))
    } else {
        println!(
            "There is no display here, so neither the desk nor a browser was opened; use the addresses above."
        );
        None
    };
    wait(server, desk)
}

fn program(name: &str) -> Command {
    Command::new(crate::shell::root().join("target/debug").join(name))
}

/// Starts the server and waits until it says that it is ready.
fn serve() -> anyhow::Result<Child> {
    let mut server = program("beistand-server");
    server.args(["demo", "--listen", ADDRESS, "--data", "target/demo/server"]).stderr(Stdio::piped());
    let mut server = server.spawn().context("the server did not start")?;
    let mut log = BufReader::new(server.stderr.take().context("the server has no log")?);
    let mut line = String::new();
    while log.read_line(&mut line)? > 0 {
        eprint!("{line}");
        if line.contains("ready") {
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut log, &mut std::io::stderr());
            });
            return Ok(server);
        }
        line.clear();
    }
    bail!("the server ended before it was ready; is another one running on {ADDRESS}?")
}

/// A program that ends with the demo.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        end(&mut self.0);
    }
}

/// Asks a program to end, and makes it end when it does not within three seconds.
fn end(child: &mut Child) {
    #[cfg(unix)]
    if let Ok(id) = i32::try_from(child.id()) {
        let _ = command(&format!("kill -TERM {id}")).status();
        for _ in 0..30 {
            if matches!(child.try_wait(), Ok(Some(_)) | Err(_)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    let _ = child.kill();
    let _ = child.wait();
}

fn wait(mut server: Started, mut desk: Option<Started>) -> anyhow::Result<()> {
    while !STOPPED.load(Ordering::Relaxed) {
        if let Some(status) = server.0.try_wait()? {
            bail!("the server has ended: {status}");
        }
        if let Some(running) = &mut desk
            && running.0.try_wait()?.is_some()
        {
            println!("The desk has ended. The server goes on until Ctrl-C.");
            desk = None;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    println!("\nEnding the desk and the server.");
    Ok(())
}

fn has_display() -> bool {
    !cfg!(target_os = "linux")
        || std::env::var_os("DISPLAY").is_some()
        || std::env::var_os("WAYLAND_DISPLAY").is_some()
}

fn open(url: &str) {
    let opener = if cfg!(windows) {
        "explorer"
    } else if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    if !answers(&format!("{opener} {url}")) {
        println!("No browser could be opened; the seeker's page is at {url}");
    }
}

/// Ctrl-C sets a flag; what was started ends in order.
fn stop_on_ctrl_c() -> anyhow::Result<()> {
    ctrlc::set_handler(|| STOPPED.store(true, Ordering::Relaxed)).context("Ctrl-C cannot be caught")
}
