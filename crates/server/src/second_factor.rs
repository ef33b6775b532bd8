//! Codes of a second factor (RFC 6238) and recovery codes.

use beistand_domain::{Moment, limits};
use beistand_protocol::rest::second_factor::SecondFactorSecret;
use beistand_runtime::Runtime;
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

/// Bytes of a shared secret (RFC 4226, section 4).
const SECRET: usize = 20;
/// Bytes of a recovery code: 80 bits are not guessed, also not against a stolen hash.
const RECOVERY: usize = 10;
/// The name that the person's app shows.
const ISSUER: &str = "Beistand";

/// What a person types in place of, or beside, a code.
#[derive(Debug, PartialEq, Eq)]
pub enum Typed {
    /// Six digits.
    Code(String),
    /// Anything else: the hash that the store keeps of a recovery code.
    Recovery([u8; 32]),
}

impl Typed {
    /// Reads a code as it was typed, with whatever spaces and hyphens.
    pub fn from_text(text: &str) -> Self {
        let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if plain.len() == 6 && plain.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::Code(plain);
        }
        Self::Recovery(recovery_hash(&plain))
    }
}

/// The time step whose code it is: the present one, or one beside it for clocks that differ (RFC 6238, section 5.2).
pub fn step_of(secret: &[u8], code: &str, now: Moment) -> Option<u64> {
    totp(secret, "").ok()?.check(code, seconds(now))
}

/// A new shared secret.
pub fn new_secret(runtime: &Runtime) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(runtime.bytes::<SECRET>().to_vec())
}

/// How a secret is shown to its person.
pub fn shown(secret: &[u8], sign_in_name: &str) -> anyhow::Result<SecondFactorSecret> {
    // The name's part of the address ends at a colon.
    let totp = totp(secret, &sign_in_name.replace(':', " "))?;
    Ok(SecondFactorSecret { secret: totp.secret().to_base32(), uri: totp.to_url()? })
}

/// New recovery codes: as they are shown, and what the store keeps of them.
pub fn recovery_codes(runtime: &Runtime) -> (Vec<String>, Vec<[u8; 32]>) {
    let codes = (0..limits::RECOVERY_CODES).map(|_| {
        let plain = Secret::new(runtime.bytes::<RECOVERY>().to_vec().into_boxed_slice()).to_base32();
        let hash = recovery_hash(&plain);
        let groups: Vec<String> =
            plain.as_bytes().chunks(4).map(String::from_utf8_lossy).map(Into::into).collect();
        (groups.join("-"), hash)
    });
    codes.unzip()
}

fn recovery_hash(plain: &str) -> [u8; 32] {
    Sha256::digest(plain.to_uppercase().as_bytes()).into()
}

fn totp(secret: &[u8], account: &str) -> anyhow::Result<Totp> {
    let builder = Builder::new().with_secret(secret.to_vec()).with_skew(1).with_issuer(Some(ISSUER));
    Ok(builder.with_account_name(account.to_owned()).build()?)
}

fn seconds(now: Moment) -> u64 {
    u64::try_from(now.millis() / 1000).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the secret of its vectors for SHA-1, and the last six of their eight digits.
    const VECTORS: [(i64, &str); 4] =
        [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")];

    fn at(seconds: i64) -> Moment {
        Moment::from_millis(seconds * 1000)
    }

    #[test]
    fn codes_are_those_of_the_standard_and_belong_to_their_step_and_the_ones_beside_it() {
        let secret = b"12345678901234567890";
        for (seconds, code) in VECTORS {
            let step = u64::try_from(seconds / 30).unwrap();
            for now in [seconds - 29, seconds, seconds + 29] {
                assert_eq!(step_of(secret, code, at(now)), Some(step), "{seconds} at {now}");
            }
            for now in [(seconds - 90).max(90), seconds + 90] {
                assert_eq!(step_of(secret, code, at(now)), None, "{seconds} at {now}");
            }
        }
        assert_eq!(step_of(secret, "28708", at(59)), None);
        assert_eq!(step_of(b"98765432109876543210", "287082", at(59)), None);
    }

    #[test]
    fn what_is_typed_is_a_code_or_a_recovery_code_however_it_is_grouped() {
        assert_eq!(Typed::from_text(" 287 082 "), Typed::Code("287082".to_owned()));
        let runtime = Runtime::real();
        let (codes, hashes) = recovery_codes(&runtime);
        assert_eq!(codes.len(), limits::RECOVERY_CODES);
        for (code, hash) in codes.iter().zip(hashes) {
            assert_eq!(code.len(), 19);
            for typed in [code.clone(), code.to_lowercase(), code.replace('-', " ")] {
                assert_eq!(Typed::from_text(&typed), Typed::Recovery(hash));
            }
        }
    }

    #[test]
    fn an_address_names_the_program_and_the_person() {
        let SecondFactorSecret { secret, uri } = shown(b"12345678901234567890", "anna:süd").unwrap();
        assert_eq!(secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(uri.starts_with("otpauth://totp/Beistand:anna%20s%C3%BCd?"), "{uri}");
        assert!(uri.contains(&secret) && uri.contains("issuer=Beistand"), "{uri}");
    }
}
