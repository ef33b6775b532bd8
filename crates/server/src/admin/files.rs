//! Copying the sealed files of a stopped server to where several processes find them.

use std::path::Path;

use anyhow::{Context as _, ensure};
use axum::body::Bytes;
use futures_util::TryStreamExt as _;
use sha2::{Digest as _, Sha256};

use crate::config::FILES;
use crate::files::{Away, Files, S3, StorageLocation, folder_of};
use beistand_store::stored_files;

/// Copies every file that the database file knows, reads each back and compares it; gives what is to be printed.
pub async fn copy(
    from: &Path,
    data: &Path,
    (to, s3): (Option<&StorageLocation>, &S3),
) -> anyhow::Result<String> {
    let (secret, files) = stored_files(from)?;
    let installation = folder_of(&secret);
    let here = StorageLocation::Folder(data.join(FILES));
    if files.is_empty() {
        return Ok(String::new());
    }
    let count = files.len();
    let Some(to) = to.filter(|to| **to != here) else {
        return Ok(format!("{count:>9}  sealed files stay in {here}\n"));
    };
    let source = Files::open(&here, s3)?.below(&installation);
    let target = Files::open(to, s3)?.below(&installation);
    for (name, size) in files {
        let missing = || format!("the file {name} of a chat is not whole in {here}");
        let content = source.read(&name).await?.with_context(missing)?;
        ensure!(content.len() as u64 == size, missing());
        let sent = Sha256::digest(&content);
        let piece = futures_util::stream::iter([Ok::<Bytes, Away>(content)]);
        target.write(&name, size, piece).await.with_context(|| to.to_string())?;
        let back = target.open_file(&name).await?.with_context(|| format!("{to} did not keep {name}"))?;
        let read = back.pieces.try_fold(Sha256::new(), |mut digest, piece| async move {
            digest.update(&piece);
            Ok(digest)
        });
        ensure!(read.await?.finalize() == sent, "{name} came back different from {to}");
    }
    Ok(format!("{count:>9}  sealed files copied to {to}\n"))
}
