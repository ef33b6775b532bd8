//! An admin sets up a centre in the real app, and a page in a browser shows it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;
use beistand_runtime::Runtime;
use beistand_testkit::Counsellor;
use reqwest::Method;
use thirtyfour::By;
use totp_rs::{Builder, Secret};

use crate::desk::{Desk, fill, find, press, shows, without_self_test};
use crate::page::Page;
use crate::path::{PASSWORD, SWITCH};
use crate::programs::until;
use crate::rig::Rig;

const LIVE_CHAT: &str = "Interner Sofortchat (Berater:invorschlag)";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a desktop of its own: cargo xtask walk"]
async fn an_admin_switches_live_chat_invites_a_person_and_reads_the_log() {
    beistand_testkit::use_ring();
    let rig = Rig::start().await.unwrap();
    let adam = Desk::start(&rig, "adam").await.unwrap();
    without_self_test(&rig, "dora").unwrap();
    let seeker = Page::open(&rig, "/demo/sucht").await.unwrap();
    if let Err(error) = walk(&rig, &adam, &seeker).await {
        let _ = rig.picture("failed");
        let _ = seeker.picture("failed-page").await;
        panic!("{error:?}\n{}", adam.printed());
    }
    adam.kill();
}

async fn walk(rig: &Rig, adam: &Desk, seeker: &Page) -> anyhow::Result<()> {
    fill(&adam.web, "Anmeldename", "adam").await?;
    fill(&adam.web, "Passwort", PASSWORD).await?;
    press(&adam.web, "button", "Anmelden").await?;
    shows(&adam.web, "Verbunden").await?;
    shows(&seeker.web, "Gerade ist niemand da").await?;
    press(&adam.web, "button", "Einstellungen").await?;
    switches(rig, adam, seeker).await.context("live chat")?;
    invites(rig, adam).await.context("inviting")?;
    let dora = Desk::start(rig, "dora").await?;
    let held = counsels(rig, &dora, seeker).await;
    held.inspect_err(|_| {
        let _ = rig.picture("failed-dora");
    })
    .with_context(|| dora.printed())?;
    counts(rig, adam).await.context("statistics")?;
    nobody_is_reachable(rig, &dora).await.context("nobody reachable")?;
    dora.kill();
    press(&adam.web, "button", "Änderungsprotokoll").await?;
    shows(&adam.web, "Dora").await?;
    shows(&adam.web, "Sofortchat geändert").await?;
    rig.picture("30-audit-log")
}

/// Off and on again; the open page follows both times.
async fn switches(rig: &Rig, adam: &Desk, seeker: &Page) -> anyhow::Result<()> {
    press(&adam.web, "button", "Sofortchat").await?;
    for (on, says) in [("false", "Hier gibt es keinen Live-Chat"), ("true", "Gerade ist niemand da")] {
        press(&adam.web, "switch", LIVE_CHAT).await?;
        press(&adam.web, "button", "Speichern").await?;
        shows(&seeker.web, says).await?;
        until("the switch shows what was saved", async || {
            let switch = find(&adam.web, "switch", LIVE_CHAT).await;
            let Ok(switch) = switch else { return false };
            switch.attr("aria-checked").await.is_ok_and(|checked| checked.as_deref() == Some(on))
        })
        .await?;
    }
    rig.picture("28-live-chat")
}

/// A link for a new person, who chooses the password by it in a browser.
async fn invites(rig: &Rig, adam: &Desk) -> anyhow::Result<()> {
    press(&adam.web, "button", "Mitarbeitende").await?;
    press(&adam.web, "button", "Einladen").await?;
    fill(&adam.web, "Name, den andere sehen", "Dora").await?;
    fill(&adam.web, "Anmeldename", "dora").await?;
    press(&adam.web, "checkbox", "Sucht").await?;
    press(&adam.web, "button", "Speichern").await?;
    let link = find(&adam.web, "textbox", "Link").await?.value().await?.context("an empty field")?;
    rig.picture("29-invited")?;
    let (_, path) = link.split_once("/password#").context("another address")?;
    let page = Page::open(rig, &format!("/password#{path}")).await?;
    fill(&page.web, "Neues Passwort", PASSWORD).await?;
    fill(&page.web, "Noch einmal", PASSWORD).await?;
    press(&page.web, "button", "Passwort speichern").await?;
    shows(&page.web, "Das Passwort ist gespeichert").await?;
    press(&adam.web, "button", "Schließen").await
}

