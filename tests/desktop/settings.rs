//! An admin sets up a centre in the real app, and a page in a browser shows it.

use anyhow::Context as _;

use crate::desk::{Desk, fill, find, press, shows};
use crate::page::Page;
use crate::path::PASSWORD;
use crate::programs::until;
use crate::rig::Rig;

const LIVE_CHAT: &str = "Interner Sofortchat (Berater:invorschlag)";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a desktop of its own: cargo xtask walk"]
async fn an_admin_switches_live_chat_invites_a_person_and_reads_the_log() {
    beistand_testkit::use_ring();
    let rig = Rig::start().await.unwrap();
    let adam = Desk::start(&rig, "adam").await.unwrap();
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
