//! Lengths that say little: what is sealed is filled up to one of a few steps, so that its size does not name the text.
//!
//! Padded bytes are length (4 bytes, big endian) ‖ content ‖ zeros.

use crate::format::{MAX_FILE, SealError};

const LENGTH: usize = 4;
/// The shortest step of a body in bytes, and by how much each next one is longer.
const FIRST_BODY: usize = 64;
const BODY_FACTOR: usize = 4;
/// The longest step of a body in bytes: 10,000 characters of four bytes fit.
const LONGEST_BODY: usize = 65_536;
/// The shortest step of a file in bytes.
const FIRST_FILE: usize = 1_024;
/// Each next step of a file is longer by this part of it.
const FILE_PART: usize = 20;

/// What lengths are rounded up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Steps {
    /// 64, 256, 1,024, 4,096, 16,384 and 65,536 bytes.
    Body,
    /// 1,024 bytes, and from there steps of 5 %.
    File,
}

impl Steps {
    /// The shortest step that so many bytes fit in with their length.
    fn of(self, content: usize) -> Result<usize, SealError> {
        let needed = content.saturating_add(LENGTH);
        let (mut step, longest) = match self {
            Self::Body => (FIRST_BODY, LONGEST_BODY),
            Self::File => (FIRST_FILE, usize::MAX),
        };
        if matches!(self, Self::File) && content as u64 > MAX_FILE {
            return Err(SealError::TooLong);
        }
        while step < needed {
            step = match self {
                Self::Body => step * BODY_FACTOR,
                Self::File => step + step / FILE_PART,
            };
        }
        if step > longest { Err(SealError::TooLong) } else { Ok(step) }
    }
}

/// Fills content up to a step.
pub(crate) fn pad(content: &[u8], steps: Steps) -> Result<Vec<u8>, SealError> {
    let step = steps.of(content.len())?;
    let length = u32::try_from(content.len()).map_err(|_| SealError::TooLong)?;
    let mut padded = Vec::with_capacity(step);
    padded.extend_from_slice(&length.to_be_bytes());
    padded.extend_from_slice(content);
    padded.resize(step, 0);
    Ok(padded)
}

/// The content of padded bytes.
pub(crate) fn unpad(mut padded: Vec<u8>) -> Result<Vec<u8>, SealError> {
    let length = padded.first_chunk::<LENGTH>().ok_or(SealError::DoesNotOpen)?;
    let length = u32::from_be_bytes(*length) as usize;
    if length > padded.len() - LENGTH {
        return Err(SealError::DoesNotOpen);
    }
    padded.drain(..LENGTH);
    padded.truncate(length);
    Ok(padded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_have_one_of_six_lengths() {
        for (content, step) in [(0, 64), (60, 64), (61, 256), (252, 256), (253, 1_024), (65_532, 65_536)] {
            assert_eq!(pad(&vec![b'x'; content], Steps::Body).map(|p| p.len()), Ok(step), "{content}");
        }
        assert_eq!(pad(&[0; 65_533], Steps::Body), Err(SealError::TooLong));
    }

    #[test]
    fn files_are_at_most_five_percent_longer_than_their_content() {
        for content in [1_021, 5_000, 99_999, 1_234_567, 20 * 1024 * 1024] {
            let padded = pad(&vec![1; content], Steps::File).map(|p| p.len());
            assert!(
                padded.is_ok_and(|p| p >= content + LENGTH && p <= (content + LENGTH) * 21 / 20),
                "{content}"
            );
        }
        let too_long = 20 * 1024 * 1024 + 1;
        assert_eq!(pad(&vec![1; too_long], Steps::File).map(|p| p.len()), Err(SealError::TooLong));
    }

    #[test]
    fn a_length_that_lies_is_refused() {
        assert_eq!(unpad(vec![0, 0, 0, 9, 1, 2]), Err(SealError::DoesNotOpen));
        assert_eq!(unpad(vec![0, 0]), Err(SealError::DoesNotOpen));
        assert_eq!(unpad(vec![0, 0, 0, 1, 7, 0, 0]), Ok(vec![7]));
    }
}
