//! Windows as the window manager sees them: put away and back, without a tray, and one for each chat.

use anyhow::Context as _;
use thirtyfour::prelude::*;

use crate::bus::Tray;
use crate::desk::{Desk, fill, find, hides, press, shows, without_self_test};
use crate::page::Page;
use crate::path::{PASSWORD, SWITCH, types};
use crate::programs::{Program, built, run, until};
use crate::rig::{Rig, on_display};

const MAIN: &str = " Beistand\n";
const OWN: &str = "Ratsuchende_r 1 – Beistand";

async fn signed_in(rig: &Rig) -> anyhow::Result<Desk> {
    let anna = Desk::start(rig, "anna").await?;
    fill(&anna.web, "Anmeldename", "anna").await?;
    fill(&anna.web, "Passwort", PASSWORD).await?;
    press(&anna.web, "button", "Anmelden").await?;
    shows(&anna.web, "Verbunden").await?;
    Ok(anna)
}

/// The app as people start it, without a driver that would hold on to its page.
fn plain(rig: &Rig) -> anyhow::Result<Program> {
    let mut command = on_display(&built("beistand").to_string_lossy(), &rig.home());
    command.env("BEISTAND_DATA_DIR", rig.folder.path().join("anna"));
    command.env("BEISTAND_SERVER", format!("http://127.0.0.1:{}", rig.port));
    command.env("BEISTAND_LOG", "info,beistand_app=debug,beistand_desk=debug");
    // There is no GPU here.
    Program::start(command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1"))
}

async fn asks(rig: &Rig, place: &str) -> anyhow::Result<Page> {
    let seeker = Page::open(rig, "/demo/sucht").await?;
    press(&seeker.web, "button", "Chat starten").await?;
    press(&seeker.web, "button", "Bestätigen").await?;
    shows(&seeker.web, place).await?;
    Ok(seeker)
}

async fn is_there(rig: &Rig, title: &str, there: bool) -> anyhow::Result<()> {
    let what = format!("{title:?} is {}", if there { "there" } else { "gone" });
    until(&what, async || rig.windows().is_ok_and(|all| all.contains(title) == there)).await
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a desktop of its own: cargo xtask walk"]
async fn a_window_put_away_comes_back_where_it_was() {
    beistand_testkit::use_ring();
    let rig = Rig::start().await.unwrap();
    std::fs::create_dir_all(rig.folder.path().join("anna")).unwrap();
    let settings = rig.folder.path().join("anna/settings.json");
    std::fs::write(settings, r#"{"put_away_after":1,"settings":{"self_test_daily":false}}"#).unwrap();
    signed_in(&rig).await.unwrap().kill();
    let app = plain(&rig).unwrap();
    if let Err(error) = put_away(&rig, &app).await {
        let _ = rig.picture("failed");
        panic!("{error:?}\n{}\n{}", app.family(), app.printed());
    }
}

/// Switched on in the tray and accepted in the notification: a talk that is longer than its window.
async fn long_talk(rig: &Rig) -> anyhow::Result<Page> {
    is_there(rig, MAIN, true).await?;
    until("the tray", async || {
        Tray::find().is_ok_and(|tray| tray.layout().is_ok_and(|all| all.contains(SWITCH)))
    })
    .await?;
    Tray::find()?.choose(SWITCH)?;
    let seeker = asks(rig, "Sie sind Ratsuchende_r 1").await?;
    until("the notification", async || rig.notified().is_ok_and(|count| count > 0)).await?;
    rig.choose_in_notification()?;
    press(&seeker.web, "button", "Jetzt chatten").await?;
    for n in 0..12 {
        types(&seeker.web, "Anna", &format!("Nachricht {n}: ich weiß gerade nicht weiter.")).await?;
    }
    Ok(seeker)
}

async fn put_away(rig: &Rig, app: &Program) -> anyhow::Result<()> {
    let seeker = long_talk(rig).await?;
    // Away, so that closing the window asks nothing.
    seeker.web.goto("about:blank").await?;
    let before = left_somewhere(rig).await.context("reading up and typing")?;
    rig.close_window("Beistand")?;
    is_there(rig, MAIN, false).await?;
    gone_without_a_page(app).await?;
    Tray::find()?.choose("Beistand öffnen")?;
    is_there(rig, MAIN, true).await?;
    let after = || crop(rig, "22-back").and_then(|back| differs(&before, &back));
    until("the same picture", async || after().is_ok_and(|pixels| pixels < 600)).await?;
    rig.picture("22-put-away-and-back")?;
    rig.close_window("Beistand")?;
    is_there(rig, MAIN, false).await?;
    gone_without_a_page(app).await?;
    let second = asks(rig, "Sie sind Ratsuchende_r 2").await?;
    until("the notification without a page", async || rig.notified().is_ok_and(|count| count > 0)).await?;
    anyhow::ensure!(!app.family().contains("WebKit"), "an alert needs no page");
    rig.choose_in_notification()?;
    is_there(rig, MAIN, true).await?;
    press(&second.web, "button", "Jetzt chatten").await?;
    find(&second.web, "textbox", "Nachricht an Anna").await?;
    rig.picture("23-accepted-from-nothing")
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a desktop of its own: cargo xtask walk"]
async fn a_page_whose_process_dies_is_back_where_it_was() {
    beistand_testkit::use_ring();
    let rig = Rig::start().await.unwrap();
    without_self_test(&rig, "anna").unwrap();
    signed_in(&rig).await.unwrap().kill();
    let app = plain(&rig).unwrap();
    if let Err(error) = page_dies(&rig, &app).await {
        let _ = rig.picture("failed");
        panic!("{error:?}\n{}\n{}", app.family(), app.printed());
    }
}

async fn page_dies(rig: &Rig, app: &Program) -> anyhow::Result<()> {
    let seeker = long_talk(rig).await?;
    let before = left_somewhere(rig).await.context("reading up and typing")?;
    let begin = std::time::Instant::now();
    rebuilt(app).await?;
    println!("the page was back after {:?}", begin.elapsed());
    let after = || crop(rig, "28-rebuilt").and_then(|back| differs(&before, &back));
    // The composer has the cursor again, which draws its edge.
    until("the same picture", async || after().is_ok_and(|pixels| pixels < 4_000)).await?;
    rig.picture("28-page-rebuilt")?;
    // What stands in it is true again: a message shows, and closing the window asks.
    rebuilt(app).await?;
    types(&seeker.web, "Anna", "Sind Sie noch da?").await?;
    rig.close_window("Beistand")?;
    let asks = || crop(rig, "29-asks").and_then(|asks| differs(&before, &asks));
    until("the question of the close guard", async || asks().is_ok_and(|pixels| pixels > 20_000)).await?;
    is_there(rig, MAIN, true).await?;
    rig.picture("29-asks-after-a-kill")
}

/// Kills the page's process and waits until the page has loaded once more: its last picture stands meanwhile.
async fn rebuilt(app: &Program) -> anyhow::Result<()> {
    let loads = || app.printed().matches("a page is there").count();
    let before = loads();
    kill_page(app)?;
    until("the page has loaded once more", async || loads() > before).await
}

fn kill_page(app: &Program) -> anyhow::Result<()> {
    // The system keeps 15 letters of a name.
    let process = app.child("WebKitWebProces")?;
    run(std::process::Command::new("kill").args(["-9", &process])).map(drop)
}

/// Scrolled up, with a draft. Gives a picture of it.
async fn left_somewhere(rig: &Rig) -> anyhow::Result<std::path::PathBuf> {
    rig.place_window("Beistand", 30, 50)?;
    let seen = || crop(rig, "20-talk");
    // The page has settled when two pictures in a row are the same.
    settled(rig, seen()?).await?;
    rig.by_hand("mousemove 900 800 click 1")?;
    rig.types("Ein Entwurf, der bleibt")?;
    rig.by_hand("mousemove 900 400 click --repeat 3 --delay 80 4")?;
    // Out of the field: where the focus was is not part of the picture.
    rig.by_hand("mousemove 760 155 click 1")?;
    let before = settled(rig, crop(rig, "21-left")?).await?;
    rig.picture("21-left")?;
    Ok(before)
}

async fn settled(rig: &Rig, first: std::path::PathBuf) -> anyhow::Result<std::path::PathBuf> {
    let mut last = first;
    let mut db_permits = 0;
    until("a still picture", async || {
        db_permits += 1;
        let Ok(next) = crop(rig, &format!("still-{}", db_permits % 2)) else { return false };
        let still = db_permits > 8 && differs(&last, &next).is_ok_and(|pixels| pixels < 60);
        last = next;
        still
    })
    .await?;
    let kept = last.with_file_name(format!("kept-{db_permits}.png"));
    std::fs::copy(&last, &kept)?;
    Ok(kept)
}

/// The transcript and the composer: what must be the same. The blinking cursor and minutes are a few pixels.
fn crop(rig: &Rig, name: &str) -> anyhow::Result<std::path::PathBuf> {
    let file = rig.folder.path().join(format!("{name}.png"));
    let area = ["-window", "root", "-crop", "600x560+650+260", "+repage"];
    run(on_display("import", &rig.home()).args(area).arg(&file))?;
    Ok(file)
}

/// How many pixels differ clearly.
fn differs(one: &std::path::Path, other: &std::path::Path) -> anyhow::Result<u64> {
    let mut compare = std::process::Command::new("compare");
    compare.args(["-metric", "AE", "-fuzz", "20%"]).args([one, other]).arg("null:");
    let output = compare.output()?;
    let count = String::from_utf8_lossy(&output.stderr).trim().parse::<f64>();
    Ok(count.with_context(|| format!("{output:?}"))? as u64)
}

async fn gone_without_a_page(app: &Program) -> anyhow::Result<()> {
    until("no page", async || !app.family().contains("WebKit")).await.with_context(|| app.family())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a desktop of its own: cargo xtask walk"]
async fn without_a_tray_the_window_stays_in_reach() {
    beistand_testkit::use_ring();
    let mut rig = Rig::start().await.unwrap();
    let anna = signed_in(&rig).await.unwrap();
    if let Err(error) = no_tray(&mut rig, &anna).await {
        let _ = rig.picture("failed");
        panic!("{error:?}\n{}", anna.printed());
    }
    anna.kill();
}

async fn no_tray(rig: &mut Rig, anna: &Desk) -> anyhow::Result<()> {
    hides(&anna.web, "keine Symbole im Infobereich").await?;
    rig.kill_panel().await?;
    shows(&anna.web, "keine Symbole im Infobereich").await?;
    rig.picture("24-no-tray")?;
    rig.close_window("Beistand")?;
    until("it is minimised", async || !rig.is_on_screen("^Beistand$")).await?;
    is_there(rig, MAIN, true).await.context("still in the list of windows")?;
    rig.start_panel().await?;
    hides(&anna.web, "keine Symbole im Infobereich").await
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a desktop of its own: cargo xtask walk"]
async fn a_chat_has_a_window_of_its_own() {
    beistand_testkit::use_ring();
    let rig = Rig::start().await.unwrap();
    without_self_test(&rig, "anna").unwrap();
    let anna = signed_in(&rig).await.unwrap();
    match own_window(&rig, &anna).await {
        Ok(seeker) => {
            anna.kill();
            back_after_a_crash(&rig, &seeker).await.unwrap();
        }
        Err(error) => {
            let _ = rig.picture("failed");
            panic!("{error:?}\n{}", anna.printed());
        }
    }
}

async fn own_window(rig: &Rig, anna: &Desk) -> anyhow::Result<Page> {
    press(&anna.web, "switch", SWITCH).await?;
    let seeker = asks(rig, "Sie sind Ratsuchende_r 1").await?;
    press(&anna.web, "button", "Chat starten").await?;
    press(&anna.web, "button", "Antworten").await?;
    press(&seeker.web, "button", "Jetzt chatten").await?;
    types(&seeker.web, "Anna", "Hallo, ist da jemand?").await?;
    shows(&anna.web, "Hallo, ist da jemand?").await?;
    press(&anna.web, "button", "In eigenem Fenster öffnen").await?;
    is_there(rig, OWN, true).await?;
    shows(&anna.web, "Kein Chat geöffnet").await?;
    shows(&anna.web, "eigenes Fenster").await?;
    // The driver holds the main window only: the other one is used by hand.
    rig.place_window(OWN, 500, 90)?;
    until("the composer takes what is typed", async || {
        let _ = rig.bring_window(OWN);
        let _ = rig.by_hand("mousemove 800 730 click 1");
        let _ = rig.types("Ja.");
        let _ = rig.by_hand("key Return");
        seeker_reads(&seeker, "Ja.").await
    })
    .await?;
    rig.picture("25-own-window")?;
    let quiet = crop(rig, "own-quiet")?;
    rig.close_window(OWN)?;
    until("the question in its window", async || {
        crop(rig, "own-asks").and_then(|asks| differs(&quiet, &asks)).is_ok_and(|pixels| pixels > 20_000)
    })
    .await?;
    hides(&anna.web, "läuft noch").await.context("not in the main window")?;
    rig.picture("26-own-window-asks")?;
    rig.by_hand("key Tab")?;
    rig.by_hand("key Return")?;
    is_there(rig, OWN, false).await.context("closed after 'Nur Fenster schließen'")?;
    find(&anna.web, "tab", "Ratsuchende_r 1").await?;
    find(&anna.web, "textbox", "Nachricht an Ratsuchende_r 1").await.context("one composer, here again")?;
    shows(&anna.web, "Ja.").await?;
    press(&anna.web, "button", "In eigenem Fenster öffnen").await?;
    is_there(rig, OWN, true).await?;
    rig.place_window(OWN, 420, 120)?;
    moved(rig).await?;
    until("its place is kept", async || kept(anna)).await.with_context(|| anna.printed())?;
    Ok(seeker)
}

/// Where it was put; the frame around it is the window manager's.
async fn moved(rig: &Rig) -> anyhow::Result<()> {
    let put = |line: &str| {
        let place: Vec<i32> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        matches!(place.as_slice(), [_, x, y, ..] if (415..=445).contains(x) && (115..=165).contains(y))
    };
    until("its place", async || rig.geometry(OWN).is_ok_and(|line| put(&line))).await
}

/// The app said so of the place this window was put to.
fn kept(anna: &Desk) -> bool {
    let printed = anna.printed();
    let line = printed.lines().rev().find(|line| line.contains("found its place"));
    line.is_some_and(|line| line.contains("x=4") || line.contains("x\u{1b}[0m\u{1b}[2m=\u{1b}[0m4"))
}

async fn seeker_reads(seeker: &Page, text: &str) -> bool {
    let body = seeker.web.find(By::Tag("body")).await;
    match body {
        Ok(body) => body.text().await.is_ok_and(|all| all.contains(text)),
        Err(_) => false,
    }
}

/// Killed without a word: the window stands where it stood.
async fn back_after_a_crash(rig: &Rig, seeker: &Page) -> anyhow::Result<()> {
    let app = plain(rig)?;
    let back = stands_where_it_stood(rig, seeker).await;
    back.with_context(|| format!("{}\n{}", app.family(), app.printed()))
}

async fn stands_where_it_stood(rig: &Rig, seeker: &Page) -> anyhow::Result<()> {
    is_there(rig, OWN, true).await?;
    moved(rig).await.with_context(|| format!("{:?}", rig.geometry(OWN)))?;
    types(&seeker.web, "Anna", "Sind Sie noch da?").await?;
    until("it is still", async || rig.windows().is_ok_and(|all| all.contains(OWN))).await?;
    rig.picture("27-own-window-after-a-crash")
}
