//! One path through every room.

use anyhow::Context as _;
use thirtyfour::prelude::*;

use crate::bus::Tray;
use crate::desk::{Desk, fill, find, hides, press, shows};
use crate::page::Page;
use crate::programs::{built, run, until};
use crate::rig::{Rig, on_display};

pub const PASSWORD: &str = "Beistand-Demo-2026";
pub const SWITCH: &str = "Meine Live-Chat Verfügbarkeit";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a desktop of its own: cargo xtask walk"]
async fn the_whole_way_once() {
    beistand_testkit::use_ring();
    let mut rig = Rig::start().await.unwrap();
    let anna = Desk::start(&rig, "anna").await.unwrap();
    let seeker = Page::open(&rig, "/demo/sucht").await.unwrap();
    if let Err(error) = walk(&mut rig, &anna, &seeker).await {
        // The pictures tell more than the message.
        let _ = rig.picture("failed");
        let _ = seeker.picture("failed-page").await;
        panic!("{error:?}\n{}", anna.printed());
    }
    let anna = survives_a_crash(&rig, anna).await.unwrap();
    signs_out(&rig, &anna, &seeker).await.unwrap();
    anna.kill();
}

async fn walk(rig: &mut Rig, anna: &Desk, seeker: &Page) -> anyhow::Result<()> {
    signs_in(rig, anna).await.context("signing in")?;
    asks(rig, anna, seeker).await.context("asking")?;
    accepts(rig, anna, seeker).await.context("accepting")?;
    talk(rig, anna, seeker).await.context("talking")?;
    crate::files::both_ways(rig, anna, seeker).await.context("files")?;
    through_trouble(rig, anna, seeker).await.context("trouble")?;
    close_guard(rig, anna).await.context("closing the window")?;
    ends(rig, anna, seeker).await.context("ending")?;
    second_start(rig).await.context("a second start")?;
    hears_it_anywhere(rig, anna, seeker).await.context("the notification of a hidden desk")?;
    profile(anna).await.context("the profile")
}

/// A wrong password gets a sentence; the right one opens the desk.
async fn signs_in(rig: &Rig, anna: &Desk) -> anyhow::Result<()> {
    let web = &anna.web;
    let script = "return document.activeElement.labels?.[0]?.textContent";
    until("the cursor in the first empty field", async || {
        let place = web.execute(script, Vec::new()).await;
        place.is_ok_and(|place| place.json() == "Anmeldename")
    })
    .await?;
    fill(web, "Anmeldename", "anna").await?;
    fill(web, "Passwort", "falsch").await?;
    let server = find(web, "textbox", "Adresse des Servers").await?.value().await?.unwrap_or_default();
    fill(web, "Adresse des Servers", "keine Adresse").await?;
    press(web, "button", "Anmelden").await?;
    shows(web, "Das ist keine Adresse.").await.context("said by the page, not by the browser")?;
    fill(web, "Adresse des Servers", &server).await?;
    press(web, "button", "Anmelden").await?;
    shows(web, "Anmeldename und Passwort passen nicht zusammen.").await?;
    rig.picture("01-wrong-password")?;
    fill(web, "Passwort", PASSWORD).await?;
    press(web, "button", "Anmelden").await?;
    find(web, "button", "Abmelden").await?;
    shows(web, "Verbunden").await?;
    Ok(())
}

/// The page opens by itself when Anna switches on, and the request reaches her desk, her tray and the notifications.
async fn asks(rig: &Rig, anna: &Desk, seeker: &Page) -> anyhow::Result<()> {
    shows(&seeker.web, "Gerade ist niemand da").await?;
    press(&anna.web, "tab", "Live-Chat Anfragen").await?;
    let switch = find(&anna.web, "switch", SWITCH).await?;
    anyhow::ensure!(switch.attr("aria-checked").await?.as_deref() == Some("false"), "off after signing in");
    cancels(anna).await.context("putting the self-test away")?;
    switch.click().await?;
    would_hear(rig, anna).await.context("the self-test before the first switch-on of the day")?;
    shows(&anna.web, "Gerade wartet niemand").await?;
    rig.picture("02-available")?;
    let begin = find(&seeker.web, "button", "Chat starten").await?;
    seeker.picture("03-page-open").await?;
    let tray = Tray::find()?;
    anyhow::ensure!(tray.layout()?.contains(SWITCH), "the switch stands in the tray's menu");
    tray.choose(SWITCH)?;
    shows(&seeker.web, "Gerade ist niemand da").await.context("switched off in the tray")?;
    tray.choose(SWITCH)?;
    find(&seeker.web, "button", "Chat starten").await.context("switched on in the tray")?;
    until("a mark at the switch", async || tray.is_marked(SWITCH).is_ok_and(|marked| marked)).await?;
    drop(begin);
    press(&seeker.web, "button", "Chat starten").await?;
    seeker.picture("04-consent").await?;
    press(&seeker.web, "button", "Bestätigen").await?;
    shows(&seeker.web, "Sie sind Ratsuchende_r 1").await?;
    seeker.picture("05-waiting-room").await?;
    anyhow::ensure!(seeker.web.get_all_cookies().await?.is_empty(), "no cookie");
    rig.notifications.says("Neue Live-Chat Anfrage").await?;
    shows(&anna.web, "Ratsuchende_r 1").await?;
    let entry = "Ratsuchende_r 1";
    until("the request in the tray", async || tray.layout().is_ok_and(|menu| menu.contains(entry))).await?;
    rig.picture("06-request")
}

