//! The one C call of this system.

#![allow(unsafe_code, reason = "glibc trims its heap through a C call only")]

/// Has the allocator return its free memory to the kernel.
pub(crate) fn trim_heap() {
    #[cfg(target_env = "gnu")]
    // SAFETY: it takes no pointers, may be called at any time from any thread, and touches free memory only.
    unsafe {
        libc::malloc_trim(0);
    }
}
