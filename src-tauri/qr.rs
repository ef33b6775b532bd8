//! A text as a QR code (ISO/IEC 18004), for a phone's camera.

use qrcode::{Color, QrCode};

/// The side of the code in modules, and the dark ones as the path of an SVG picture; nothing where the text is too long.
pub fn picture(text: &str) -> Option<(u32, String)> {
    let code = QrCode::new(text).ok()?;
    let side = code.width();
    let dark = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
    let dark = dark.filter(|place| code[*place] == Color::Dark);
    let path = dark.map(|(x, y)| format!("M{x} {y}h1v1h-1z")).collect();
    Some((u32::try_from(side).ok()?, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_finders() {
        let (side, path) = picture("otpauth://totp/Beistand:anna?secret=GEZDGNBVGY3TQOJQ").unwrap();
        let dark = |x: u32, y: u32| path.contains(&format!("M{x} {y}h1v1h-1z"));
        for (left, top) in [(0, 0), (side - 7, 0), (0, side - 7)] {
            for step in 0..7 {
                assert!(dark(left + step, top) && dark(left, top + step), "{left} {top} {step}");
            }
            assert!(!dark(left + 1, top + 1) && dark(left + 3, top + 3), "{left} {top}");
        }
        assert!(picture(&"x".repeat(4000)).is_none());
    }
}
