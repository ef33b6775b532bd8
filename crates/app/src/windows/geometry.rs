//! Where a window comes back when screens have gone, moved or shrunk since.

use crate::settings::WindowPlace;

/// A screen, in the same physical pixels as [`WindowPlace`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScreenArea {
    pub x: i32,
    pub y: i32,
    pub width: u32,
    pub height: u32,
}

/// So much of a window must be on one screen to be found and moved by hand.
const GRIP: (i64, i64) = (160, 48);

/// The same place where enough of the window's upper edge is on a screen to take hold of it; else a place on the
/// nearest screen, no larger than that. None without a screen: the system decides.
pub fn fit(place: WindowPlace, screens: &[ScreenArea]) -> Option<WindowPlace> {
    if screens.iter().any(|screen| can_be_held(&place, screen)) {
        return Some(place);
    }
    let screen = screens.iter().min_by_key(|screen| distance(&place, screen))?;
    let (width, height) = (place.width.min(screen.width), place.height.min(screen.height));
    let x = clamp(place.x, screen.x, screen.width - width);
    let y = clamp(place.y, screen.y, screen.height - height);
    Some(WindowPlace { x, y, width, height, ..place })
}

fn can_be_held(place: &WindowPlace, screen: &ScreenArea) -> bool {
    let across = overlap(i64::from(place.x), i64::from(place.width), i64::from(screen.x), screen.width);
    let top = i64::from(place.y) - i64::from(screen.y);
    across >= GRIP.0.min(i64::from(place.width)) && (0..=i64::from(screen.height) - GRIP.1).contains(&top)
}

fn overlap(at: i64, length: i64, from: i64, room: u32) -> i64 {
    (at + length).min(from + i64::from(room)) - at.max(from)
}

/// Between the middles, squared.
fn distance(place: &WindowPlace, screen: &ScreenArea) -> i64 {
    let middle = |at: i32, length: u32| i64::from(at) + i64::from(length) / 2;
    let x = middle(place.x, place.width) - middle(screen.x, screen.width);
    let y = middle(place.y, place.height) - middle(screen.y, screen.height);
    x * x + y * y
}

fn clamp(at: i32, from: i32, room: u32) -> i32 {
    at.clamp(from, from.saturating_add_unsigned(room))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LEFT: ScreenArea = ScreenArea { x: 0, y: 0, width: 1920, height: 1080 };
    const RIGHT: ScreenArea = ScreenArea { x: 1920, y: 0, width: 1280, height: 1024 };

    fn at(x: i32, y: i32) -> WindowPlace {
        WindowPlace { x, y, width: 900, height: 700, maximized: false }
    }

    #[test]
    fn a_window_that_can_be_held_stays_where_it_was() {
        for place in [at(0, 0), at(2000, 100), at(1500, 300), at(-700, 50), at(1700, 1000)] {
            assert_eq!(fit(place, &[LEFT, RIGHT]), Some(place));
        }
    }

    #[test]
    fn the_window_of_a_lost_screen_comes_onto_the_one_that_is_left() {
        assert_eq!(fit(at(2000, 100), &[LEFT]), Some(at(1020, 100)));
        assert_eq!(fit(at(-3000, -50), &[LEFT]), Some(at(0, 0)));
        assert_eq!(fit(at(100, 5000), &[LEFT, RIGHT]), Some(at(100, 380)));
    }

    #[test]
    fn a_title_bar_above_the_screen_comes_down() {
        assert_eq!(fit(at(100, -300), &[LEFT]), Some(at(100, 0)));
    }

    #[test]
    fn a_window_larger_than_the_screen_that_is_left_becomes_smaller() {
        let small = ScreenArea { x: 0, y: 0, width: 800, height: 600 };
        let place = fit(at(2000, 0), &[small]).unwrap();
        assert_eq!((place.x, place.y, place.width, place.height), (0, 0, 800, 600));
    }

    #[test]
    fn without_a_screen_the_system_decides() {
        assert_eq!(fit(at(0, 0), &[]), None);
    }

    proptest! {
        #[test]
        fn whatever_happened_it_can_be_held(
            x in -9000i32..9000, y in -9000i32..9000, width in 200u32..4000, height in 200u32..3000,
            screens in proptest::collection::vec((-4000i32..4000, -4000i32..4000, 640u32..4000, 480u32..3000), 1..4),
        ) {
            let screens: Vec<ScreenArea> =
                screens.into_iter().map(|(x, y, width, height)| ScreenArea { x, y, width, height }).collect();
            let place = WindowPlace { x, y, width, height, maximized: false };
            let fitted = fit(place, &screens).unwrap();
            prop_assert!(screens.iter().any(|screen| can_be_held(&fitted, screen)), "{fitted:?}");
            prop_assert_eq!(fit(fitted, &screens), Some(fitted), "it settles");
        }
    }
}
