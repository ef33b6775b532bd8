//! Files outside the database: in a folder, or in a bucket of any S3-compatible store, which several processes share. The
//! store may be away; nothing but what needs a file waits for it.

mod writing;

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::body::Bytes;
use clap::Args;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
pub use writing::Unwritten;

use object_store::{ClientOptions, Error, ObjectStore, ObjectStoreExt as _, RetryConfig};

/// A store that does not answer within this time is away.
const PATIENCE: Duration = Duration::from_secs(5);
/// A store that makes no progress for this long is away.
const STALLED: Duration = Duration::from_secs(30);
/// A part of a file is taken within this time.
const LONGEST: Duration = Duration::from_secs(300);

/// Where files are: a folder, or `s3://BUCKET/PREFIX`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorageLocation {
    Folder(PathBuf),
    Bucket { name: String, prefix: String },
}

impl FromStr for StorageLocation {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some(bucket) = text.strip_prefix("s3://") else { return Ok(Self::Folder(text.into())) };
        let (name, prefix) = bucket.split_once('/').unwrap_or((bucket, ""));
        if name.is_empty() {
            return Err("the name of the bucket is missing, as in s3://beistand/updates".into());
        }
        Ok(Self::Bucket { name: name.into(), prefix: prefix.into() })
    }
}

impl fmt::Display for StorageLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "{}", folder.display()),
            Self::Bucket { name, prefix } => write!(f, "s3://{name}/{prefix}"),
        }
    }
}

/// How the S3-compatible store is reached.
#[derive(Clone, Default, Args)]
pub struct S3 {
    /// Address of the S3-compatible store, as in https://s3.example.org; without one it is Amazon's.
    #[arg(long = "s3-endpoint", env = "BEISTAND_S3_ENDPOINT", value_name = "URL")]
    pub endpoint: Option<String>,
    /// Its region.
    #[arg(long = "s3-region", env = "BEISTAND_S3_REGION", value_name = "NAME")]
    pub region: Option<String>,
    /// Who this server is there.
    #[arg(long = "s3-key", env = "BEISTAND_S3_KEY", value_name = "ID", hide_env_values = true)]
    pub key: Option<String>,
    /// The secret that belongs to it. Better in the environment or the file than on the command line.
    #[arg(long = "s3-secret", env = "BEISTAND_S3_SECRET", value_name = "SECRET", hide_env_values = true)]
    pub secret: Option<String>,
}

/// Without what is secret.
impl fmt::Debug for S3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

/// The folder of an installation, so that several may share a bucket and none takes another's files for its own leftovers.
pub fn folder_of(installation: &[u8]) -> String {
    installation.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// The file store did not answer, or not as one.
#[derive(Debug, thiserror::Error)]
#[error("the file store is away")]
pub struct Away;

/// A file on its way out, piece by piece.
pub struct Content {
    /// In bytes.
    pub length: u64,
    pub pieces: BoxStream<'static, Result<Bytes, Away>>,
}

/// A folder or bucket.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    below: Path,
    /// Where that is on this machine, if it is a folder.
    folder: Option<PathBuf>,
}

impl Files {
    /// Opens what the settings name. A bucket that is away does not keep a process from starting.
    pub fn open(place: &StorageLocation, s3: &S3) -> anyhow::Result<Self> {
        match place {
            StorageLocation::Folder(folder) => {
                let folder = std::path::absolute(folder)?;
                std::fs::create_dir_all(&folder).context("the folder cannot be made")?;
                // What is confirmed is on the disk.
                let store = LocalFileSystem::new_with_prefix(&folder)?.with_fsync(true);
                Ok(Self { store: Arc::new(store), below: Path::default(), folder: Some(folder) })
            }
            StorageLocation::Bucket { name, prefix } => {
                Ok(Self { store: Arc::new(bucket(name, s3)?), below: Path::parse(prefix)?, folder: None })
            }
        }
    }

