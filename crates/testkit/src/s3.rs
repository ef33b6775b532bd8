//! An S3-compatible store over a folder, behind a network that can be cut.

use std::path::{Path, PathBuf};

use beistand_server::files::S3;
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::Network;

const KEY: &str = "beistand";
const SECRET: &str = "only for tests";
/// The one bucket.
const BUCKET: &str = "beistand";

/// The store, with one bucket.
pub struct S3Store {
    pub network: Network,
    folder: TempDir,
    serving: JoinHandle<()>,
}

impl S3Store {
    pub async fn start() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        std::fs::create_dir(folder.path().join(BUCKET))?;
        let system = FileSystem::new(folder.path()).map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let mut builder = S3ServiceBuilder::new(system);
        builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = builder.build();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let network = Network::before(listener.local_addr()?.to_string()).await?;
        let serving = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    let http =
                        hyper_util::server::conn::auto::Builder::new(hyper_util::rt::TokioExecutor::new());
                    // The end that broke the connection knows.
                    let _ = http.serve_connection(TokioIo::new(socket), service).await;
                });
            }
        });
        Ok(Self { network, folder, serving })
    }

    /// What goes into the options.
    pub fn settings(&self) -> S3 {
        S3 {
            endpoint: Some(self.network.url()),
            region: None,
            key: Some(KEY.into()),
            secret: Some(SECRET.into()),
        }
    }

    /// Whether these bytes are in any of its files.
    pub fn keeps(&self, wanted: &[u8]) -> bool {
        crate::storage::somewhere(self.folder.path(), wanted).unwrap_or(true)
    }

    /// The place of everything below `prefix`, as an option, and the folder it is in.
    pub fn place(&self, prefix: &str) -> (String, PathBuf) {
        (format!("s3://{BUCKET}/{prefix}"), Path::new(self.folder.path()).join(BUCKET).join(prefix))
    }
}

impl Drop for S3Store {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
