//! Work that goes on when its caller goes away.

use beistand_store::StoreError;

/// Does something and has it told, both of it even if whoever asked goes away meanwhile.
pub async fn uncancellable<T: Send + 'static>(
    doing: impl Future<Output = T> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::spawn(doing).await.map_err(|_| StoreError::Unavailable)
}
