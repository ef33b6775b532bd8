//! Fields of sealed JSON.

/// Ids as the text of RFC 9562.
pub(crate) mod hyphenated {
    use serde::{Deserialize as _, Deserializer, Serializer, de};

    /// Where they are, and nowhere else.
    const HYPHENS: [usize; 4] = [8, 13, 18, 23];

    pub fn serialize<S: Serializer>(id: &[u8; 16], serializer: S) -> Result<S::Ok, S::Error> {
        let hex: Vec<String> = id.iter().map(|byte| format!("{byte:02x}")).collect();
        let groups = [&hex[..4], &hex[4..6], &hex[6..8], &hex[8..10], &hex[10..]];
        serializer.serialize_str(&groups.map(<[String]>::concat).join("-"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 16], D::Error> {
        let text = String::deserialize(deserializer)?;
        let in_place = HYPHENS.iter().all(|at| text.as_bytes().get(*at) == Some(&b'-'));
        let hex: String = text.chars().filter(|sign| *sign != '-').collect();
        let id = super::from_hex(&hex).filter(|_| in_place && text.len() == hex.len() + HYPHENS.len());
        id.ok_or_else(|| de::Error::custom("not an id"))
    }
}

/// An id that may be missing.
pub(crate) mod hyphenated_option {
    use serde::{Deserialize as _, Deserializer, Serializer};

    #[expect(clippy::ref_option, reason = "serde calls it so")]
    pub fn serialize<S: Serializer>(id: &Option<[u8; 16]>, serializer: S) -> Result<S::Ok, S::Error> {
        match id {
            Some(id) => super::hyphenated::serialize(id, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<[u8; 16]>, D::Error> {
        #[derive(serde::Deserialize)]
        struct Id(#[serde(with = "super::hyphenated")] [u8; 16]);
        Ok(Option::<Id>::deserialize(deserializer)?.map(|id| id.0))
    }
}

/// A hash in lower-case hex, or null.
pub(crate) mod hash {
    use serde::{Deserialize as _, Deserializer, Serializer, de};

    #[expect(clippy::ref_option, reason = "serde calls it so")]
    pub fn serialize<S: Serializer>(hash: &Option<[u8; 32]>, serializer: S) -> Result<S::Ok, S::Error> {
        match hash {
            Some(hash) => {
                let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
                serializer.serialize_str(&hex)
            }
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<[u8; 32]>, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
        super::from_hex(&text).map(Some).ok_or_else(|| de::Error::custom("not a hash"))
    }
}

/// Text in which half a sign (a lone surrogate, which JavaScript's strings may hold) is the replacement character.
pub(crate) mod text {
    use std::fmt;

    use serde::{Deserializer, de};

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_bytes(Text)
    }

    struct Text;

    impl de::Visitor<'_> for Text {
        type Value = String;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }

        /// serde_json gives a lone surrogate as the three bytes that UTF-8 would have for it.
        fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<String, E> {
            let mut whole = Vec::with_capacity(bytes.len());
            let mut rest = bytes;
            while let Some((first, behind)) = rest.split_first() {
                match behind {
                    [0xA0..=0xBF, _, after @ ..] if *first == 0xED => {
                        whole.extend_from_slice("\u{FFFD}".as_bytes());
                        rest = after;
                    }
                    _ => {
                        whole.push(*first);
                        rest = behind;
                    }
                }
            }
            String::from_utf8(whole).map_err(|_| E::custom("not UTF-8"))
        }
    }
}

fn from_hex<const N: usize>(hex: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    // A sign before a digit is a number to `from_str_radix`.
    if hex.len() != 2 * N || !hex.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}
