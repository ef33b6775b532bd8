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

    /// Pixels of a module, and light ones around the code, as the page draws it.
    const SCALE: usize = 4;
    const QUIET: usize = 4;

    /// Read by another program than the one that wrote it.
    #[test]
    fn another_reader_finds_the_text() {
        let text = "otpauth://totp/Beistand:anna?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Beistand";
        let (side, path) = picture(text).unwrap();
        let whole = (usize::try_from(side).unwrap() + 2 * QUIET) * SCALE;
        let is_dark = |x: usize, y: usize| {
            let (x, y) = ((x / SCALE).checked_sub(QUIET), (y / SCALE).checked_sub(QUIET));
            x.zip(y).is_some_and(|(x, y)| path.contains(&format!("M{x} {y}h1v1h-1z")))
        };
        let mut image = rqrr::PreparedImage::prepare_from_bitmap(whole, whole, is_dark);
        let (_, read) = image.detect_grids()[0].decode().unwrap();
        assert_eq!(read, text);
        assert!(picture(&"x".repeat(4000)).is_none());
    }
}
