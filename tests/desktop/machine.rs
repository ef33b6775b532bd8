//! What the machine does to the availability: real signals on real buses, the real desk, the real seeker's page.

use std::process::Command;
use std::time::Duration;

use anyhow::Context as _;
use thirtyfour::prelude::*;

use crate::desk::{Desk, fill, find, hides, press, shows, without_self_test};
use crate::page::Page;
use crate::played::Played;
use crate::programs::{PATIENCE, run, until};
use crate::rig::Rig;

pub const PASSWORD: &str = "Beistand-Demo-2026";
const SWITCH: &str = "Meine Live-Chat Verfügbarkeit";
const CLOSED: &str = "Gerade ist niemand da";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a desktop of its own: cargo xtask walk"]
async fn lock_sleep_and_idleness_pause_and_give_back() {
    beistand_testkit::use_ring();
    let rig = Rig::start().await.unwrap();
    let mut machine = Played::start(&rig).await.unwrap();
    without_self_test(&rig, "anna").unwrap();
    let anna = Desk::start(&rig, "anna").await.unwrap();
    let seeker = Page::open(&rig, "/demo/sucht").await.unwrap();
    if let Err(error) = walk(&rig, &mut machine, &anna, &seeker).await {
        let _ = rig.picture("machine-failed");
        panic!("{error:?}\n{}", anna.printed());
    }
    anna.kill();
}

async fn walk(rig: &Rig, machine: &mut Played, anna: &Desk, seeker: &Page) -> anyhow::Result<()> {
    available(anna, seeker).await.context("switching on")?;
    until("the machine waits for the desk before it sleeps", async || {
        machine.inhibitors().is_ok_and(|all| all.contains("sleep:shutdown"))
    })
    .await?;
    quiet(rig, anna).await.context("do not disturb")?;
    machine.lock()?;
    paused(anna, seeker, "Der Bildschirm ist gesperrt.").await.context("locked")?;
    rig.picture("machine-locked")?;
    machine.unlock()?;
    given_back(anna, seeker, "denn der Bildschirm ist entsperrt").await.context("unlocked")?;
    rig.picture("machine-unlocked")?;
    machine.screen_saver(true)?;
    paused(anna, seeker, "Der Bildschirm ist gesperrt.").await.context("the screen saver")?;
    machine.screen_saver(false)?;
    given_back(anna, seeker, "denn der Bildschirm ist entsperrt").await.context("no screen saver")?;
    machine.idle(true)?;
    paused(anna, seeker, "Seit einiger Zeit keine Eingabe").await.context("idle")?;
    machine.idle(false)?;
    given_back(anna, seeker, "denn Sie sind zurück").await.context("active")?;
    sleeps(machine, anna, seeker).await.context("sleep")?;
    machine.restart_login().await?;
    sleeps_again(machine, anna, seeker).await.context("a login1 that came back")?;
    running_chat(machine, anna, seeker).await.context("a running chat")?;
    ends(machine, anna, seeker).await.context("the end of the session")
}

async fn available(anna: &Desk, seeker: &Page) -> anyhow::Result<()> {
    sign_in(anna).await?;
    shows(&seeker.web, CLOSED).await?;
    press(&anna.web, "switch", SWITCH).await?;
    find(&seeker.web, "button", "Chat starten").await.map(drop)
}

pub async fn sign_in(anna: &Desk) -> anyhow::Result<()> {
    fill(&anna.web, "Anmeldename", "anna").await?;
    fill(&anna.web, "Passwort", PASSWORD).await?;
    press(&anna.web, "button", "Anmelden").await?;
    shows(&anna.web, "Verbunden").await
}

/// The desk says why, and seekers read that nobody is there.
async fn paused(anna: &Desk, seeker: &Page, why: &str) -> anyhow::Result<()> {
    shows(&seeker.web, CLOSED).await?;
    shows(&anna.web, why).await
}

/// The desk says that it was given back, and seekers may ask again.
async fn given_back(anna: &Desk, seeker: &Page, why: &str) -> anyhow::Result<()> {
    find(&seeker.web, "button", "Chat starten").await?;
    shows(&anna.web, why).await
}

/// The notification server holds everything back: the desk says so, and takes it back.
async fn quiet(rig: &Rig, anna: &Desk) -> anyhow::Result<()> {
    const SAID: &str = "Nicht stören";
    press(&anna.web, "button", "Einstellungen").await?;
    press(&anna.web, "button", "Benachrichtigungen").await?;
    rig.hold_notifications_back(true)?;
    shows(&anna.web, SAID).await?;
    rig.picture("machine-do-not-disturb")?;
    rig.hold_notifications_back(false)?;
    hides(&anna.web, SAID).await?;
    press(&anna.web, "button", "Erstanfragen").await
}

/// The system waits until the server knows, and only then sleeps.
async fn sleeps(machine: &Played, anna: &Desk, seeker: &Page) -> anyhow::Result<()> {
    machine.suspend(true)?;
    until("the desk lets the machine sleep", async || {
        machine.inhibitors().is_ok_and(|all| !all.contains("sleep:shutdown"))
    })
    .await?;
    paused(anna, seeker, "Der Rechner war im Ruhezustand.").await?;
    machine.suspend(false)?;
    given_back(anna, seeker, "denn der Rechner ist aufgewacht").await?;
    until("the machine waits again", async || {
        machine.inhibitors().is_ok_and(|all| all.contains("sleep:shutdown"))
    })
    .await
}

