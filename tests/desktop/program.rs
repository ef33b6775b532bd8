//! The program as a guest on its machine: starting with the system, links, diagnosis.

use std::process::Command;

use anyhow::Context as _;
use thirtyfour::prelude::*;

use crate::bus::Tray;
use crate::desk::{Desk, fill, find, press, shows};
use crate::programs::{Program, built, run, until};
use crate::rig::{Rig, on_display};

const PASSWORD: &str = "Beistand-Demo-2026";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a desktop of its own: cargo xtask walk"]
async fn starts_with_the_system_follows_links_and_tells_support() {
    beistand_testkit::use_ring();
    let rig = Rig::start().await.unwrap();
    choose_a_look(&rig).unwrap();
    let anna = Desk::start(&rig, "anna").await.unwrap();
    if let Err(error) = walk(&rig, &anna).await {
        let _ = rig.picture("program-failed");
        panic!("{error:?}\n{}", anna.printed());
    }
    anna.kill();
    starts_hidden(&rig).await.unwrap();
}

/// The person likes another font than the system's first one, and a dark desktop.
fn choose_a_look(rig: &Rig) -> anyhow::Result<()> {
    let folder = rig.home().join("config/gtk-3.0");
    std::fs::create_dir_all(&folder)?;
    let look = "[Settings]\ngtk-font-name=Noto Serif 11\ngtk-application-prefer-dark-theme=true\n";
    Ok(std::fs::write(folder.join("settings.ini"), look)?)
}

/// Unless the person has chosen otherwise for the desk alone.
async fn is_as_dark_as_the_desktop(anna: &Desk) -> anyhow::Result<()> {
    let paper = async || {
        let script = "return getComputedStyle(document.body).backgroundColor";
        let colour = anna.web.execute(script, Vec::new()).await;
        colour.map(|colour| colour.json().to_string()).unwrap_or_default()
    };
    until("dark paper", async || paper().await.contains("rgb(21, 24, 26)")).await?;
    let look = find(&anna.web, "combobox", "Darstellung").await?;
    look.send_keys("Hell").await?;
    until("light paper", async || paper().await.contains("rgb(246, 245, 242)")).await?;
    look.send_keys(Key::Up).await?;
    until("dark paper again", async || paper().await.contains("rgb(21, 24, 26)")).await
}

/// The font of the page is as wide as that one, which is not as wide as others.
async fn is_set_in_the_desktops_font(anna: &Desk) -> anyhow::Result<()> {
    let script = r#"const wide = (family) => {
            const pen = document.createElement('canvas').getContext('2d');
            pen.font = `80px ${family}`;
            return pen.measureText('Ich möchte mit jemandem reden').width;
        };
        const [page] = getComputedStyle(document.body).fontFamily.split(',');
        return [wide(page), wide('"Noto Serif"'), wide('"Noto Sans"')];"#;
    let [page, serif, sans]: [f64; 3] = anna.web.execute(script, Vec::new()).await?.convert()?;
    anyhow::ensure!(page == serif && serif != sans, "{page} {serif} {sans}");
    Ok(())
}

async fn walk(rig: &Rig, anna: &Desk) -> anyhow::Result<()> {
    fill(&anna.web, "Anmeldename", "anna").await?;
    fill(&anna.web, "Passwort", PASSWORD).await?;
    press(&anna.web, "button", "Anmelden").await?;
    shows(&anna.web, "Verbunden").await?;
    is_set_in_the_desktops_font(anna).await.context("the font")?;
    press(&anna.web, "button", "Profil").await?;
    is_as_dark_as_the_desktop(anna).await?;
    press(&anna.web, "button", "Einstellungen").await?;
    press(&anna.web, "button", "Programm").await?;
    autostart(rig, anna).await.context("starting with the system")?;
    shows(&anna.web, "Updates bringt die IT Ihres Trägers.").await?;
    diagnosis(rig, anna).await.context("diagnosis")?;
    press(&anna.web, "button", "Lizenzen anzeigen").await?;
    fill_search(anna).await.context("licences")?;
    rig.picture("program")?;
    links(rig, anna).await.context("links")
}

