//! C calls about memory, and nothing decided.

#![allow(unsafe_code, reason = "the C library and the kernel take memory back through C calls only")]

use std::ffi::{c_int, c_void};
use std::ops::Range;

use super::memory::Copy;

#[cfg(target_pointer_width = "32")]
type Header = libc::Elf32_Phdr;
#[cfg(target_pointer_width = "64")]
type Header = libc::Elf64_Phdr;

/// Has the allocator give back what it keeps for later.
pub(super) fn trim_heap() {
    #[cfg(target_env = "gnu")]
    // SAFETY: it takes no pointers, may be called at any time from any thread, and touches free memory only.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// Drops those of `copies` that lie in a part of the program or of a library which nobody ever writes; they are read from their file
/// again when they are touched. Gives how many bytes were in memory.
///
/// Sound whatever `copies` says, since it can only narrow what is dropped. Dropping a private page loses what was written to it,
/// and these were never written: a segment is loaded without the right to write, and the only one who could still change it is the
/// dynamic linker, in a library with relocations in its code (DT_TEXTREL), which is left out. While the linker's list is
/// walked it is locked, so no library can be unloaded and nothing else can come to lie at its addresses. Other mappings of
/// files are left alone, because nothing holds them in place between looking and dropping.
pub(super) fn discard(copies: &[Copy]) -> usize {
    // SAFETY: it takes no pointers and only tells.
    let page = usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap_or(0);
    let mut work = Work { copies, page, discarded: 0 };
    if page.is_power_of_two() {
        // SAFETY: `in_object` is called with `work` until this call returns, and by this thread only.
        unsafe { libc::dl_iterate_phdr(Some(in_object), (&raw mut work).cast()) };
    }
    work.discarded
}

struct Work<'a> {
    copies: &'a [Copy],
    page: usize,
    discarded: usize,
}

unsafe extern "C" fn in_object(object: *mut libc::dl_phdr_info, _: usize, work: *mut c_void) -> c_int {
    // SAFETY: both are valid for this call: the linker's own description, and what `discard` has handed in.
    let (object, work) = unsafe { (&*object, &mut *work.cast::<Work>()) };
    if object.dlpi_phdr.is_null() {
        return 0;
    }
    // SAFETY: the linker says where the headers are and how many.
    let headers = unsafe { std::slice::from_raw_parts(object.dlpi_phdr, object.dlpi_phnum.into()) };
    let object = Object { base: object.dlpi_addr as usize, headers };
    // SAFETY: the object is loaded, as the linker's list is locked.
    if unsafe { object.writes_into_code() } {
        return 0;
    }
    for copy in work.copies.iter().filter(|copy| object.never_written(&copy.at, work.page)) {
        let at = std::ptr::with_exposed_provenance_mut(copy.at.start);
        // SAFETY: see `discard`; the range is mapped, never written, and cannot go away while the list is locked.
        if unsafe { libc::madvise(at, copy.at.len(), libc::MADV_DONTNEED) } == 0 {
            work.discarded += copy.resident;
        }
    }
    0
}

/// The program or a library, as it was loaded.
struct Object<'a> {
    base: usize,
    headers: &'a [Header],
}

impl Object<'_> {
    /// Whether all of it lies in a segment without the right to write, and outside of every page of one with it.
    fn never_written(&self, at: &Range<usize>, page: usize) -> bool {
        let within = |range: &Range<usize>| range.start <= at.start && at.end <= range.end;
        let touches = |range: &Range<usize>| range.start < at.end && at.start < range.end;
        !at.is_empty()
            && self.segments(false, page).any(|range| within(&range))
            && !self.segments(true, page).any(|range| touches(&range))
    }

    /// The whole pages of its segments with the right to write, or of those without.
    fn segments(&self, written: bool, page: usize) -> impl Iterator<Item = Range<usize>> {
        let loaded = self.headers.iter().filter(move |header| {
            header.p_type == libc::PT_LOAD && (header.p_flags & libc::PF_W != 0) == written
        });
        loaded.map(move |header| {
            let start = self.base.wrapping_add(header.p_vaddr as usize);
            let end = start.wrapping_add(header.p_memsz as usize);
            start & !(page - 1)..end.wrapping_add(page - 1) & !(page - 1)
        })
    }

    /// Whether the linker has to change its code, and so whether its code differs from the file.
    ///
    /// # Safety
    /// The object is loaded and stays so during the call.
    unsafe fn writes_into_code(&self) -> bool {
        let Some(dynamic) = self.headers.iter().find(|header| header.p_type == libc::PT_DYNAMIC) else {
            return false;
        };
        let entries =
            std::ptr::with_exposed_provenance::<Entry>(self.base.wrapping_add(dynamic.p_vaddr as usize));
        let count = dynamic.p_memsz as usize / size_of::<Entry>();
        // SAFETY: the header says where the section is and how long; it was loaded with the object.
        let entries = unsafe { std::slice::from_raw_parts(entries, count) };
        let used = entries.iter().take_while(|entry| entry.tag != Entry::END);
        used.into_iter().any(Entry::says_so)
    }
}

/// An entry of the dynamic section, see elf(5).
#[repr(C)]
struct Entry {
    tag: usize,
    value: usize,
}

impl Entry {
    const END: usize = 0;
    const TEXTREL: usize = 22;
    const FLAGS: usize = 30;
    /// In [`Self::FLAGS`].
    const FLAG_TEXTREL: usize = 4;

    fn says_so(&self) -> bool {
        self.tag == Self::TEXTREL || self.tag == Self::FLAGS && self.value & Self::FLAG_TEXTREL != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: usize = 4096;

    fn segment(flags: u32, at: usize, size: usize) -> Header {
        Header {
            p_type: libc::PT_LOAD,
            p_flags: flags,
            p_offset: 0,
            p_vaddr: at as _,
            p_paddr: 0,
            p_filesz: size as _,
            p_memsz: size as _,
            p_align: PAGE as _,
        }
    }

    #[test]
    fn only_segments_without_the_right_to_write_are_never_written() {
        let headers = [
            segment(libc::PF_R, 0, 0x1800),
            segment(libc::PF_R | libc::PF_X, 0x2000, 0x2800),
            segment(libc::PF_R | libc::PF_W, 0x4900, 0x2000),
        ];
        let object = Object { base: 0x10_0000, headers: &headers };
        let never_written =
            |start: usize, end: usize| object.never_written(&(0x10_0000 + start..0x10_0000 + end), PAGE);
        assert!(never_written(0, 0x2000), "to the end of its last page");
        assert!(never_written(0x2000, 0x4000));
        assert!(!never_written(0x2000, 0x5000), "shares its last page with what is written");
        assert!(!never_written(0x5000, 0x6000), "written");
        assert!(!never_written(0x1000, 0x3000), "of two segments");
        assert!(!never_written(0x8000, 0x9000), "of nobody");
        assert!(!never_written(0x1000, 0x1000), "nothing at all");
    }

    #[test]
    fn a_library_whose_code_is_relocated_says_so() {
        assert!(Entry { tag: Entry::TEXTREL, value: 0 }.says_so());
        assert!(Entry { tag: Entry::FLAGS, value: 0xc }.says_so());
        assert!(!Entry { tag: Entry::FLAGS, value: 0x8 }.says_so());
        assert!(!Entry { tag: 5, value: 4 }.says_so());
    }
}
