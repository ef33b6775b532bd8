//! Memory that is only a copy of a file on disk: pages of the program and its libraries, kept because they were needed once. The
//! kernel counts them as this program's until it runs short of memory itself, which may be never.

use std::ops::Range;

use super::native;

/// What the kernel says of each mapping, see proc(5).
const MAPPINGS: &str = "/proc/self/smaps";

/// Gives back what nothing is lost with, and says how many bytes of files that were.
pub(crate) fn give_back() -> usize {
    native::trim_heap();
    match std::fs::read_to_string(MAPPINGS) {
        Ok(text) => native::discard(&copies(&text)),
        Err(error) => {
            tracing::debug!(%error, "nobody says what memory is used for");
            0
        }
    }
}

/// A mapping that holds nothing but a file's content.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Copy {
    pub at: Range<usize>,
    /// Bytes of it that are in memory.
    pub resident: usize,
}

/// Private mappings of files that cannot be written and in which no page is our own: none that a relocation, a debugger or
/// anything else has changed.
fn copies(smaps: &str) -> Vec<Copy> {
    let mut copies = Vec::new();
    let mut lines = smaps.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((at, is_copy)) = mapping(line) else { continue };
        let (mut resident, mut own) = (None, None);
        while let Some(line) = lines.next_if(|line| mapping(line).is_none()) {
            match line.split_once(':') {
                Some(("Rss", size)) => resident = bytes(size),
                Some(("Anonymous", size)) => own = bytes(size),
                _ => {}
            }
        }
        if let (true, Some(resident @ 1..), Some(0)) = (is_copy, resident, own) {
            copies.push(Copy { at, resident });
        }
    }
    copies
}

/// Where a mapping lies, if this line begins one, and whether it is a private and unwritable one of a file.
fn mapping(line: &str) -> Option<(Range<usize>, bool)> {
    let mut words = line.split_ascii_whitespace();
    let (start, end) = words.next()?.split_once('-')?;
    let at = usize::from_str_radix(start, 16).ok()?..usize::from_str_radix(end, 16).ok()?;
    let rights = words.next()?;
    let of_file = words.nth(3).is_some_and(|path| path.starts_with('/'));
    Some((at, of_file && matches!(rights.as_bytes(), [b'r', b'-', _, b'p'])))
}

fn bytes(size: &str) -> Option<usize> {
    size.trim().strip_suffix(" kB")?.parse::<usize>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Seek as _, SeekFrom};
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::*;

    fn smaps(head: &str, resident: usize, own: usize) -> String {
        format!(
            "{head}\nSize:               1024 kB\nRss:         {resident:>8} kB\nAnonymous:   {own:>8} kB\nVmFlags: rd mr\n"
        )
    }

    #[test]
    fn only_what_is_nothing_but_a_file_is_a_copy() {
        let code = "7f10-7f20 r-xp 00001000 08:01 77 /usr/lib/lib with spaces.so";
        let expected = Copy { at: 0x7f10..0x7f20, resident: 4096 };
        assert_eq!(copies(&smaps(code, 4, 0)), [expected]);
        assert_eq!(copies(&smaps(code, 0, 0)), [], "nothing of it is in memory");
        assert_eq!(copies(&smaps(code, 4, 4)), [], "relocated, or a debugger stopped there");
        for other in [
            "7f10-7f20 rw-p 00001000 08:01 77 /usr/lib/lib.so",
            "7f10-7f20 rwxp 00001000 08:01 77 /usr/lib/lib.so",
            "7f10-7f20 r--s 00001000 08:01 77 /usr/share/icons/cache",
            "7f10-7f20 ---p 00001000 08:01 77 /usr/lib/lib.so",
            "7f10-7f20 r--p 00000000 00:00 0",
            "7f10-7f20 r-xp 00000000 00:00 0 [vdso]",
        ] {
            assert_eq!(copies(&smaps(other, 4, 0)), [], "{other}");
        }
    }

    #[test]
    fn what_the_kernel_does_not_say_is_not_guessed() {
        let code = "7f10-7f20 r-xp 00001000 08:01 77 /usr/lib/lib.so";
        assert_eq!(copies(&format!("{code}\nRss: 4 kB\n")), []);
        assert_eq!(copies(&format!("{code}\nRss: 4 MB\nAnonymous: 0 kB\n")), []);
        assert_eq!(copies("nonsense\nRss: 4 kB\nAnonymous: 0 kB\n"), []);
        let two = smaps("7f10-7f20 rw-p 0 08:01 77 /lib", 4, 0) + &smaps(code, 8, 0);
        assert_eq!(copies(&two), [Copy { at: 0x7f10..0x7f20, resident: 8192 }]);
    }

    /// A part of the program, as large as to have pages of its own.
    static COPY: [u8; 1 << 20] = [7; 1 << 20];
    static WRITTEN: [AtomicU8; 1 << 20] = [const { AtomicU8::new(3) }; 1 << 20];

    fn sum(bytes: &[u8]) -> usize {
        std::hint::black_box(bytes).iter().map(|byte| usize::from(*byte)).sum()
    }

    /// The whole pages in the middle of this, as around what is touched the kernel puts back more than that.
    fn middle<T>(of: &[T]) -> Range<usize> {
        let start = of.as_ptr().addr() + size_of_val(of) / 4;
        let start = start.next_multiple_of(1 << 16);
        start..start + size_of_val(of) / 4
    }

    /// How many of these bytes are in memory, see pagemap in proc(5).
    fn in_memory(at: &Range<usize>) -> usize {
        const PAGE: usize = 4096;
        let mut map = std::fs::File::open("/proc/self/pagemap").unwrap();
        map.seek(SeekFrom::Start((at.start / PAGE * 8) as u64)).unwrap();
        let mut pages = vec![0; at.len() / PAGE * 8];
        map.read_exact(&mut pages).unwrap();
        pages.chunks(8).filter(|page| page[7] & 0x80 != 0).count() * PAGE
    }

    #[test]
    fn copies_go_and_come_back_and_nothing_else_does() {
        let before = sum(&COPY);
        let heap = vec![9; 1 << 20];
        WRITTEN.iter().for_each(|byte| byte.store(5, Ordering::Relaxed));
        assert_eq!(in_memory(&middle(&COPY)), COPY.len() / 4);
        assert!(give_back() >= COPY.len());
        assert_eq!(in_memory(&middle(&COPY)), 0, "a copy stays");
        for own in [middle(&heap), middle(&WRITTEN)] {
            assert_eq!(in_memory(&own), own.len(), "what is nobody's copy has gone");
        }
        assert_eq!(sum(&COPY), before);
        assert_eq!(in_memory(&middle(&COPY)), COPY.len() / 4, "it was not touched again");
        assert_eq!(sum(&heap), 9 << 20);
        assert!(WRITTEN.iter().all(|byte| byte.load(Ordering::Relaxed) == 5));
    }

    #[test]
    fn whoever_calls_something_a_copy_loses_nothing() {
        let heap = vec![9; 1 << 20];
        WRITTEN.iter().for_each(|byte| byte.store(5, Ordering::Relaxed));
        let wrong = [middle(&heap), middle(&WRITTEN)].map(|at| Copy { at, resident: 1 });
        assert_eq!(native::discard(&wrong), 0);
        assert_eq!(sum(&heap), 9 << 20);
        assert!(WRITTEN.iter().all(|byte| byte.load(Ordering::Relaxed) == 5));
    }
}
