//! The real app under WebDriver.

use std::process::Command;

use anyhow::Context as _;
use thirtyfour::common::capabilities::desiredcapabilities::Capabilities;
use thirtyfour::prelude::*;

use crate::programs::{PATIENCE, Program, built, free_port, until};
use crate::rig::{Rig, on_display};

/// A started desk.
pub struct Desk {
    pub web: WebDriver,
    driver: Program,
}

impl Desk {
    /// Starts the app with a data folder of this name.
    pub async fn start(rig: &Rig, who: &str) -> anyhow::Result<Self> {
        let ports = (free_port()?, free_port()?);
        let tauri_driver = std::env::var_os("BEISTAND_RIG_DRIVER").context("no BEISTAND_RIG_DRIVER")?;
        let mut command: Command = on_display(&tauri_driver.to_string_lossy(), &rig.home());
        command.args(["--port", &ports.0.to_string(), "--native-port", &ports.1.to_string()]);
        command.env("BEISTAND_DATA_DIR", rig.folder.path().join(who));
        command.env("BEISTAND_SERVER", format!("http://127.0.0.1:{}", rig.port));
        command.env("BEISTAND_LOG", "info,beistand_app=debug,beistand_desk=debug");
        crate::played::point(&mut command);
        // There is no GPU here.
        command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        let driver = Program::start(&mut command)?;
        let url = format!("http://127.0.0.1:{}", ports.0);
        until("tauri-driver", async || std::net::TcpStream::connect(("127.0.0.1", ports.0)).is_ok()).await?;
        // It passes requests on at once, whether or not the driver behind it listens yet.
        until("WebKitWebDriver", async || std::net::TcpStream::connect(("127.0.0.1", ports.1)).is_ok())
            .await?;
        let mut capabilities = Capabilities::new();
        capabilities.set("browserName", "wry")?;
        capabilities.set("tauri:options", serde_json::json!({ "application": built("beistand") }))?;
        let web = WebDriver::new(&url, capabilities).await.with_context(|| driver.printed())?;
        Ok(Self { web, driver })
    }

    /// What app and driver have printed.
    pub fn printed(&self) -> String {
        self.driver.printed()
    }

    /// The number of the app's process; an error when it is gone.
    pub fn process(&self) -> anyhow::Result<String> {
        self.driver.child("beistand")
    }

    /// Ends app and driver without a word, as a crash would.
    pub fn kill(self) {
        // The driver's session is gone with the app, so there is nothing to close.
        std::mem::forget(self.web);
        self.driver.kill();
    }
}

/// The data folder of a desk whose first switch-on of the day asks nothing.
pub fn without_self_test(rig: &Rig, who: &str) -> anyhow::Result<()> {
    let folder = rig.folder.path().join(who);
    std::fs::create_dir_all(&folder)?;
    let settings = serde_json::json!({ "settings": { "self_test_daily": false } });
    Ok(std::fs::write(folder.join("settings.json"), settings.to_string())?)
}

/// Finds by role and accessible name, as a screen reader would, and waits until it is there.
pub async fn find(web: &WebDriver, role: &str, name: &str) -> anyhow::Result<WebElement> {
    let script = include_str!("find.js");
    let begin = std::time::Instant::now();
    let mut turn = tokio::time::interval(std::time::Duration::from_millis(50));
    while begin.elapsed() < PATIENCE {
        turn.tick().await;
        let found = web.execute(script, vec![role.into(), name.into()]).await;
        if let Ok(element) = found.and_then(|found| found.element()) {
            return Ok(element);
        }
    }
    let text = web.find(By::Tag("body")).await?.text().await.unwrap_or_default();
    anyhow::bail!("no {role} named {name} in:\n{text}")
}

/// Presses what [`find`] finds.
pub async fn press(web: &WebDriver, role: &str, name: &str) -> anyhow::Result<()> {
    let element = find(web, role, name).await?;
    element.click().await.with_context(|| format!("{role} {name} could not be pressed"))
}

/// Types into what [`find`] finds, in place of what stood there.
pub async fn fill(web: &WebDriver, name: &str, text: &str) -> anyhow::Result<()> {
    let field = find(web, "textbox", name).await?;
    field.clear().await?;
    field.send_keys(text).await.with_context(|| format!("{name} could not be filled"))
}

/// Waits until the window shows this text.
pub async fn shows(web: &WebDriver, text: &str) -> anyhow::Result<()> {
    let seen = until(&format!("the text {text:?}"), async || body(web).await.contains(text)).await;
    match seen {
        Ok(()) => Ok(()),
        Err(error) => Err(error.context(body(web).await)),
    }
}

/// Waits until the window no longer shows this text.
pub async fn hides(web: &WebDriver, text: &str) -> anyhow::Result<()> {
    let gone = until(&format!("the text {text:?} goes"), async || !body(web).await.contains(text)).await;
    match gone {
        Ok(()) => Ok(()),
        Err(error) => Err(error.context(body(web).await)),
    }
}

async fn body(web: &WebDriver) -> String {
    match web.find(By::Tag("body")).await {
        Ok(body) => body.text().await.unwrap_or_default(),
        Err(_) => String::new(),
    }
}
