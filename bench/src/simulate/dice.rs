//! Randomness from a seed: the same seed gives the same run on every machine and with every version of a library.

use crate::costs::SHARES;

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below 1.
    #[allow(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// One of `count` numbers, counted from 0.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    pub fn below(&mut self, count: usize) -> usize {
        ((self.share() * count as f64) as usize).min(count.saturating_sub(1))
    }

    pub fn between(&mut self, least: f64, most: f64) -> f64 {
        least + (most - least) * self.share()
    }

    /// The time to the next of events that come by themselves (Poisson), `mean` apart on average.
    pub fn apart(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.share()).ln()
    }

    /// A value of which the shares [`SHARES`] are known, straight between them.
    pub fn spread(&mut self, known: &[f64; SHARES.len()]) -> f64 {
        let share = self.share();
        let upper = SHARES.iter().position(|at| share < *at).unwrap_or(SHARES.len() - 1).max(1);
        let (from, until) = (SHARES[upper - 1], SHARES[upper]);
        let within = (share - from) / (until - from);
        known[upper - 1] + (known[upper] - known[upper - 1]) * within
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_and_another_one_does_not() {
        let draw = |seed| {
            let mut dice = Dice::new(seed);
            std::array::from_fn::<_, 8, _>(|_| dice.next())
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn means_are_what_they_should_be() {
        let mut dice = Dice::new(1);
        let mean = |of: &mut dyn FnMut(&mut Dice) -> f64, dice: &mut Dice| {
            (0..100_000).map(|_| of(dice)).sum::<f64>() / 100_000.0
        };
        assert!((mean(&mut |dice| dice.apart(25.0), &mut dice) - 25.0).abs() < 0.5);
        assert!((mean(&mut |dice| dice.between(45.0, 60.0), &mut dice) - 52.5).abs() < 0.1);
        // A quarter each between 1 and 2, 2 and 3, 3 and 5; the rest between 5 and 5.
        let known = [1.0, 2.0, 3.0, 5.0, 5.0, 5.0, 5.0];
        assert!((mean(&mut |dice| dice.spread(&known), &mut dice) - 3.25).abs() < 0.05);
    }
}