    /// The same store, one folder further down.
    pub fn below(&self, folder: &str) -> Self {
        let on_disk = self.folder.as_ref().map(|above| above.join(folder));
        Self { store: self.store.clone(), below: self.path(folder), folder: on_disk }
    }

    /// A small file as a whole; nothing where there is none.
    pub async fn read(&self, name: &str) -> Result<Option<Bytes>, Away> {
        let found = async {
            match self.store.get(&self.path(name)).await {
                Ok(found) => found.bytes().await.map(Some),
                Err(error) => Err(error),
            }
        };
        or_nothing(in_time(found).await?)
    }

    /// A file of any size; nothing where there is none.
    pub async fn open_file(&self, name: &str) -> Result<Option<Content>, Away> {
        let found = in_time(async { self.store.get(&self.path(name)).await.map(Some) }).await?;
        let content = |found: object_store::GetResult| {
            let length = found.meta.size;
            Content { length, pieces: found.into_stream().map(|piece| piece.map_err(log_away)).boxed() }
        };
        Ok(or_nothing(found)?.map(content))
    }

    /// Whether the store answers.
    pub async fn answers(&self) -> bool {
        self.read("answers").await.is_ok()
    }

    fn path(&self, name: &str) -> Path {
        name.split('/').fold(self.below.clone(), |path, part| path.join(part))
    }
}

fn bucket(name: &str, s3: &S3) -> anyhow::Result<impl ObjectStore + use<>> {
    let retry = RetryConfig { max_retries: 1, retry_timeout: PATIENCE, ..RetryConfig::default() };
    // The HTTP client takes the process's own; its first user has chosen the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let plain = s3.endpoint.as_deref().is_some_and(|endpoint| endpoint.starts_with("http://"));
    let client = ClientOptions::new()
        .with_connect_timeout(PATIENCE)
        .with_timeout_disabled()
        .with_read_timeout(STALLED)
        .with_allow_http(plain);
    let mut builder =
        AmazonS3Builder::new().with_bucket_name(name).with_retry(retry).with_client_options(client);
    builder = builder.with_region(s3.region.as_deref().unwrap_or("us-east-1"));
    if let Some(endpoint) = &s3.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    let (Some(key), Some(secret)) = (&s3.key, &s3.secret) else {
        anyhow::bail!("a bucket needs --s3-key and --s3-secret");
    };
    Ok(builder.with_access_key_id(key).with_secret_access_key(secret).build()?)
}

async fn in_time<T>(work: impl Future<Output = T>) -> Result<T, Away> {
    tokio::time::timeout(PATIENCE, work).await.map_err(|_| Away)
}

fn or_nothing<T>(found: Result<Option<T>, Error>) -> Result<Option<T>, Away> {
    match found {
        Ok(found) => Ok(found),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(log_away(error)),
    }
}

fn log_away(error: Error) -> Away {
    // Its words name the store, the file and what went wrong; files are named by ids, systems and versions, not by people.
    tracing::error!(%error, "the file store");
    Away
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_folder_unless_it_says_s3() {
        assert_eq!("/var/updates".parse(), Ok(StorageLocation::Folder("/var/updates".into())));
        let bucket = |name: &str, prefix: &str| {
            Ok(StorageLocation::Bucket { name: name.into(), prefix: prefix.into() })
        };
        assert_eq!("s3://beistand/updates".parse(), bucket("beistand", "updates"));
        assert_eq!("s3://beistand".parse(), bucket("beistand", ""));
        assert!("s3://".parse::<StorageLocation>().is_err());
    }

    #[test]
    fn a_bucket_needs_its_key_and_a_secret_is_never_shown() {
        let place = "s3://beistand".parse().unwrap();
        assert!(Files::open(&place, &S3::default()).is_err());
        let s3 = S3 { secret: Some("geheim".into()), key: Some("wer".into()), ..S3::default() };
        assert!(Files::open(&place, &s3).is_ok());
        assert!(!format!("{s3:?}").contains("geheim"));
    }
}
