//! Putting files there, taking them away, and looking what there is.

use axum::body::Bytes;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _, pin_mut};
use object_store::{Error, ObjectStoreExt as _, PutPayloadMut, WriteMultipart};

use super::{Away, Files, LONGEST, in_time, log_away};

/// S3 takes no smaller part, but the last one of a file. What is shorter goes there in one piece.
const PART: usize = 5 * 1024 * 1024;
/// Parts of one file on their way at a time.
const AT_ONCE: usize = 2;

/// A folder's half-written files have this in their names, and nothing else does; its listing leaves them out.
const STAGED: char = '#';

/// Why a file is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unwritten {
    #[error("the file store is away")]
    Away,
    /// The sender stopped or was too slow; another try may do better.
    #[error("it did not come to its end")]
    Stopped,
    /// It had another length than was announced.
    #[error("it did not come as it was announced")]
    WrongLength,
}

impl From<Away> for Unwritten {
    fn from(_: Away) -> Self {
        Self::Away
    }
}

impl Files {
    /// Writes a file of `size` bytes, whole or not at all; one of this name is replaced. How slowly `pieces` may come is the
    /// caller's business.
    pub async fn write<E>(
        &self,
        name: &str,
        size: u64,
        pieces: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<(), Unwritten> {
        if size <= PART as u64 {
            self.write_one(name, size, pieces).await
        } else {
            self.write_parts(name, size, pieces).await
        }
    }

    async fn write_one<E>(
        &self,
        name: &str,
        size: u64,
        pieces: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<(), Unwritten> {
        let mut whole = PutPayloadMut::new();
        let pieces = exactly(size, pieces);
        pin_mut!(pieces);
        while let Some(piece) = pieces.try_next().await? {
            whole.push(piece);
        }
        in_time(self.store.put(&self.path(name), whole.freeze())).await?.map_err(log_away)?;
        Ok(())
    }

    async fn write_parts<E>(
        &self,
        name: &str,
        size: u64,
        pieces: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<(), Unwritten> {
        let upload = in_time(self.store.put_multipart(&self.path(name))).await?.map_err(log_away)?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PART);
        let pieces = exactly(size, pieces);
        pin_mut!(pieces);
        loop {
            let next = match pieces.try_next().await {
                Ok(Some(piece)) => in_the_end(upload.wait_for_capacity(AT_ONCE)).await?.map(|()| piece),
                Ok(None) => break,
                Err(broken) => {
                    // Parts that stay behind are nothing anybody can read; a bucket's own rule removes them.
                    let _ = upload.abort().await;
                    return Err(broken);
                }
            };
            match next {
                Ok(piece) => upload.put(piece),
                Err(error) => {
                    let _ = upload.abort().await;
                    return Err(log_away(error).into());
                }
            }
        }
        in_the_end(upload.finish()).await?.map_err(log_away)?;
        Ok(())
    }

    /// Removes a file; one that is not there is removed already.
    pub async fn remove(&self, name: &str) -> Result<(), Away> {
        if let (Some(folder), true) = (&self.folder, name.contains(STAGED)) {
            return gone(std::fs::remove_file(folder.join(name)));
        }
        match in_time(self.store.delete(&self.path(name))).await? {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(log_away(error)),
        }
    }

    /// The names of all files, and what a program that fell over has left half written.
    pub async fn names(&self) -> Result<Vec<String>, Away> {
        if let Some(folder) = &self.folder {
            let all = match std::fs::read_dir(folder) {
                Ok(all) => all,
                Err(error) => return gone(Err(error)).map(|()| Vec::new()),
            };
            let names = all.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
            return names.collect::<std::io::Result<_>>().map_err(disk);
        }
        let mut all = self.store.list(Some(&self.below));
        let mut names = Vec::new();
        while let Some(found) = in_time(all.next()).await? {
            let found = found.map_err(log_away)?;
            names.extend(found.location.filename().map(str::to_owned));
        }
        Ok(names)
    }
}

fn gone(removed: std::io::Result<()>) -> Result<(), Away> {
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(disk(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn disk(error: std::io::Error) -> Away {
    tracing::error!(kind = %error.kind(), "the folder of files");
    Away
}

/// Not a deadline of counselling: a store that takes a part for ever is away.
async fn in_the_end<T>(work: impl Future<Output = T>) -> Result<T, Away> {
    tokio::time::timeout(LONGEST, work).await.map_err(|_| {
        tracing::error!("the file store did not take a part in time");
        Away
    })
}

/// The same pieces, or an error when they are not `size` bytes together.
fn exactly<E>(
    size: u64,
    pieces: impl Stream<Item = Result<Bytes, E>> + Send,
) -> impl Stream<Item = Result<Bytes, Unwritten>> + Send {
    let mut left = size;
    let end = futures_util::stream::once(async { Ok::<_, E>(None) });
    pieces.map_ok(Some).chain(end).map(move |piece| match piece {
        Ok(Some(piece)) => {
            left = left.checked_sub(piece.len() as u64).ok_or(Unwritten::WrongLength)?;
            Ok(piece)
        }
        Ok(None) if left == 0 => Ok(Bytes::new()),
        Ok(None) => Err(Unwritten::WrongLength),
        Err(_) => Err(Unwritten::Stopped),
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::stream;

    use super::*;
    use crate::files::{S3, StorageLocation};

    #[tokio::test(start_paused = true)]
    async fn a_file_may_take_as_long_as_its_line_needs() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(&StorageLocation::Folder(folder.path().into()), &S3::default()).unwrap();
        let slowly = |count: u64| {
            stream::iter(0..count).then(|_| async {
                tokio::time::sleep(Duration::from_secs(29)).await;
                Ok::<_, ()>(Bytes::from_static(&[7; 1000]))
            })
        };
        files.write("slow", 100_000, slowly(100)).await.unwrap();
        assert_eq!(files.read("slow").await.unwrap().unwrap().len(), 100_000);
        assert_eq!(files.write("short", 100_000, slowly(99)).await, Err(Unwritten::WrongLength));
        let broken = slowly(2).chain(stream::iter([Err(())]));
        assert_eq!(files.write("broken", 100_000, broken).await, Err(Unwritten::Stopped));
    }
}