/// Pressing the switch in the tray and thinking better of it leaves everything off, the mark in the menu too.
async fn cancels(anna: &Desk) -> anyhow::Result<()> {
    let tray = Tray::find()?;
    tray.choose(SWITCH)?;
    shows(&anna.web, "Danach wird Ihre Verfügbarkeit eingeschaltet.").await?;
    press(&anna.web, "button", "Abbrechen").await?;
    hides(&anna.web, "Danach wird Ihre Verfügbarkeit eingeschaltet.").await?;
    until("no mark at the switch", async || tray.is_marked(SWITCH).is_ok_and(|marked| !marked)).await
}

/// "Würde ich es hören?": the notification is there, its sound reaches the output, and the click switches on.
async fn would_hear(rig: &Rig, anna: &Desk) -> anyhow::Result<()> {
    shows(&anna.web, "Bitte klicken Sie jetzt auf die Benachrichtigung").await?;
    rig.notifications.says("Probe-Anfrage").await?;
    until("the sound of the test", async || rig.heard_sound()).await?;
    rig.picture("02-self-test")?;
    rig.click_notification()?;
    shows(&anna.web, "Ja. Anfragen kommen bei Ihnen an.").await?;
    press(&anna.web, "button", "Fertig").await
}

/// "Chat starten", "Antworten", "Jetzt chatten"; the alert is withdrawn.
async fn accepts(rig: &Rig, anna: &Desk, seeker: &Page) -> anyhow::Result<()> {
    press(&anna.web, "button", "Chat starten").await?;
    press(&anna.web, "button", "Antworten").await?;
    rig.notifications.says("member=CloseNotification").await.context("the alert was not withdrawn")?;
    shows(&anna.web, "wartet auf Zusage").await?;
    find(&seeker.web, "button", "Jetzt chatten").await?;
    seeker.picture("07-accepted").await?;
    press(&seeker.web, "button", "Jetzt chatten").await?;
    find(&seeker.web, "textbox", "Nachricht an Anna").await?;
    find(&anna.web, "textbox", "Nachricht an Ratsuchende_r 1").await?;
    writes_at_once(anna).await.context("after \"Antworten\"")?;
    press(&anna.web, "button", "Profil").await?;
    Tray::find()?.choose("Ratsuchende_r 1 · Sucht")?;
    writes_at_once(anna).await.context("after choosing the chat in the tray")?;
    shows(&anna.web, "aktiv").await
}

/// The cursor is in the composer, without another click.
async fn writes_at_once(anna: &Desk) -> anyhow::Result<()> {
    let script = "return document.activeElement.tagName";
    until("the cursor in the composer", async || {
        let place = anna.web.execute(script, Vec::new()).await;
        place.is_ok_and(|place| place.json() == "TEXTAREA")
    })
    .await
}

async fn says(web: &WebDriver, to: &str, text: &str) -> anyhow::Result<()> {
    fill(web, &format!("Nachricht an {to}"), text).await?;
    press(web, "button", "Senden").await?;
    shows(web, text).await
}

/// The same with the keyboard alone: the field, the text, Enter.
pub async fn types(web: &WebDriver, to: &str, text: &str) -> anyhow::Result<()> {
    let field = find(web, "textbox", &format!("Nachricht an {to}")).await?;
    field.send_keys(text.to_owned() + Key::Enter).await?;
    shows(web, text).await
}

