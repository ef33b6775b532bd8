//! Updates from the organisation's server: looked for and loaded when the person asks, installed only with a signature of
//! the organisation and after the app has asked what has to be asked.

use std::sync::{Mutex, MutexGuard, PoisonError};

use beistand_app::program::{UpdateProblem, UpdateState};
use tauri::{AppHandle, Manager as _, Runtime};
use tauri_plugin_updater::{Error, Update, UpdaterExt as _};

/// Below the server's address.
const PATH: &str = "api/v1/updates/{{target}}/{{arch}}/{{current_version}}";

/// The run before could not install an update.
const FAILED: &str = "--update-failed";

/// Whether these words of the command line say that.
pub fn has_failed(words: impl IntoIterator<Item = String>) -> bool {
    words.into_iter().any(|word| word == FAILED)
}

/// What was found and loaded.
pub struct Updates {
    key: Option<String>,
    found: Mutex<Found>,
}

#[derive(Default)]
struct Found {
    state: UpdateState,
    update: Option<Update>,
    loaded: Option<Vec<u8>>,
}

impl Updates {
    /// With the organisation's public key; without it nothing is ever looked for. `words` are those of the command line: the
    /// run before may have left word that it could not install.
    pub fn new(key: Option<String>, words: impl IntoIterator<Item = String>) -> Self {
        let state = match key {
            None => UpdateState::ByOrganisation,
            Some(_) if has_failed(words) => UpdateState::Failed { why: UpdateProblem::NotInstalled },
            Some(_) => UpdateState::Unknown,
        };
        Self { key, found: Mutex::new(Found { state, ..Found::default() }) }
    }

    pub fn state(&self) -> UpdateState {
        self.found().state.clone()
    }

    /// Asks the server a person is signed in at.
    pub async fn look_for_update<R: Runtime>(
        &self,
        app: &AppHandle<R>,
        server: Option<String>,
    ) -> UpdateState {
        let Some(key) = self.key.clone() else {
            return self.state();
        };
        let found = match server {
            Some(server) => check(app, &server, key).await,
            None => Err(UpdateProblem::NoServer),
        };
        let mut kept = self.found();
        kept.loaded = None;
        (kept.state, kept.update) = match found {
            Ok(Some(update)) => (available(&update), Some(update)),
            Ok(None) => (UpdateState::Newest, None),
            Err(why) => (UpdateState::Failed { why }, None),
        };
        kept.state.clone()
    }

    /// Loads what was found and checks its signature; nothing is installed yet.
    pub async fn load(&self) -> UpdateState {
        let Some(update) = self.found().update.clone() else {
            return self.state();
        };
        let loaded = update.download(|_, _| {}, || {}).await;
        let mut kept = self.found();
        (kept.state, kept.loaded) = match loaded {
            Ok(bytes) => (UpdateState::Ready { version: update.version.clone() }, Some(bytes)),
            Err(error) => (UpdateState::Failed { why: problem(&error) }, None),
        };
        kept.state.clone()
    }

    /// Puts it in place of the program and starts it. Windows ends the program by itself.
    pub fn install(app: &AppHandle) {
        let updates = app.state::<Self>();
        let (update, bytes) = {
            let mut found = updates.found();
            (found.update.clone(), found.loaded.take())
        };
        let installed = update.zip(bytes).map_or(Ok(()), |(update, bytes)| update.install(bytes));
        let mut env = app.env();
        // The person has just pressed "install": the window comes back whatever the old program was started with.
        env.args_os.truncate(1);
        if let Err(error) = installed {
            tracing::error!(%error, "the update was not installed");
            env.args_os.push(FAILED.into());
        }
        app.cleanup_before_exit();
        tauri::process::restart(&env);
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn check<R: Runtime>(
    app: &AppHandle<R>,
    server: &str,
    key: String,
) -> Result<Option<Update>, UpdateProblem> {
    let endpoint = format!("{}/{PATH}", server.trim_end_matches('/')).parse();
    let endpoint = endpoint.map_err(|_| UpdateProblem::NoServer)?;
    let builder =
        app.updater_builder().pubkey(key).endpoints(vec![endpoint]).map_err(|error| problem(&error))?;
    let updater = builder.build().map_err(|error| problem(&error))?;
    updater.check().await.map_err(|error| problem(&error))
}

fn available(update: &Update) -> UpdateState {
    let notes = update.body.clone().unwrap_or_default();
    UpdateState::Available { version: update.version.clone(), notes }
}

/// The error's own words may hold an address, so only its kind is kept.
fn problem(error: &Error) -> UpdateProblem {
    match error {
        Error::Minisign(_)
        | Error::Base64(_)
        | Error::SignatureUtf8(_)
        | Error::MissingSignedVersion
        | Error::SignedVersionMismatch { .. } => UpdateProblem::NotSigned,
        Error::Reqwest(_) | Error::Network(_) | Error::ReleaseNotFound => UpdateProblem::Unreachable,
        _ => UpdateProblem::NotInstalled,
    }
}

#[cfg(test)]
mod tests;
