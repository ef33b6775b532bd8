//! TLS in tests.

/// Chooses the TLS provider of this process, as the programs' `main` does.
pub fn use_ring() {
    // An error says that the same one was chosen before.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
