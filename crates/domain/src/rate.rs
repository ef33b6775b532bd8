//! How fast a party may do something: a token bucket.

use crate::Moment;

/// So many at once, and so many each second after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many at once.
    pub burst: u32,
    /// How many each second.
    pub per_second: u32,
}

/// What is left of a [`Rate`], in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    rate: Rate,
    left: u64,
    at: Moment,
}

impl Bucket {
    /// A full one.
    pub fn new(rate: Rate, now: Moment) -> Self {
        Self { rate, left: u64::from(rate.burst) * 1000, at: now }
    }

    /// Takes one, if there is one. A clock that goes back fills nothing.
    pub fn take(&mut self, now: Moment) -> bool {
        let passed = u64::try_from(now.since(self.at).as_millis()).unwrap_or(u64::MAX);
        let full = u64::from(self.rate.burst) * 1000;
        self.left =
            self.left.saturating_add(passed.saturating_mul(u64::from(self.rate.per_second))).min(full);
        self.at = self.at.max(now);
        match self.left.checked_sub(1000) {
            Some(left) => {
                self.left = left;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_and_then_so_many_each_second() {
        let start = Moment::from_millis(1_000_000);
        let mut bucket = Bucket::new(Rate { burst: 3, per_second: 2 }, start);
        let taken = |bucket: &mut Bucket, at| (0..10).filter(|_| bucket.take(at)).count();
        assert_eq!(taken(&mut bucket, start), 3);
        assert_eq!(taken(&mut bucket, start + Duration::from_millis(499)), 0);
        assert_eq!(taken(&mut bucket, start + Duration::from_millis(500)), 1);
        assert_eq!(taken(&mut bucket, start), 0, "back in time");
        assert_eq!(taken(&mut bucket, start + Duration::from_secs(3600)), 3, "no more than full");
    }
}
