//! TLS for both kinds of connection: rustls with ring, trusting what the operating system trusts.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

use crate::ServerAddress;

/// The configuration for this server. An unencrypted server gets one that trusts nobody, so that a missing
/// certificate store is no obstacle where none is needed.
pub(crate) fn config(server: &ServerAddress) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    if server.is_encrypted() {
        Ok(builder.with_platform_verifier()?.with_no_client_auth())
    } else {
        Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
    }
}
