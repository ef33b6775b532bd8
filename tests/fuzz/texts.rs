//! Short texts: ids, tokens, slugs, names; and opening hours.

use std::str::FromStr;

use beistand_domain::centre::{Name, OpeningHours, Slug};
use beistand_domain::{ChatId, Moment};
use beistand_protocol::Blob;

use crate::changed::{again, fuzz};

fn text<T: FromStr + PartialEq + std::fmt::Debug>(bytes: &[u8], write: impl Fn(&T) -> String) {
    let read = |bytes: &[u8]| {
        let text = std::str::from_utf8(bytes).map_err(|_| ())?;
        text.parse::<T>().map_err(|_| ())
    };
    again(bytes, read, |value| write(value).into_bytes());
}

#[test]
fn ids() {
    fuzz("ids", |bytes| text::<ChatId>(bytes, ToString::to_string));
}

#[test]
fn tokens() {
    fuzz("tokens", |bytes| {
        let read = |bytes: &[u8]| Blob::from_text(&String::from_utf8_lossy(bytes)).ok_or(());
        again(bytes, read, |blob| blob.to_text().into_bytes());
        // One token has one text: else a second one would be counted apart.
        if let Ok(blob) = read(bytes) {
            assert_eq!(blob.to_text().as_bytes(), bytes);
        }
    });
}

#[test]
fn slugs_and_names() {
    fuzz("slugs", |bytes| {
        text::<Slug>(bytes, |slug| slug.as_str().to_owned());
        text::<Name>(bytes, |name| name.as_str().to_owned());
        // What names are compared by compares equal to itself; it may be longer than a name.
        let Ok(name) = String::from_utf8_lossy(bytes).parse::<Name>() else { return };
        if let Ok(again) = name.key().parse::<Name>() {
            assert_eq!(again.key(), name.key(), "the key of a key");
        }
    });
}

#[test]
fn hours() {
    fuzz("hours", |bytes| {
        let read = |bytes: &[u8]| serde_json::from_slice::<OpeningHours>(bytes);
        again(bytes, read, |hours| serde_json::to_vec(hours).unwrap());
        let Ok(hours) = read(bytes) else { return };
        for millis in [i64::MIN, -1, 0, 1_774_746_000_000, 1_795_194_000_000, i64::MAX] {
            let _told = hours.at(Moment::from_millis(millis));
        }
    });
}