/// Sealed text in both directions; no word of it on the server's disk.
async fn talk(rig: &Rig, anna: &Desk, seeker: &Page) -> anyhow::Result<()> {
    types(&seeker.web, "Anna", "Hallo, ist da jemand?").await?;
    shows(&anna.web, "Hallo, ist da jemand?").await?;
    types(&anna.web, "Ratsuchende_r 1", "Ja, ich bin hier.").await?;
    shows(&seeker.web, "Ja, ich bin hier.").await?;
    until("a mark of the other side", async || {
        let text = anna.web.find(By::Tag("main")).await.unwrap().text().await.unwrap_or_default();
        text.contains("zugestellt") || text.contains("gelesen")
    })
    .await?;
    rig.picture("08-talk")?;
    seeker.picture("08-talk-page").await?;
    for folder in ["server", "anna", "home"] {
        let folder = rig.folder.path().join(folder);
        anyhow::ensure!(!contains(&folder, "ist da jemand".as_bytes())?, "plain text in {folder:?}");
        anyhow::ensure!(!contains(&folder, "ich bin hier".as_bytes())?, "plain text in {folder:?}");
    }
    Ok(())
}

/// Server killed, written meanwhile, started again; page reloaded: everything arrives once.
async fn through_trouble(rig: &mut Rig, anna: &Desk, seeker: &Page) -> anyhow::Result<()> {
    rig.kill_server()?;
    shows(&anna.web, "Keine Verbindung").await?;
    shows(&seeker.web, "Keine Verbindung").await?;
    says(&anna.web, "Ratsuchende_r 1", "Geschrieben ohne Server.").await?;
    says(&seeker.web, "Anna", "Auch ich habe geschrieben.").await?;
    rig.picture("09-offline")?;
    rig.start_server().await?;
    shows(&seeker.web, "Geschrieben ohne Server.").await?;
    shows(&anna.web, "Auch ich habe geschrieben.").await?;
    fill(&seeker.web, "Nachricht an Anna", "ein Entwurf").await?;
    // The draft is kept with a short delay; the page says nothing about it, so its storage is asked.
    until("the draft is kept", async || {
        let kept = seeker.web.execute("return sessionStorage.getItem('kept')", Vec::new()).await;
        kept.is_ok_and(|kept| kept.json().as_str().is_some_and(|kept| !kept.contains("\"draft\":null")))
    })
    .await?;
    seeker.web.refresh().await?;
    shows(&seeker.web, "Geschrieben ohne Server.").await?;
    let draft = find(&seeker.web, "textbox", "Nachricht an Anna").await?;
    until("the draft is back", async || {
        draft.prop("value").await.is_ok_and(|value| value.as_deref() == Some("ein Entwurf"))
    })
    .await?;
    for web in [&anna.web, &seeker.web] {
        let text = web.find(By::Tag("body")).await?.text().await?;
        for said in ["Geschrieben ohne Server.", "Auch ich habe geschrieben."] {
            let times = web
                .execute(
                    "return [...document.querySelectorAll('main *')].filter((e) => e.children.length === 0 \
                     && e.textContent.trim() === arguments[0]).length",
                    vec![said.into()],
                )
                .await?;
            anyhow::ensure!(times.json() == &serde_json::json!(1), "{said} stands {times:?} times in {text}");
        }
    }
    Ok(())
}

/// The X button asks while the seeker is there; "keep" goes on in the background, the tray opens it again.
async fn close_guard(rig: &Rig, anna: &Desk) -> anyhow::Result<()> {
    rig.close_window("Beistand")?;
    shows(&anna.web, "Es laufen noch Chats").await?;
    rig.picture("10-close-guard")?;
    press(&anna.web, "button", "Im Hintergrund lassen").await?;
    until("the window is hidden", async || rig.windows().is_ok_and(|all| !all.contains("Beistand"))).await?;
    Tray::find()?.choose("Beistand öffnen")?;
    until("the window is back", async || rig.windows().is_ok_and(|all| all.contains("Beistand"))).await
}

/// "Chat beenden" with the guide's question; the seeker is out at once and stays out.
async fn ends(rig: &Rig, anna: &Desk, seeker: &Page) -> anyhow::Result<()> {
    press(&anna.web, "button", "Chat beenden").await?;
    shows(&anna.web, "kann danach nicht mehr auf den Chat-Verlauf zugreifen").await?;
    rig.picture("11-end-question")?;
    let confirm = anna.web.find(By::Css("[role=alertdialog]")).await?;
    let buttons = confirm.find_all(By::Tag("button")).await?;
    for button in buttons {
        if button.text().await?.to_lowercase() == "chat beenden" {
            button.click().await?;
            break;
        }
    }
    shows(&seeker.web, "Der Chat wurde beendet.").await?;
    hides(&seeker.web, "Hallo, ist da jemand?").await?;
    seeker.picture("12-ended-page").await?;
    shows(&anna.web, "Der Chat wurde beendet.").await?;
    shows(&anna.web, "Hallo, ist da jemand?").await.context("Anna reads on")?;
    let kept = seeker.web.execute("return sessionStorage.length", Vec::new()).await?;
    anyhow::ensure!(kept.json() == &serde_json::json!(0), "the page keeps {kept:?}");
    seeker.web.refresh().await?;
    hides(&seeker.web, "Hallo, ist da jemand?").await.context("no way back")?;
    // The address that is left names no centre, so the entry link is the way to a new start.
    seeker.web.goto(&seeker.address).await?;
    find(&seeker.web, "button", "Chat starten").await.context("a new start")?;
    rig.picture("13-ended")
}