async fn autostart(rig: &Rig, anna: &Desk) -> anyhow::Result<()> {
    let file = rig.home().join("config/autostart/beistand.desktop");
    press(&anna.web, "checkbox", "Mit dem System starten").await?;
    until("the autostart file", async || file.exists()).await?;
    let text = std::fs::read_to_string(&file)?;
    anyhow::ensure!(text.contains("beistand\" --hidden"), "{text}");
    press(&anna.web, "checkbox", "Mit dem System starten").await?;
    until("no autostart file", async || !file.exists()).await
}

/// What support needs stands in it, and nothing of the person.
async fn diagnosis(rig: &Rig, anna: &Desk) -> anyhow::Result<()> {
    press(&anna.web, "button", "Diagnose kopieren").await?;
    shows(&anna.web, "Kopiert.").await?;
    let area = anna.web.find(By::Tag("textarea")).await?;
    let text = area.prop("value").await?.unwrap_or_default();
    for part in
        ["Beistand 0.1.0", "Notifications: dunst", "Tray: yes", "Keyring: yes", "Connection: connected"]
    {
        anyhow::ensure!(text.contains(part), "no {part} in\n{text}");
    }
    anyhow::ensure!(text.contains("the desk starts"), "no line of the log in\n{text}");
    for never in ["anna", "Anna", "127.0.0.1", &rig.port.to_string()] {
        anyhow::ensure!(!text.contains(never), "{never} stands in\n{text}");
    }
    Ok(())
}

async fn fill_search(anna: &Desk) -> anyhow::Result<()> {
    let search = find(&anna.web, "textbox", "In den Lizenzen suchen").await?;
    search.send_keys("notify-rust").await?;
    shows(&anna.web, "Ein Paket").await
}

/// A second start hands its link to the first; what is no link of ours changes nothing.
async fn links(rig: &Rig, anna: &Desk) -> anyhow::Result<()> {
    follow(rig, "beistand://requests")?;
    shows(&anna.web, "Live-Chat Anfragen").await?;
    follow(rig, "beistand://availability/on")?;
    follow(rig, "beistand://chat/00000000-0000-7000-8000-000000000000")?;
    follow(rig, "beistand://settings")?;
    shows(&anna.web, "Würde ich es hören?").await?;
    press(&anna.web, "button", "Erstanfragen").await?;
    let switch = find(&anna.web, "switch", "Meine Live-Chat Verfügbarkeit").await?;
    anyhow::ensure!(switch.attr("aria-checked").await?.as_deref() == Some("false"), "a link switched on");
    Ok(())
}

fn follow(rig: &Rig, link: &str) -> anyhow::Result<()> {
    run(desk(rig).arg(link)).map(drop)
}

fn desk(rig: &Rig) -> Command {
    let mut command = on_display(&built("beistand").to_string_lossy(), &rig.home());
    command.env("BEISTAND_DATA_DIR", rig.folder.path().join("anna"));
    command.env("BEISTAND_SERVER", format!("http://127.0.0.1:{}", rig.port));
    command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
    command
}

/// As the system starts it: in the tray without a window. What only a page needs is given back as if there had been one; the tray
/// opens it all the same.
async fn starts_hidden(rig: &Rig) -> anyhow::Result<()> {
    let settings = rig.folder.path().join("anna/settings.json");
    let mut kept: serde_json::Value = serde_json::from_slice(&std::fs::read(&settings)?)?;
    kept["put_away_after"] = serde_json::json!(1);
    std::fs::write(settings, kept.to_string())?;
    let program = Program::start(desk(rig).arg("--hidden").env("BEISTAND_LOG", "warn,beistand_desk=debug"))?;
    let open = "Beistand öffnen";
    until("the tray", async || {
        Tray::find().is_ok_and(|tray| tray.layout().is_ok_and(|menu| menu.contains(open)))
    })
    .await
    .with_context(|| program.printed())?;
    until("the heap is trimmed", async || program.printed().contains("the heap is trimmed"))
        .await
        .with_context(|| program.printed())?;
    anyhow::ensure!(!rig.windows()?.contains("Beistand"), "a window is there");
    Tray::find()?.choose(open)?;
    until("the window", async || rig.windows().is_ok_and(|all| all.contains("Beistand"))).await
}
