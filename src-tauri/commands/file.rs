//! Received files on the person's disk.

use std::path::{Path, PathBuf};

use beistand_app::{Failure, FailureCode};
use tauri::{AppHandle, Manager as _};

/// Puts a file into the person's folder for downloads and gives the name that it has there.
pub async fn save_download(app: &AppHandle, name: String, bytes: Vec<u8>) -> Result<String, Failure> {
    let no_storage = || Failure::from(FailureCode::NoStorage);
    let folder = app.path().download_dir().or_else(|_| app.path().home_dir()).map_err(|_| no_storage())?;
    let writing = tauri::async_runtime::spawn_blocking(move || save(&folder, &name, &bytes));
    writing.await.map_err(|_| no_storage())?.map_err(|_| no_storage())
}

/// Writes a new file; a name that is taken gets a number, as browsers do it.
fn save(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<String> {
    std::fs::create_dir_all(folder)?;
    let mut number = 0;
    loop {
        let name = numbered(name, number);
        let path: PathBuf = folder.join(&name);
        match std::fs::OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                std::io::Write::write_all(&mut file, bytes)?;
                return Ok(name);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(error),
        }
    }
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
        let names = [b"1", b"2", b"3"].map(|bytes| save(folder.path(), "brief.pdf", bytes).unwrap());
        assert_eq!(names, ["brief.pdf", "brief (1).pdf", "brief (2).pdf"]);
        assert_eq!(std::fs::read(folder.path().join("brief.pdf")).unwrap(), b"1");
    }
}
