//! The tray's icon, drawn from the state: colour and shape say the same, and a number where people wait.

use beistand_app::TrayState;
use tauri::image::Image;

const SIZE: u32 = 64;
/// Each pixel is the mean of this many points along each side.
const POINTS: u32 = 4;

const AVAILABLE: Colour = [0x1d, 0x7a, 0x46];
const PAUSE: Colour = [0xb0, 0x78, 0x00];
const OFF: Colour = [0x80, 0x88, 0x8b];
const DANGER: Colour = [0xd1, 0x3b, 0x30];
const ACCENT: Colour = [0x14, 0x82, 0x8a];
const PAPER: Colour = [0xff, 0xff, 0xff];

type Colour = [u8; 3];

/// The icon of a state, with straight alpha; `mark`: with a dot, as there is something new in a chat.
pub fn draw(state: TrayState, mark: bool) -> Image<'static> {
    let mut pixels = Vec::with_capacity((SIZE * SIZE * 4) as usize);
    for y in 0..SIZE {
        for x in 0..SIZE {
            pixels.extend(pixel((state, mark), x, y));
        }
    }
    Image::new_owned(pixels, SIZE, SIZE)
}

/// The mean of the points in a pixel.
fn pixel(look: (TrayState, bool), x: u32, y: u32) -> [u8; 4] {
    let mut sum = [0u32; 3];
    let mut covered = 0;
    for j in 0..POINTS {
        for i in 0..POINTS {
            if let Some(colour) = point(look, unit(x, i), unit(y, j)) {
                covered += 1;
                sum.iter_mut().zip(colour).for_each(|(sum, part)| *sum += u32::from(part));
            }
        }
    }
    let part = |sum: u32| u8::try_from(sum.checked_div(covered).unwrap_or(0)).unwrap_or(u8::MAX);
    let alpha = u8::try_from(covered * 255 / (POINTS * POINTS)).unwrap_or(u8::MAX);
    [part(sum[0]), part(sum[1]), part(sum[2]), alpha]
}

/// From pixels to the icon's own measure, 0 to 16 on both sides.
fn unit(pixel: u32, point: u32) -> f32 {
    let across = pixel as f32 + (point as f32 + 0.5) / POINTS as f32;
    across * 16.0 / SIZE as f32
}

/// The colour at a point; none where the icon is empty.
fn point((state, mark): (TrayState, bool), x: f32, y: f32) -> Option<Colour> {
    let from_mark = ((x - 12.8).powi(2) + (y - 3.2).powi(2)).sqrt();
    if mark && from_mark < 4.2 {
        // Empty around the dot, so that it stands out from any state.
        return (from_mark < 3.0).then_some(ACCENT);
    }
    let radius = ((x - 8.0).powi(2) + (y - 8.0).powi(2)).sqrt();
    let ring = (5.0..7.2).contains(&radius);
    match state {
        TrayState::Off => ring.then_some(OFF),
        TrayState::On => (radius < 7.2).then_some(AVAILABLE),
        TrayState::Paused => {
            let bar = (3.0..6.6).contains(&x) || (9.4..13.0).contains(&x);
            (bar && (1.5..14.5).contains(&y)).then_some(PAUSE)
        }
        TrayState::Offline => (ring || (x + y - 16.0).abs() < 1.5 && radius < 7.2).then_some(DANGER),
        TrayState::Busy => {
            let bar = (3.6..12.4).contains(&x) && (6.7..9.3).contains(&y);
            (radius < 7.2).then_some(if bar { PAPER } else { AVAILABLE })
        }
        TrayState::Requests(count) => bubble(x, y).then(|| if number(count, x, y) { PAPER } else { ACCENT }),
    }
}

/// A speech bubble that fills the icon.
fn bubble(x: f32, y: f32) -> bool {
    let (dx, dy) = ((x - 8.0).abs() - 5.0, (y - 6.5).abs() - 3.5);
    let body = dx.max(0.0).powi(2) + dy.max(0.0).powi(2) < 9.0;
    let tip = (3.5..9.0).contains(&x) && (11.0..15.8).contains(&y) && x - 3.5 < (15.8 - y) * 1.15;
    body || tip
}

/// Up to 9, then 9+.
fn number(count: u32, x: f32, y: f32) -> bool {
    if count > 9 {
        return glyph(DIGITS[9], x - 3.4, y) || glyph(PLUS, x - 8.6, y);
    }
    glyph(DIGITS[count as usize], x - 5.75, y)
}

/// Three by five squares, each 1.5 wide and 1.9 high.
fn glyph(rows: [u8; 5], x: f32, y: f32) -> bool {
    let (column, row) = ((x / 1.5).floor(), ((y - 1.75) / 1.9).floor());
    if !(0.0..3.0).contains(&column) || !(0.0..5.0).contains(&row) {
        return false;
    }
    rows[row as usize] >> (2 - column as u8) & 1 == 1
}

const PLUS: [u8; 5] = [0b000, 0b010, 0b111, 0b010, 0b000];
const DIGITS: [[u8; 5]; 10] = [
    [0b111, 0b101, 0b101, 0b101, 0b111],
    [0b010, 0b110, 0b010, 0b010, 0b111],
    [0b111, 0b001, 0b111, 0b100, 0b111],
    [0b111, 0b001, 0b111, 0b001, 0b111],
    [0b101, 0b101, 0b111, 0b001, 0b001],
    [0b111, 0b100, 0b111, 0b001, 0b111],
    [0b111, 0b100, 0b111, 0b101, 0b111],
    [0b111, 0b001, 0b001, 0b010, 0b010],
    [0b111, 0b101, 0b111, 0b101, 0b111],
    [0b111, 0b101, 0b111, 0b001, 0b111],
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Which points are covered, without their colours.
    fn shape(state: TrayState) -> Vec<bool> {
        marked(state, false)
    }

    fn marked(state: TrayState, mark: bool) -> Vec<bool> {
        draw(state, mark).rgba().chunks(4).map(|pixel| pixel[3] > 127 && pixel[..3] != PAPER).collect()
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(colour: Colour) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [r, g, b] = colour.map(linear);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    #[test]
    fn every_colour_stands_out_from_light_and_dark_panels() {
        let panels: [Colour; 2] = [[0xf6, 0xf5, 0xf4], [0x24, 0x24, 0x24]];
        for colour in [AVAILABLE, PAUSE, OFF, DANGER, ACCENT] {
            for panel in panels {
                let (a, b) = (luminance(colour) + 0.05, luminance(panel) + 0.05);
                let contrast = a.max(b) / a.min(b);
                assert!(contrast >= 2.9, "{colour:?} on {panel:?}: {contrast:.2}");
            }
        }
    }

    #[test]
    fn every_state_has_a_shape_of_its_own() {
        let mut shapes: Vec<Vec<bool>> =
            [TrayState::Off, TrayState::On, TrayState::Paused, TrayState::Offline, TrayState::Busy]
                .map(shape)
                .into();
        shapes.extend((1..=10).map(|count| shape(TrayState::Requests(count))));
        for (i, one) in shapes.iter().enumerate() {
            assert!(shapes[i + 1..].iter().all(|other| other != one), "state {i} looks like another");
        }
        for state in [TrayState::Off, TrayState::On, TrayState::Busy, TrayState::Requests(3)] {
            let mark = marked(state, true);
            assert!(
                shapes.iter().all(|other| *other != mark),
                "{state:?} with something new looks like another"
            );
        }
        assert_eq!(shape(TrayState::Requests(10)), shape(TrayState::Requests(40)), "9+");
    }
}
