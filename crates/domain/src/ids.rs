//! Typed ids. Every id is a UUIDv7 (RFC 9562, section 5.7): ordered by time, with 74 random bits, so that none can
//! be guessed from another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use crate::Moment;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
        #[serde(transparent)]
        #[cfg_attr(feature = "wire", ts(type = "string"), schema(value_type = String, format = Uuid))]
        pub struct $name(Uuid);

        impl $name {
            /// Makes an id from the moment of its birth and ten random bytes.
            pub fn from_parts(at: Moment, random: [u8; 10]) -> Self {
                let millis = u64::try_from(at.millis()).unwrap_or(0);
                Self(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }

            /// The id in the 16 bytes of RFC 9562, as the stores and the associated data of sealing use it.
            pub fn to_bytes(self) -> [u8; 16] {
                self.0.into_bytes()
            }

            /// Reads what [`Self::to_bytes`] gave.
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

id! {
    /// Who runs the service: the tenant that owns people, centres and topics.
    OrganisationId;
    /// An advice centre of an organisation.
    CentreId;
    /// A field of advice, offered by one centre or by several.
    TopicId;
    /// A counsellor, supervisor or admin.
    PersonId;
    /// One installation of the desktop app, holding one private key.
    DeviceId;
    /// A signed-in device.
    SessionId;
    /// A request, its conversation and its read-only rest.
    ChatId;
    /// A message; made by the client that writes it.
    MessageId;
    /// A sealed file that belongs to a message; made by the client that sends it.
    FileId;
    /// A command; made by the client that gives it, so that repeating it gives the same answer.
    CommandId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_version_7_and_ordered_by_time() {
        let early = ChatId::from_parts(Moment::from_millis(1_000), [255; 10]);
        let late = ChatId::from_parts(Moment::from_millis(1_001), [0; 10]);
        assert!(early < late);
        assert_eq!(early.0.get_version_num(), 7);
        assert_eq!(early.to_string().parse::<ChatId>().ok(), Some(early));
        assert_eq!(ChatId::from_bytes(late.to_bytes()), late);
    }
}
