//! Work that goes on when its caller goes away.

use beistand_store::StoreError;

/// Does something and publishes it, both of it even if the caller goes away meanwhile.
pub async fn uncancellable<T: Send + 'static>(
    doing: impl Future<Output = T> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::spawn(doing).await.map_err(|_| StoreError::Unavailable)
}
