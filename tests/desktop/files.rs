//! Files between the real page and the real desk.

use std::path::Path;

use anyhow::{Context as _, ensure};
use thirtyfour::prelude::*;

use crate::desk::{Desk, press, shows};
use crate::page::Page;
use crate::rig::Rig;

const LETTER: &[u8] = b"%PDF-1.7 ein Brief, den niemand sonst liest";

/// Chooses a file as the dialog of the system would.
async fn choose(web: &WebDriver, file: &Path) -> anyhow::Result<()> {
    let chooser = web.find(By::Css("input[type=file]")).await?;
    chooser.send_keys(file.display().to_string()).await.context("the file could not be chosen")
}

/// A letter from the page is saved by the desk, and one from the desk by the page; what may not be sent is said.
pub async fn both_ways(rig: &Rig, anna: &Desk, seeker: &Page) -> anyhow::Result<()> {
    let folder = rig.folder.path().join("letters");
    std::fs::create_dir_all(&folder)?;
    for (name, bytes) in [("brief.pdf", LETTER), ("antwort.pdf", LETTER), ("programm.exe", b"MZ")] {
        std::fs::write(folder.join(name), bytes)?;
    }
    choose(&seeker.web, &folder.join("programm.exe")).await?;
    shows(&seeker.web, "programm.exe kann nicht gesendet werden").await?;
    choose(&seeker.web, &folder.join("brief.pdf")).await?;
    press(&seeker.web, "button", "brief.pdf entfernen").await?;
    choose(&seeker.web, &folder.join("brief.pdf")).await?;
    shows(&seeker.web, "brief.pdf").await?;
    press(&seeker.web, "button", "Senden").await?;
    press(&anna.web, "button", "Datei speichern brief.pdf").await?;
    shows(&anna.web, "Gespeichert als brief.pdf").await?;
    let saved = std::fs::read(rig.home().join("brief.pdf")).context("what the desk saved")?;
    ensure!(saved == LETTER, "the desk saved something else");
    rig.picture("08-files")?;

    choose(&anna.web, &folder.join("programm.exe")).await?;
    shows(&anna.web, "programm.exe kann nicht gesendet werden").await?;
    choose(&anna.web, &folder.join("antwort.pdf")).await?;
    shows(&anna.web, "antwort.pdf").await?;
    press(&anna.web, "button", "Senden").await?;
    press(&seeker.web, "button", "Datei speichern antwort.pdf").await?;
    shows(&seeker.web, "Gespeichert als antwort.pdf").await?;
    seeker.picture("08-files-page").await
}
