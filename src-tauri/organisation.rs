//! What the organisation has set for its desks: a file beside the program, which only who installs programs can write.

use std::path::Path;

use serde::Deserialize;

const FILE: &str = "organisation.json";
/// Set when the organisation builds its own desks.
const BUILT_IN_KEY: Option<&str> = option_env!("BEISTAND_UPDATE_KEY");

/// The file's content; everything may be missing.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Organisation {
    /// Address of its server, filled in on the sign-in screen.
    pub server: Option<String>,
    /// Public minisign key of its updates, as `tauri signer` prints it.
    pub update_key: Option<String>,
}

impl Organisation {
    /// What is said beside this program and while it was built.
    pub fn of_this_program() -> Self {
        let folder = std::env::current_exe().ok().and_then(|path| path.parent().map(Path::to_path_buf));
        let mut found = folder.map(|folder| Self::read(&folder)).unwrap_or_default();
        found.update_key = found.update_key.or_else(|| BUILT_IN_KEY.map(str::to_owned));
        found.update_key = found.update_key.filter(|key| !key.trim().is_empty());
        found
    }

    fn read(folder: &Path) -> Self {
        let Ok(text) = std::fs::read(folder.join(FILE)) else {
            return Self::default();
        };
        serde_json::from_slice(&text).unwrap_or_else(|error| {
            tracing::warn!(%error, "{FILE} is not understood");
            Self::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_says_server_and_key_and_a_broken_one_says_nothing() {
        let folder = std::env::temp_dir().join(format!("beistand-organisation-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        assert_eq!(Organisation::read(&folder), Organisation::default());
        std::fs::write(folder.join(FILE), r#"{"server":"https://beratung.example","update_key":"abc"}"#)
            .unwrap();
        let read = Organisation::read(&folder);
        assert_eq!(read.server.as_deref(), Some("https://beratung.example"));
        assert_eq!(read.update_key.as_deref(), Some("abc"));
        std::fs::write(folder.join(FILE), "{").unwrap();
        assert_eq!(Organisation::read(&folder), Organisation::default());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
