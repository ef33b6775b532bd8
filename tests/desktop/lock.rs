//! The desk behind its PIN, and a machine that several people use.

use std::path::Path;

use anyhow::Context as _;
use thirtyfour::prelude::*;

use crate::bus::Tray;
use crate::desk::{Desk, fill, find, hides, press, shows, without_self_test};
use crate::machine::{PASSWORD, sign_in};
use crate::page::Page;
use crate::path::{SWITCH, contains};
use crate::programs::until;
use crate::rig::Rig;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a desktop of its own: cargo xtask walk"]
async fn behind_the_pin_requests_are_heard_and_a_click_waits_for_it() {
    beistand_testkit::use_ring();
    let rig = Rig::start().await.unwrap();
    without_self_test(&rig, "anna").unwrap();
    let anna = Desk::start(&rig, "anna").await.unwrap();
    let seeker = Page::open(&rig, "/demo/sucht").await.unwrap();
    if let Err(error) = behind_the_pin(&rig, &anna, &seeker).await {
        let _ = rig.picture("lock-failed");
        panic!("{error:?}\n{}", anna.printed());
    }
    anna.kill();
}

async fn behind_the_pin(rig: &Rig, anna: &Desk, seeker: &Page) -> anyhow::Result<()> {
    let web = &anna.web;
    sign_in(anna).await?;
    press(web, "switch", SWITCH).await?;
    press(web, "button", "Profil").await?;
    press(web, "button", "Sicherheit").await?;
    fill(web, "Neue PIN", "2580").await?;
    press(web, "button", "PIN festlegen").await?;
    shows(web, "Die PIN gilt ab jetzt.").await?;
    press(web, "button", "Jetzt sperren").await?;
    shows(web, "Ihre Chats sind noch da.").await?;
    rig.picture("30-locked")?;
    press(&seeker.web, "button", "Chat starten").await?;
    press(&seeker.web, "button", "Bestätigen").await?;
    shows(&seeker.web, "Sie sind im Warteraum").await?;
    until("the notification", async || rig.notified().is_ok_and(|count| count > 0)).await?;
    rig.click_notification()?;
    fill(web, "PIN", "1111").await?;
    press(web, "button", "Entsperren").await?;
    shows(web, "Das ist nicht die PIN.").await?;
    hides(web, "Ratsuchende_r 1").await.context("a locked desk shows no request")?;
    fill(web, "PIN", "2580").await?;
    press(web, "button", "Entsperren").await?;
    let script = "return document.activeElement.closest('li.picked')?.textContent ?? ''";
    until("the request whose notification was clicked", async || {
        let picked = web.execute(script, Vec::new()).await;
        picked.is_ok_and(|picked| picked.json().as_str().is_some_and(|text| text.contains("Ratsuchende_r 1")))
    })
    .await?;
    rig.picture("31-unlocked-at-the-request")?;
    press(web, "button", "Jetzt sperren").await?;
    press(web, "button", "PIN vergessen: mit dem Passwort anmelden").await?;
    press(web, "button", "Abbrechen").await?;
    fill(web, "PIN", "2580").await?;
    press(web, "button", "Entsperren").await?;
    find(web, "button", "Abmelden").await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a desktop of its own: cargo xtask walk"]
async fn a_shared_machine_keeps_nothing() {
    beistand_testkit::use_ring();
    let rig = Rig::start().await.unwrap();
    let anna = Desk::start(&rig, "anna").await.unwrap();
    if let Err(error) = shared(&rig, &anna).await {
        let _ = rig.picture("shared-failed");
        panic!("{error:?}\n{}", anna.printed());
    }
    anna.kill();
}

/// What the running program needs: its lock, and the door for a second start.
const SYSTEMS: [&str; 2] = ["desk.instance", "desk.lock"];

async fn shared(rig: &Rig, anna: &Desk) -> anyhow::Result<()> {
    let (web, folder) = (&anna.web, rig.folder.path().join("anna"));
    fill(web, "Anmeldename", "anna").await?;
    fill(web, "Passwort", PASSWORD).await?;
    press(web, "checkbox", "Gemeinsam genutzter Rechner").await?;
    press(web, "button", "Anmelden").await?;
    shows(web, "Verbunden").await?;
    press(web, "button", "Profil").await?;
    find(web, "combobox", "Darstellung").await?.send_keys("Dunkel").await?;
    is_dark(web, true).await?;
    let nothing = || anyhow::Ok(files(&folder)? == ["settings.json"]);
    anyhow::ensure!(!nothing()?, "signed in there are copies: {:?}", files(&folder)?);
    press(web, "button", "Abmelden").await?;
    let name = find(web, "textbox", "Anmeldename").await?;
    anyhow::ensure!(
        name.value().await?.unwrap_or_default().is_empty(),
        "the next person finds an empty form"
    );
    is_dark(web, false).await.context("a page that stays open is not the last person's")?;
    until("nothing of Anna's on the disk", async || {
        nothing().is_ok_and(|nothing| nothing) && contains(&folder, b"anna").is_ok_and(|found| !found)
    })
    .await
    .with_context(|| format!("{:?}", files(&folder)))?;
    anyhow::ensure!(!Tray::find()?.layout()?.contains(SWITCH), "the tray is nobody's");
    Ok(())
}

/// How the page looks is the choice of whoever is signed in.
async fn is_dark(web: &WebDriver, wanted: bool) -> anyhow::Result<()> {
    let script = "return document.documentElement.dataset.theme === 'dark'";
    until("the colours", async || {
        let dark = web.execute(script, Vec::new()).await;
        dark.is_ok_and(|dark| dark.json() == wanted)
    })
    .await
}

/// What lies in the data folder, but for what any running program has there.
fn files(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = std::fs::read_dir(folder)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<std::io::Result<Vec<_>>>()?;
    names.retain(|name| !SYSTEMS.contains(&name.as_str()));
    Ok(names)
}