/// The desk finds a service that has come back, session and all.
async fn sleeps_again(machine: &Played, anna: &Desk, seeker: &Page) -> anyhow::Result<()> {
    until("the machine waits for the desk again", async || {
        machine.inhibitors().is_ok_and(|all| all.contains("sleep:shutdown"))
    })
    .await?;
    sleeps(machine, anna, seeker).await
}

/// While a chat runs, the system shows the reason before it shuts down.
async fn running_chat(machine: &Played, anna: &Desk, seeker: &Page) -> anyhow::Result<()> {
    press(&seeker.web, "button", "Chat starten").await?;
    press(&seeker.web, "button", "Bestätigen").await?;
    shows(&anna.web, "Ratsuchende_r 1").await?;
    anyhow::ensure!(!machine.inhibitors()?.contains("läuft noch"), "nothing runs yet");
    press(&anna.web, "button", "Chat starten").await?;
    press(&anna.web, "button", "Antworten").await?;
    press(&seeker.web, "button", "Jetzt chatten").await?;
    until("the reason is shown", async || {
        machine.inhibitors().is_ok_and(|all| all.contains("Ein Live-Chat läuft noch"))
    })
    .await
}

/// The system ends: nobody is asked any more, and the server knows before the desk is gone.
async fn ends(machine: &Played, anna: &Desk, seeker: &Page) -> anyhow::Result<()> {
    let other = seeker.web.new_tab().await?;
    seeker.web.switch_to_window(other).await?;
    let page = seeker.web.clone();
    page.goto(seeker.address.clone()).await?;
    find(&page, "button", "Chat starten").await?;
    machine.shut_down()?;
    shows(&page, CLOSED).await?;
    until("the desk is gone", async || anna.process().is_err()).await
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a desktop of its own: cargo xtask walk"]
async fn a_locked_keyring_is_said_and_an_unlocked_one_keeps_the_session() {
    beistand_testkit::use_ring();
    let mut rig = Rig::start_locked().await.unwrap();
    let anna = Desk::start(&rig, "anna").await.unwrap();
    let walked = keyring(&mut rig, anna).await;
    if let Err(error) = walked {
        let _ = rig.picture("keyring-failed");
        panic!("{error:?}");
    }
}

/// Without a keyring one can work and is told what it means; with one the next start needs no password.
async fn keyring(rig: &mut Rig, anna: Desk) -> anyhow::Result<()> {
    sign_in(&anna).await.context("signing in without a keyring")?;
    press(&anna.web, "button", "Profil").await?;
    press(&anna.web, "button", "Sicherheit").await?;
    shows(&anna.web, "Auf diesem Rechner ist kein Schlüsselbund geöffnet.").await?;
    rig.picture("keyring-locked")?;
    anna.kill();
    let anna = Desk::start(rig, "anna").await?;
    find(&anna.web, "textbox", "Passwort").await.context("nothing was kept")?;
    anna.kill();
    rig.unlock_keyring().await?;
    let anna = Desk::start(rig, "anna").await?;
    sign_in(&anna).await.context("signing in with the keyring unlocked")?;
    anna.kill();
    let anna = Desk::start(rig, "anna").await?;
    find(&anna.web, "button", "Abmelden").await.context("kept in the keyring")?;
    anna.kill();
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a desktop of its own: cargo xtask walk"]
async fn a_signal_to_end_is_told_and_a_kill_is_noticed() {
    beistand_testkit::use_ring();
    let rig = Rig::start().await.unwrap();
    let seeker = Page::open(&rig, "/demo/sucht").await.unwrap();
    without_self_test(&rig, "anna").unwrap();
    let anna = Desk::start(&rig, "anna").await.unwrap();
    available(&anna, &seeker).await.unwrap();
    run(Command::new("kill").args(["-TERM", &anna.process().unwrap()])).unwrap();
    // Sooner than any lease ends.
    shows(&seeker.web, CLOSED).await.unwrap();
    until("the desk is gone", async || anna.process().is_err()).await.unwrap();
    anna.kill();
    let anna = Desk::start(&rig, "anna").await.unwrap();
    shows(&anna.web, "Verbunden").await.unwrap();
    press(&anna.web, "switch", SWITCH).await.unwrap();
    find(&seeker.web, "button", "Chat starten").await.unwrap();
    run(Command::new("kill").args(["-KILL", &anna.process().unwrap()])).unwrap();
    closes_within(&seeker.web, Duration::from_secs(60)).await.unwrap();
    anna.kill();
}

/// The lease of a program that cannot say goodbye ends after 45 s.
async fn closes_within(web: &WebDriver, longest: Duration) -> anyhow::Result<()> {
    let begin = std::time::Instant::now();
    while begin.elapsed() + PATIENCE < longest {
        if shows(web, CLOSED).await.is_ok() {
            return Ok(());
        }
    }
    shows(web, CLOSED).await
}
