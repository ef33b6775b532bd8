//! What lies in the operating system's keyring: one entry for each data folder, so that two folders are two desks.

use std::path::Path;
use std::sync::Arc;

use beistand_client::Runtime;
use beistand_domain::{DeviceId, Moment};
use beistand_protocol::Blob;
use beistand_protocol::view::DayKey;
use beistand_seal::{DeviceKey, DeviceKeys, LocalKey, day_of};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use zeroize::{Zeroize, Zeroizing};

use super::day_keys::DayKeys;
use crate::desktop::{Desktop, NoKeyring};

/// The secrets of one desk.
#[derive(Clone, Serialize, Deserialize)]
pub struct Secrets {
    pub server: String,
    /// The name to sign in with.
    pub name: String,
    /// Gone when the session has ended; the keys stay, so that what was typed can still be sent.
    pub token: Option<String>,
    /// When it was given out, by this machine's clock.
    #[serde(default)]
    pub token_since: Moment,
    pub device: DeviceId,
    /// What this device signs its day keys with.
    signing_key: Blob,
    /// What keys of chats are sealed to, by the day it was made on.
    pub day_keys: DayKeys,
    storage_key: Blob,
    /// The hash of the PIN that opens a locked desk.
    #[serde(default)]
    pub pin: Option<String>,
    /// Wrong tries since the last right one; a new start gives no new ones.
    #[serde(default)]
    pub pin_wrong: u32,
}

impl Secrets {
    /// New keys for a new device.
    pub fn make(server: String, name: String, runtime: &Runtime) -> Self {
        let device = runtime.id(DeviceId::from_parts);
        // Any scalar that is a key of one kind is one of the other kind.
        let signing_key = Blob(DeviceKey::from_seed(runtime.bytes()).to_bytes().to_vec());
        let storage_key = Blob(runtime.bytes::<32>().to_vec());
        let token_since = runtime.now();
        let mut secrets = Self {
            server,
            name,
            token: None,
            token_since,
            device,
            signing_key,
            day_keys: DayKeys::default(),
            storage_key,
            pin: None,
            pin_wrong: 0,
        };
        secrets.begin_day(token_since, runtime);
        secrets
    }

    /// The private keys of the device; `None` when the entry was damaged.
    pub fn device_keys(&self) -> Option<DeviceKeys> {
        let bytes = |key: &Blob| key.0.as_slice().try_into().ok();
        let days: Option<Vec<_>> = self.day_keys.iter().map(|(day, key)| Some((day, bytes(key)?))).collect();
        DeviceKeys::from_bytes(&bytes(&self.signing_key)?, days?).ok()
    }

    /// The newest day key, as the server and seekers get it; none while the device rests.
    pub fn day_key(&self) -> Option<DayKey> {
        let key = self.device_keys()?.of_day(self.day_keys.newest()?, self.device.to_bytes())?;
        let (public_key, signature) = (Blob(key.public_key.to_vec()), Blob(key.signature.to_vec()));
        Some(DayKey { day: key.day, public_key, signature })
    }

    /// Makes the key of the day that `now` falls on; false where it is there. `now` is by the server's clock where that is
    /// known.
    pub fn begin_day(&mut self, now: Moment, runtime: &Runtime) -> bool {
        let key = || Blob(DeviceKey::from_seed(runtime.bytes()).to_bytes().to_vec());
        self.day_keys.begin(day_of(now.millis()), key)
    }

    /// The key of the copies on disk; `None` when the entry was damaged.
    pub fn storage_key(&self) -> Option<LocalKey> {
        self.storage_key.0.as_slice().try_into().ok().map(LocalKey::from_bytes)
    }

    fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(serde_json::to_string(self).unwrap_or_default())
    }

    /// `None`: it is not what this program wrote.
    fn from_text(text: &str) -> Option<Self> {
        let secrets: Self = serde_json::from_str(text).ok()?;
        (secrets.device_keys().is_some() && secrets.storage_key().is_some()).then_some(secrets)
    }
}

impl Drop for Secrets {
    fn drop(&mut self) {
        self.token.zeroize();
        self.signing_key.0.zeroize();
        self.day_keys.wipe();
        self.storage_key.0.zeroize();
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(…)")
    }
}

/// Numbers the changes of the entry, from 1 on.
pub type WriteNo = u64;

