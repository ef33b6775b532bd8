//! How long a certificate is valid.

use std::path::Path;

use anyhow::Context as _;
use beistand_domain::Moment;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use x509_parser::parse_x509_certificate;

const DAY: i64 = 24 * 60 * 60;

/// The whole days that the first certificate of a chain is still valid; negative when it is not, or not yet.
pub fn valid_for(chain: &Path, now: Moment) -> anyhow::Result<i64> {
    let unreadable = || format!("{} cannot be read", chain.display());
    let first = CertificateDer::pem_file_iter(chain).with_context(unreadable)?.next();
    let first = first.with_context(unreadable)?.with_context(unreadable)?;
    let (_, certificate) = parse_x509_certificate(&first).with_context(unreadable)?;
    let (validity, now) = (certificate.validity(), now.millis() / 1000);
    if now < validity.not_before.timestamp() {
        return Ok(-1);
    }
    Ok((validity.not_after.timestamp() - now).div_euclid(DAY))
}
