//! A corpus, and cases made of it by small changes.

use std::fmt::Debug;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};

/// Cases of each parser: some seconds for all of them in a debug build.
const CASES: u32 = 3_000;

/// Words that parsers of JSON, numbers and times take in a way of their own.
const WORDS: [&str; 30] = [
    "null",
    "true",
    "-0",
    "1e999",
    "18446744073709551616",
    "4294967296",
    "-1",
    "0.5",
    "{}",
    "[]",
    "\"\"",
    "{",
    "[",
    "\"",
    "\\ud800",
    "\\u0000",
    "\u{0}",
    "\u{202e}",
    "\u{feff}",
    "%00",
    "../",
    ":",
    ",",
    "é",
    "e\u{301}",
    "ß",
    "İ",
    "\u{1f469}\u{200d}\u{1f467}",
    "type",
    "\n",
];

/// One change of some bytes.
#[derive(Clone, Debug)]
enum Change {
    Bit(Index, u8),
    Byte(Index, u8),
    Remove(Index, usize),
    Repeat(Index, usize, usize),
    Insert(Index, usize),
    /// The rest is that of another file.
    Splice(Index, Index, Index),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        (at(), 0..8u8).prop_map(|(at, bit)| Change::Bit(at, bit)),
        (at(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        (at(), 1..40usize).prop_map(|(at, length)| Change::Remove(at, length)),
        (at(), 1..40usize, 1..30usize).prop_map(|(at, length, times)| Change::Repeat(at, length, times)),
        (at(), 0..WORDS.len()).prop_map(|(at, word)| Change::Insert(at, word)),
        (at(), at(), at()).prop_map(|(at, other, from)| Change::Splice(at, other, from)),
    ]
}

fn apply(bytes: &mut Vec<u8>, change: &Change, corpus: &[Vec<u8>]) {
    let end = bytes.len();
    let within = |at: &Index| at.index(end.max(1)).min(end.saturating_sub(1));
    match change {
        Change::Bit(..) | Change::Byte(..) | Change::Repeat(..) | Change::Remove(..) if bytes.is_empty() => {}
        Change::Bit(at, bit) => bytes[within(at)] ^= 1 << bit,
        Change::Byte(at, byte) => bytes[within(at)] = *byte,
        Change::Remove(at, length) => drop(bytes.drain(within(at)..(within(at) + length).min(end))),
        Change::Repeat(at, length, times) => {
            let at = within(at);
            let some = bytes[at..(at + length).min(end)].repeat(*times);
            bytes.splice(at..at, some);
        }
        Change::Insert(at, word) => {
            let at = at.index(end + 1);
            bytes.splice(at..at, WORDS[*word].bytes());
        }
        Change::Splice(at, other, from) => {
            let other = &corpus[other.index(corpus.len())];
            bytes.truncate(at.index(end + 1));
            bytes.extend_from_slice(&other[from.index(other.len() + 1)..]);
        }
    }
}

/// The files of a corpus, whose names say nothing.
fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| std::fs::read(file).unwrap()).collect()
}

/// Tries a check on a corpus and on what becomes of it.
pub fn fuzz(name: &str, check: impl Fn(&[u8])) {
    fuzz_from(&corpus(name), check);
}

/// The same with a corpus that was made, as its bytes are sealed.
pub fn fuzz_from(corpus: &[Vec<u8>], check: impl Fn(&[u8])) {
    corpus.iter().for_each(|file| check(file));
    let cases = std::env::var("BEISTAND_FUZZ_CASES").ok().and_then(|cases| cases.parse().ok());
    let config = Config { cases: cases.unwrap_or(CASES), failure_persistence: None, ..Config::default() };
    let cases = (any::<Index>(), vec(change(), 1..6));
    let tried = TestRunner::new(config).run(&cases, |(file, changes)| {
        let mut bytes = corpus[file.index(corpus.len())].clone();
        changes.iter().for_each(|change| apply(&mut bytes, change, corpus));
        let said = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(&bytes)));
        said.map_err(|panic| {
            let why = panic.downcast_ref::<String>().cloned().unwrap_or_default();
            TestCaseError::fail(format!("{why}\nbytes: {:?}", String::from_utf8_lossy(&bytes)))
        })
    });
    tried.unwrap();
}

/// What is read is written, and read again the same.
pub fn again<T: PartialEq + Debug, E>(
    bytes: &[u8],
    read: impl Fn(&[u8]) -> Result<T, E>,
    write: impl Fn(&T) -> Vec<u8>,
) {
    let Ok(first) = read(bytes) else { return };
    let written = write(&first);
    let Ok(second) = read(&written) else {
        panic!("{first:?} is written as {:?}, which is not read", String::from_utf8_lossy(&written))
    };
    assert_eq!(first, second, "read again");
}