/// The new person sets up a second factor, signs in with it and holds a chat.
async fn counsels(rig: &Rig, dora: &Desk, seeker: &Page) -> anyhow::Result<()> {
    let web = &dora.web;
    signs_in(dora).await.context("with the password alone")?;
    press(web, "button", "Profil").await?;
    press(web, "button", "Sicherheit").await?;
    press(web, "button", "Einrichten").await?;
    fill(web, "Passwort", PASSWORD).await?;
    press(web, "button", "Weiter").await?;
    find(web, "textbox", "Code aus der App").await?;
    let secret = web.find(By::Css(".secret")).await?.text().await?.replace(' ', "");
    rig.picture("31-second-factor")?;
    fill(web, "Code aus der App", &code(&secret, 0)?).await?;
    press(web, "button", "Einschalten").await?;
    press(web, "button", "Ich habe sie aufbewahrt").await?;
    shows(web, "Sie haben noch 10 Wiederherstellungscodes.").await?;
    press(web, "button", "Abmelden").await?;
    find(web, "button", "Anmelden").await?;
    fill(web, "Anmeldename", "dora").await?;
    fill(web, "Passwort", PASSWORD).await?;
    press(web, "button", "Anmelden").await?;
    // The one that has confirmed the app was used, so the next one it is.
    fill(web, "Code", &code(&secret, 30)?).await.context("the code is asked for")?;
    press(web, "button", "Anmelden").await?;
    shows(web, "Verbunden").await?;
    press(web, "button", "Erstanfragen").await?;
    press(web, "tab", "Live-Chat Anfragen").await?;
    press(web, "switch", SWITCH).await?;
    press(&seeker.web, "button", "Chat starten").await?;
    press(&seeker.web, "button", "Bestätigen").await?;
    press(web, "button", "Chat starten").await?;
    press(web, "button", "Antworten").await?;
    press(&seeker.web, "button", "Jetzt chatten").await?;
    find(&seeker.web, "textbox", "Nachricht an Dora").await?;
    find(web, "textbox", "Nachricht an Ratsuchende_r 1").await.map(|_| ())
}

async fn signs_in(dora: &Desk) -> anyhow::Result<()> {
    fill(&dora.web, "Anmeldename", "dora").await?;
    fill(&dora.web, "Passwort", PASSWORD).await?;
    press(&dora.web, "button", "Anmelden").await?;
    shows(&dora.web, "Verbunden").await
}

/// What an app with this secret shows so many seconds from now.
fn code(secret: &str, later: u64) -> anyhow::Result<String> {
    let secret = Secret::try_from_base32(secret).map_err(|_| anyhow::anyhow!("no secret"))?;
    let totp = Builder::new().with_secret(secret).with_account_name("dora").build()?;
    let now = u64::try_from(Runtime::real().now().millis() / 1000)?;
    Ok(totp.generate(now + later).to_string())
}

/// The saved table, read by another program, has the one chat that was held today.
async fn counts(rig: &Rig, adam: &Desk) -> anyhow::Result<()> {
    press(&adam.web, "button", "Statistik").await?;
    press(&adam.web, "button", "Excel").await?;
    shows(&adam.web, "Gespeichert als Statistik-demo-").await?;
    rig.picture("32-statistics")?;
    let file = newest_table(&rig.home())?.context("no table was saved")?;
    let now = jiff::Timestamp::from_millisecond(Runtime::real().now().millis())?;
    let today = now.in_tz("Europe/Berlin")?.date().to_string();
    let read = "import sys, openpyxl\n\
        page = openpyxl.load_workbook(sys.argv[1])['Tage']\n\
        rows = list(page.iter_rows(values_only=True))\n\
        row = next(row for row in rows[1:] if str(row[0].date()) == sys.argv[2])\n\
        print(*[row[rows[0].index(name)] for name in ('Anfragen', 'Angenommen', 'Gespräche')])";
    let read = Command::new("/usr/bin/python3").args(["-c", read]).arg(file).arg(today).output()?;
    let (found, why) = (String::from_utf8(read.stdout)?, String::from_utf8_lossy(&read.stderr).into_owned());
    anyhow::ensure!(found == "1 1 1\n", "{found} {why}");
    Ok(())
}

fn newest_table(folder: &Path) -> anyhow::Result<Option<PathBuf>> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && !path.is_symlink() {
            if let Some(found) = newest_table(&path)? {
                return Ok(Some(found));
            }
        } else if path.extension().is_some_and(|extension| extension == "xlsx") {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// Everybody who counsels says that they are not to be suggested: the start page of a newcomer says so.
async fn nobody_is_reachable(rig: &Rig, dora: &Desk) -> anyhow::Result<()> {
    let (url, runtime) = (format!("http://127.0.0.1:{}", rig.port), Runtime::real());
    for name in ["anna", "ben", "clara"] {
        let person = Counsellor::sign_in(&url, &runtime, name).await?;
        let not = Some(r#"{"reachable":false}"#.to_owned());
        let answer = person.rest.raw(Method::PUT, "/api/v1/me/reachable", not).await?;
        anyhow::ensure!(answer.status() == 204, "{name}: {}", answer.status());
    }
    let newcomer = Page::open(rig, "/demo/sucht").await?;
    find(&newcomer.web, "button", "Chat starten").await.context("Dora is still there")?;
    press(&dora.web, "button", "Profil").await?;
    press(&dora.web, "button", "Meine Aktivitäten").await?;
    press(&dora.web, "switch", "Nicht anwählbar").await?;
    press(&dora.web, "button", "Nicht anwählbar werden").await?;
    shows(&newcomer.web, "Zu diesem Thema gibt es im Moment keinen Live-Chat.").await
}
