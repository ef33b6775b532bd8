//! Received files on the person's disk.

use std::fs::{File, TryLockError};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use beistand_app::{Failure, FailureCode};
use tauri::{AppHandle, Manager as _};

/// What the name of a file begins with that is not whole yet; letters and digits follow.
const UNFINISHED: &str = ".beistand-";
const LETTERS: usize = 6;

/// Removes what a crash left in the person's folder for downloads: parts of files, readable for anybody there.
pub fn remove_unfinished(app: &AppHandle) {
    let Ok(folder) = downloads(app) else { return };
    tauri::async_runtime::spawn_blocking(move || {
        if let Err(error) = remove_unfinished_in(&folder) {
            tracing::info!(%error, "the folder for downloads could not be looked through");
        }
    });
}

fn remove_unfinished_in(folder: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let letters = name.to_str().and_then(|name| name.strip_prefix(UNFINISHED));
        let ours = letters.is_some_and(|all| {
            all.len() == LETTERS && all.bytes().all(|letter| letter.is_ascii_alphanumeric())
        });
        if ours && entry.file_type()?.is_file() && !is_being_written(&entry.path()) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Whether another desk of this person is writing it now: [`save`] holds a lock on what it writes.
fn is_being_written(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}

fn downloads(app: &AppHandle) -> tauri::Result<PathBuf> {
    app.path().download_dir().or_else(|_| app.path().home_dir())
}

/// Puts a file into the person's folder for downloads and gives the name that it has there.
pub async fn save_download(app: &AppHandle, name: String, bytes: Vec<u8>) -> Result<String, Failure> {
    let no_storage = || Failure::from(FailureCode::NoStorage);
    let folder = downloads(app).map_err(|_| no_storage())?;
    let writing = move || save(&folder, &name, |file| file.write_all(&bytes));
    let saved = tauri::async_runtime::spawn_blocking(writing).await.map_err(|_| no_storage())?;
    saved.map_err(|error| {
        tracing::warn!(%error, "a file could not be saved");
        why(&error).into()
    })
}

fn why(error: &io::Error) -> FailureCode {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => FailureCode::DiskFull,
        _ => FailureCode::NoStorage,
    }
}

/// Writes a new file; a name that is taken gets a number, as browsers do it. The name appears with the whole file under it.
fn save(folder: &Path, name: &str, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<String> {
    std::fs::create_dir_all(folder)?;
    // Removed with its handle unless it gets its name.
    let mut written = tempfile::Builder::new().prefix(UNFINISHED).rand_bytes(LETTERS).tempfile_in(folder)?;
    // Not every file system has locks; then another desk that starts just now may take it for what a crash left.
    let _ = written.as_file().try_lock();
    write(written.as_file_mut())?;
    written.as_file().sync_all()?;
    let mut number = 0;
    loop {
        let name = numbered(name, number);
        match written.persist_noclobber(folder.join(&name)) {
            Ok(file) => {
                if let Err(error) = mark_origin(&file, &folder.join(&name)) {
                    // Not every file system keeps marks.
                    tracing::info!(%error, "a saved file has no mark of origin");
                }
                return Ok(name);
            }
            Err(taken) if taken.error.kind() == ErrorKind::AlreadyExists => {
                written = taken.file;
                number += 1;
            }
            Err(failed) => return Err(failed.error),
        }
    }
}

/// What Windows asks before it opens a file from elsewhere: the zone, and no address.
#[cfg(windows)]
fn mark_origin(_: &File, path: &Path) -> io::Result<()> {
    let mut stream = path.as_os_str().to_owned();
    stream.push(":Zone.Identifier");
    std::fs::write(stream, "[ZoneTransfer]\r\nZoneId=3\r\n")
}

/// What macOS asks before it opens a file from elsewhere: that it was downloaded, when, and no address.
#[cfg(target_os = "macos")]
fn mark_origin(file: &File, _: &Path) -> io::Result<()> {
    let since = file.metadata()?.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let mark = format!("0081;{:x};Beistand;", since.as_secs());
    Ok(rustix::fs::fsetxattr(file, "com.apple.quarantine", mark.as_bytes(), rustix::fs::XattrFlags::empty())?)
}

/// Linux has no mark but the address, which nobody may find.
#[cfg(not(any(windows, target_os = "macos")))]
fn mark_origin(_: &File, _: &Path) -> io::Result<()> {
    Ok(())
}

fn numbered(name: &str, number: u32) -> String {
    match (number, name.rsplit_once('.')) {
        (0, _) => name.to_owned(),
        (_, Some((stem, ending))) => format!("{stem} ({number}).{ending}"),
        (_, None) => format!("{name} ({number})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_file_never_takes_the_place_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let write = |bytes: &'static [u8]| move |file: &mut File| file.write_all(bytes);
        let names = [b"1", b"2", b"3"].map(|bytes| save(folder.path(), "brief.pdf", write(bytes)).unwrap());
        assert_eq!(names, ["brief.pdf", "brief (1).pdf", "brief (2).pdf"]);
        assert_eq!(std::fs::read(folder.path().join("brief.pdf")).unwrap(), b"1");
    }

    #[test]
    fn a_full_disk_leaves_nothing_and_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let full = |file: &mut File| {
            file.write_all(b"half of it")?;
            Err(ErrorKind::StorageFull.into())
        };
        let error = save(folder.path(), "brief.pdf", full).unwrap_err();
        assert_eq!(why(&error), FailureCode::DiskFull);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_a_crash_left_is_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let crash = |file: &mut File| {
            file.write_all(b"half of it")?;
            // Nothing is tidied up then.
            let name = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
            std::fs::copy(&name, folder.path().join(".beistand-a1B2c3"))?;
            // Another desk starts now: it leaves what is being written.
            remove_unfinished_in(folder.path())?;
            assert!(name.exists());
            std::fs::write(folder.path().join(".beistand-a1B2c3"), b"half of it")
        };
        save(folder.path(), "brief.pdf", crash).unwrap();
        for name in [".beistand-note", ".beistand-a1B2c3d", "beistand-a1B2c3"] {
            std::fs::write(folder.path().join(name), b"another's").unwrap();
        }
        std::fs::create_dir(folder.path().join(".beistand-folder")).unwrap();
        remove_unfinished_in(folder.path()).unwrap();
        let left = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let mut left: Vec<_> = left.collect();
        left.sort();
        assert_eq!(
            left,
            [".beistand-a1B2c3d", ".beistand-folder", ".beistand-note", "beistand-a1B2c3", "brief.pdf"]
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_saved_file_says_nothing_of_where_it_came_from() {
        let folder = tempfile::tempdir().unwrap();
        let name = save(folder.path(), "brief.pdf", |file| file.write_all(b"1")).unwrap();
        let mut marks = [0_u8; 1024];
        let length = rustix::fs::listxattr(folder.path().join(name), &mut marks[..]).unwrap();
        let marks = String::from_utf8_lossy(&marks[..length]).into_owned();
        assert!(!marks.contains("user."), "{marks}");
    }
}
