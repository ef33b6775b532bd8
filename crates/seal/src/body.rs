//! The plaintext of a sealed message: UTF-8 JSON of its content and its link in the chain.

use serde::{Deserialize, Serialize};

use crate::content::{Content, ContentError};
use crate::{ChainLink, ChatKeys, Context, NONCE, Origin, SealError, open_message, seal_message};

/// What is inside a sealed message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// What somebody says with it.
    pub content: Content,
    /// Where its device puts it.
    pub link: ChainLink,
}

#[derive(Serialize)]
struct Written<'a> {
    #[serde(flatten)]
    content: &'a Content,
    chain: &'a ChainLink,
}

#[derive(Deserialize)]
struct ReadLink {
    chain: ChainLink,
}

impl Body {
    /// The bytes to seal.
    pub fn to_plaintext(&self) -> Vec<u8> {
        serde_json::to_vec(&Written { content: &self.content, chain: &self.link }).unwrap_or_default()
    }

    /// Reads opened bytes, with the same checks as the sender's.
    pub fn from_plaintext(plaintext: &[u8]) -> Result<Self, ContentError> {
        // Twice, as fields that are read through a flattened one lose what their text was made of.
        let ReadLink { chain: link } =
            serde_json::from_slice(plaintext).map_err(|_| ContentError::Unknown)?;
        let content = serde_json::from_slice(plaintext).map_err(|_| ContentError::Unknown)?;
        Ok(Self { content, link })
    }

    /// Seals it.
    pub fn seal(
        &self,
        (keys, origin): (&ChatKeys, Origin),
        context: &Context,
        nonce: [u8; NONCE],
    ) -> Result<Vec<u8>, SealError> {
        seal_message((keys, origin), context, &self.to_plaintext(), nonce)
    }

    /// Opens a sealed message and reads it. What opens and is no body counts as not opening.
    pub fn open(keys: &ChatKeys, context: &Context, sealed: &[u8]) -> Result<(Origin, Self), SealError> {
        let (origin, plaintext) = open_message(keys, context, sealed)?;
        Ok((origin, Self::from_plaintext(&plaintext).map_err(|_| SealError::DoesNotOpen)?))
    }
}
