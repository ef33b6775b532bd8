//! The number a seeker is called by: the smallest one free in the centre.

/// Takes the numbers in use, in any order, and gives the smallest free one, counted from 1.
pub fn smallest_free(used: impl IntoIterator<Item = u32>) -> u32 {
    let mut used: Vec<u32> = used.into_iter().collect();
    used.sort_unstable();
    let mut free = 1;
    for number in used {
        if number == free {
            free += 1;
        }
    }
    free
}

#[cfg(test)]
mod tests {
    use super::smallest_free;
    use proptest::prelude::*;

    #[test]
    fn gaps_are_filled_first() {
        assert_eq!(smallest_free([]), 1);
        assert_eq!(smallest_free([1, 2, 4]), 3);
        assert_eq!(smallest_free([2, 3]), 1);
    }

    proptest! {
        #[test]
        fn the_number_is_free_and_all_smaller_ones_are_taken(used in proptest::collection::vec(1u32..50, 0..60)) {
            let free = smallest_free(used.iter().copied());
            prop_assert!(!used.contains(&free));
            prop_assert!((1..free).all(|n| used.contains(&n)));
        }
    }
}