/// What the keyring said.
#[derive(Debug)]
pub enum VaultEvent {
    Read(Result<Option<Secrets>, NoKeyring>),
    /// Written or deleted, as the job of this number asked for.
    Written(WriteNo, Result<(), NoKeyring>),
}

enum Job {
    Read,
    Write(WriteNo, Secrets),
    Delete(WriteNo),
}

/// The keyring, asked in order and off the controller's task: it may wait for a person who unlocks it.
#[derive(Debug)]
pub struct Vault {
    jobs: UnboundedSender<Job>,
    /// Writes and deletions so far.
    writes: WriteNo,
}

impl Job {
    /// What is said where the system's keyring has fallen over.
    fn failed(&self) -> VaultEvent {
        match self {
            Self::Read => VaultEvent::Read(Err(NoKeyring)),
            Self::Write(no, _) | Self::Delete(no) => VaultEvent::Written(*no, Err(NoKeyring)),
        }
    }
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Job")
    }
}

impl Vault {
    /// The entry of this data folder.
    pub fn open(
        desktop: Arc<dyn Desktop>,
        folder: &Path,
        tell: impl Fn(VaultEvent) + Send + 'static,
    ) -> Self {
        let service = service_name(folder);
        let (jobs, mut todo) = unbounded_channel::<Job>();
        tokio::spawn(async move {
            while let Some(job) = todo.recv().await {
                let (desktop, service, fallen) = (desktop.clone(), service.clone(), job.failed());
                let done = tokio::task::spawn_blocking(move || carry_out(&*desktop, &service, job)).await;
                tell(done.unwrap_or(fallen));
            }
        });
        Self { jobs, writes: 0 }
    }

    pub fn read(&self) {
        self.give(Job::Read);
    }

    /// Replaces the entry; [`VaultEvent::Written`] says when that is done.
    pub fn write(&mut self, secrets: &Secrets) -> WriteNo {
        self.writes += 1;
        self.give(Job::Write(self.writes, secrets.clone()));
        self.writes
    }

    /// Removes the entry; [`VaultEvent::Written`] says when that is done.
    pub fn delete(&mut self) -> WriteNo {
        self.writes += 1;
        self.give(Job::Delete(self.writes));
        self.writes
    }

    fn give(&self, job: Job) {
        // The task ends only with this handle.
        let _ = self.jobs.send(job);
    }
}

fn carry_out(desktop: &dyn Desktop, service: &str, job: Job) -> VaultEvent {
    match job {
        Job::Read => {
            let text = desktop.keyring_get(service).map(|text| text.map(Zeroizing::new));
            VaultEvent::Read(text.map(|text| text.and_then(|text| Secrets::from_text(&text))))
        }
        Job::Write(no, secrets) => VaultEvent::Written(no, desktop.keyring_set(service, &secrets.to_text())),
        Job::Delete(no) => VaultEvent::Written(no, desktop.keyring_delete(service)),
    }
}

/// The name of the entry: the same for every spelling of the same folder.
pub fn service_name(folder: &Path) -> String {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let hash = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    let short: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("beistand-{short}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use beistand_client::runtime::fake::runtime;

    #[test]
    fn secrets_come_back_as_they_were_and_show_nothing() {
        let (runtime, _) = runtime(1);
        let mut secrets = Secrets::make("https://a.example".into(), "anna".into(), &runtime);
        secrets.token = Some("geheim".into());
        let read = Secrets::from_text(&secrets.to_text()).unwrap();
        assert_eq!(read.day_key().unwrap(), secrets.day_key().unwrap());
        assert_eq!((read.device, read.token.as_deref()), (secrets.device, Some("geheim")));
        assert_eq!(format!("{secrets:?}"), "Secrets(…)");
    }

    #[test]
    fn a_damaged_entry_is_none() {
        assert!(Secrets::from_text("{}").is_none());
        let (runtime, _) = runtime(1);
        let mut secrets = Secrets::make("https://a.example".into(), "anna".into(), &runtime);
        secrets.storage_key.0.pop();
        assert!(Secrets::from_text(&secrets.to_text()).is_none());
    }

    #[test]
    fn two_folders_are_two_desks_and_two_spellings_are_one() {
        let base = std::env::temp_dir();
        assert_ne!(service_name(&base), service_name(Path::new("/")));
        assert_eq!(service_name(&base), service_name(&base.join(".")));
    }
}
