//! Everything from the tray's menu alone, and a picture of each state of its icon.

use anyhow::Context as _;
use beistand_runtime::Runtime;
use beistand_testkit::{Seeker, Wire};

use crate::bus::Tray;
use crate::desk::{Desk, find, shows, without_self_test};
use crate::machine::sign_in;
use crate::page::Page;
use crate::path::SWITCH;
use crate::programs::until;
use crate::rig::Rig;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a desktop of its own: cargo xtask walk"]
async fn the_menu_alone_does_it_all_and_every_state_has_its_icon() {
    beistand_testkit::use_ring();
    let mut rig = Rig::start().await.unwrap();
    without_self_test(&rig, "anna").unwrap();
    let anna = Desk::start(&rig, "anna").await.unwrap();
    if let Err(error) = walk(&mut rig, &anna).await {
        let _ = rig.picture("failed");
        panic!("{error:?}\n{}", anna.printed());
    }
    anna.kill();
}

async fn walk(rig: &mut Rig, anna: &Desk) -> anyhow::Result<()> {
    let page = Page::open(rig, "/demo/sucht").await?;
    let mut icons = Icons::default();
    icons.becomes(rig, "off").await?;
    sign_in(anna).await?;
    let tray = Tray::find()?;
    entry(&tray, SWITCH).await?;
    icons.becomes(rig, "on").await?;
    find(&page.web, "button", "Chat starten").await?;
    entry(&tray, "Telefonat").await?;
    icons.becomes(rig, "paused").await?;
    shows(&anna.web, "Sie telefonieren.").await?;
    shows(&page.web, "Gerade ist niemand da").await?;
    entry(&tray, "Telefonat").await?;
    icons.is_again(rig, "on").await.context("the marked reason ends the break")?;
    find(&page.web, "button", "Chat starten").await?;

    let mut seekers = Vec::new();
    for number in 1..=2 {
        seekers.push(ask(rig).await?);
        icons.becomes(rig, &format!("requests-{number}")).await?;
    }
    seekers.push(ask(rig).await?);
    for (seeker, _) in &seekers {
        entry(&tray, &format!("Annehmen: Ratsuchende_r {} · Sucht", seeker.number)).await?;
    }
    icons.becomes(rig, "busy").await.context("three chats are as many as one may have")?;
    entry(&tray, "Ratsuchende_r 2 · Sucht").await.context("opening a chat")?;
    shows(&anna.web, "wartet auf Zusage").await?;
    entry(&tray, "Einstellungen").await?;
    shows(&anna.web, "Würde ich es hören?").await?;
    let (seeker, _) = &seekers[0];
    let (mut wire, accepted) = seeker.connect().await?;
    seeker.begin(&accepted).await?.map_err(|problem| anyhow::anyhow!("not begun: {problem:?}"))?;
    seeker.say(&mut wire, "Sind Sie da?").await?;
    icons.becomes(rig, "busy-news").await.context("a message in a chat nobody looks at")?;
    entry(&tray, &format!("Ratsuchende_r {} · Sucht · Neues", seeker.number)).await?;
    shows(&anna.web, "Sind Sie da?").await?;
    icons.is_again(rig, "busy").await.context("it is read")?;
    entry(&tray, "Einstellungen").await?;
    rig.picture("17-settings")?;
    rig.kill_server()?;
    icons.becomes(rig, "offline").await?;
    entry(&tray, "Beenden").await?;
    shows(&anna.web, "Beistand beenden?").await
}

/// Chooses an entry as soon as it is there.
async fn entry(tray: &Tray, label: &str) -> anyhow::Result<()> {
    until(&format!("the entry {label}"), async || tray.layout().is_ok_and(|menu| menu.contains(label)))
        .await?;
    tray.choose(label)
}

/// Somebody who asks and stays connected, without a page.
async fn ask(rig: &Rig) -> anyhow::Result<(Seeker, Wire)> {
    let url = format!("http://127.0.0.1:{}", rig.port);
    let asked = Seeker::request(&url, &Runtime::real(), "sucht").await?;
    let seeker = asked.map_err(|problem| anyhow::anyhow!("turned away: {problem:?}"))?;
    let (wire, _) = seeker.connect().await?;
    Ok((seeker, wire))
}

/// What the icon has looked like, by state.
#[derive(Default)]
struct Icons(Vec<(String, Vec<u8>)>);

impl Icons {
    /// Waits until the icon looks unlike in every state before, and keeps its picture.
    async fn becomes(&mut self, rig: &Rig, state: &str) -> anyhow::Result<()> {
        let known = &self.0;
        let is_new = |icon: &[u8]| known.iter().all(|(_, other)| other != icon);
        // Twice the same: it is not being drawn just now.
        until(&format!("an icon for {state}"), async || {
            let (one, two) = (rig.tray_icon(), rig.tray_icon());
            matches!((one, two), (Ok(one), Ok(two)) if one == two && is_new(&one))
        })
        .await?;
        self.0.push((state.to_owned(), rig.tray_icon()?));
        rig.picture_of_tray(&format!("tray-{state}"))
    }

    async fn is_again(&self, rig: &Rig, state: &str) -> anyhow::Result<()> {
        let (_, wanted) = self.0.iter().find(|(known, _)| known == state).context("no such state yet")?;
        until(&format!("the icon of {state}"), async || rig.tray_icon().is_ok_and(|icon| icon == *wanted))
            .await
    }
}
