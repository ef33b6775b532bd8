//! The real seeker's page in Chromium.

use std::process::Command;

use anyhow::Context as _;
use thirtyfour::ChromiumLikeCapabilities as _;
use thirtyfour::prelude::*;

use crate::programs::{Program, free_port, target, until};
use crate::rig::{Rig, on_display};

/// A browser with one page.
pub struct Page {
    pub web: WebDriver,
    /// Where it was opened.
    pub address: String,
    _driver: Program,
}

impl Page {
    /// Opens `path` of the server in a new, empty browser.
    pub async fn open(rig: &Rig, path: &str) -> anyhow::Result<Self> {
        let port = free_port()?;
        let mut command: Command = on_display("chromedriver", &rig.home());
        command.arg(format!("--port={port}"));
        let driver = Program::start(&mut command)?;
        until("chromedriver", async || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()).await?;
        let mut capabilities = DesiredCapabilities::chrome();
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1100,900",
        ] {
            capabilities.add_arg(argument)?;
        }
        capabilities
            .add_experimental_option("prefs", serde_json::json!({ "intl.accept_languages": "de" }))?;
        let web = WebDriver::new(&format!("http://127.0.0.1:{port}"), capabilities)
            .await
            .with_context(|| driver.printed())?;
        let address = format!("http://127.0.0.1:{}{path}", rig.port);
        web.goto(&address).await?;
        Ok(Self { web, address, _driver: driver })
    }

    /// Takes a picture of the page.
    pub async fn picture(&self, name: &str) -> anyhow::Result<()> {
        let folder = target().join("pictures/desktop");
        std::fs::create_dir_all(&folder)?;
        Ok(self.web.screenshot(&folder.join(format!("{name}.png"))).await?)
    }
}