/// Started again on the same folder: the first one comes to the front, and no second one stays.
async fn second_start(rig: &Rig) -> anyhow::Result<()> {
    rig.close_window("Beistand")?;
    until("the window is hidden", async || rig.windows().is_ok_and(|all| !all.contains("Beistand"))).await?;
    let program = built("beistand");
    let mut second = on_display(&program.to_string_lossy(), &rig.home());
    run(second.env("BEISTAND_DATA_DIR", rig.folder.path().join("anna")))?;
    until("the window is back", async || rig.windows().is_ok_and(|all| all.contains("Beistand"))).await
}

/// The window is away; "Annehmen" in the notification accepts and brings it back with the chat.
async fn hears_it_anywhere(rig: &Rig, anna: &Desk, seeker: &Page) -> anyhow::Result<()> {
    rig.close_window("Beistand")?;
    until("the window is hidden", async || rig.windows().is_ok_and(|all| !all.contains("Beistand"))).await?;
    press(&seeker.web, "button", "Chat starten").await?;
    press(&seeker.web, "button", "Bestätigen").await?;
    shows(&seeker.web, "Sie sind im Warteraum").await?;
    until("the notification", async || rig.notified().is_ok_and(|count| count > 0)).await?;
    rig.picture("14-notification")?;
    rig.choose_in_notification()?;
    find(&seeker.web, "button", "Jetzt chatten").await?;
    until("the window is back", async || rig.windows().is_ok_and(|all| all.contains("Beistand"))).await?;
    shows(&anna.web, "wartet auf Zusage").await?;
    until("the notification is withdrawn", async || rig.notified().is_ok_and(|count| count == 0)).await?;
    press(&seeker.web, "button", "Abbrechen").await?;
    shows(&anna.web, "hat abgebrochen").await
}

/// The switch in the profile is the same one.
async fn profile(anna: &Desk) -> anyhow::Result<()> {
    press(&anna.web, "button", "Profil").await?;
    press(&anna.web, "button", "Meine Aktivitäten").await?;
    let same = || By::Css(format!("[role=switch][aria-label='{SWITCH}']"));
    until("the switch in the profile", async || {
        anna.web.find_all(same()).await.is_ok_and(|switches| switches.len() == 2)
    })
    .await?;
    let switches = anna.web.find_all(same()).await?;
    for switch in &switches {
        anyhow::ensure!(switch.attr("aria-checked").await?.as_deref() == Some("true"), "another state");
    }
    Ok(())
}

/// Killed without a word: the lease is not renewed, and the next start needs no password.
async fn survives_a_crash(rig: &Rig, anna: Desk) -> anyhow::Result<Desk> {
    anna.kill();
    let anna = Desk::start(rig, "anna").await?;
    find(&anna.web, "button", "Abmelden").await.context("signed in from the keyring")?;
    shows(&anna.web, "Verbunden").await?;
    rig.picture("15-after-a-crash")?;
    Ok(anna)
}

/// Signing out ends the availability.
async fn signs_out(rig: &Rig, anna: &Desk, seeker: &Page) -> anyhow::Result<()> {
    seeker.web.goto(&seeker.address).await?;
    shows(&seeker.web, "Gerade ist niemand da").await.context("a crash leaves nobody available")?;
    press(&anna.web, "switch", SWITCH).await?;
    find(&seeker.web, "button", "Chat starten").await?;
    press(&anna.web, "button", "Abmelden").await?;
    find(&anna.web, "textbox", "Passwort").await?;
    shows(&seeker.web, "Gerade ist niemand da").await?;
    rig.picture("16-signed-out")
}

pub fn contains(folder: &std::path::Path, wanted: &[u8]) -> anyhow::Result<bool> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let found = if path.is_dir() {
            contains(&path, wanted)?
        } else {
            std::fs::read(&path).unwrap_or_default().windows(wanted.len()).any(|bytes| bytes == wanted)
        };
        if found {
            return Ok(true);
        }
    }
    Ok(false)
}
