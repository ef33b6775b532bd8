//! How much of an unfinished message a live connection may have sent (design.md, section 10). A page that only looks needs little,
//! so thousands of half messages of strangers cost no memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Shared by a connection's stream, which counts, and by who reads its messages.
#[derive(Clone, Debug)]
pub struct Allowance(Arc<Counter>);

#[derive(Debug)]
struct Counter {
    most: AtomicUsize,
    left: AtomicUsize,
}

impl Allowance {
    /// For HTTP, whose bodies have bounds of their own.
    pub fn unlimited() -> Self {
        Self(Arc::new(Counter { most: AtomicUsize::new(usize::MAX), left: AtomicUsize::new(usize::MAX) }))
    }

    /// From now on each message has to be whole after so many bytes.
    pub fn limit(&self, most: usize) {
        self.0.most.store(most, Ordering::Release);
        self.whole();
    }

    /// A message is whole.
    pub fn whole(&self) {
        self.0.left.store(self.0.most.load(Ordering::Acquire), Ordering::Release);
    }

    /// So many of the bytes belonged to something else than a message.
    pub fn give_back(&self, bytes: usize) {
        let (left, most) = (self.0.left.load(Ordering::Acquire), self.0.most.load(Ordering::Acquire));
        self.0.left.store(left.saturating_add(bytes).min(most), Ordering::Release);
    }

    /// So many bytes have come; false when they are too many.
    pub fn take(&self, bytes: usize) -> bool {
        let left = self.0.left.load(Ordering::Acquire);
        if left == usize::MAX {
            return true;
        }
        self.0.left.store(left.saturating_sub(bytes), Ordering::Release);
        left >= bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_to_be_whole_in_time() {
        let allowance = Allowance::unlimited();
        assert!(allowance.take(1 << 40));
        allowance.limit(10);
        assert!(allowance.take(6) && allowance.take(4));
        assert!(!allowance.take(1));
        allowance.whole();
        assert!(allowance.take(10));
        allowance.give_back(3);
        assert!(allowance.take(3) && !allowance.take(1), "a ping between two parts gives its own bytes back");
        allowance.give_back(100);
        assert!(!allowance.take(11), "and never more than there was");
    }
}
