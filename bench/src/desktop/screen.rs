//! What is on the screen, read as pixels.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{ConnectionExt as _, ImageFormat};
use x11rb::rust_connection::RustConnection;

/// Between two looks; a look costs about as much again.
const LOOK: Duration = Duration::from_millis(5);
const PATIENCE: Duration = Duration::from_secs(40);

/// A colour, as it is painted.
pub type Colour = [u8; 3];

/// The screen of this display.
pub struct Screen {
    x: RustConnection,
    root: u32,
    size: (u16, u16),
}

impl Screen {
    pub fn open(display: &str) -> anyhow::Result<Self> {
        let (x, number) = x11rb::connect(Some(display))?;
        let screen = &x.setup().roots[number];
        let (root, size) = (screen.root, (screen.width_in_pixels, screen.height_in_pixels));
        Ok(Self { x, root, size })
    }

    /// All pixels, blue, green, red and one more each.
    pub fn look(&self) -> anyhow::Result<Vec<u8>> {
        let (width, height) = self.size;
        let image = self.x.get_image(ImageFormat::Z_PIXMAP, self.root, 0, 0, width, height, !0)?;
        Ok(image.reply().context("the display shows nothing")?.data)
    }

    /// Looks until what is there is enough, and gives how long that took.
    pub async fn until(&self, begin: Instant, enough: impl Fn(&[u8]) -> bool) -> anyhow::Result<Duration> {
        while begin.elapsed() < PATIENCE {
            let pixels = self.look()?;
            let at = begin.elapsed();
            if enough(&pixels) {
                return Ok(at);
            }
            tokio::time::sleep(LOOK).await;
        }
        anyhow::bail!("it was not painted within {PATIENCE:?}")
    }
}

/// How many pixels have this colour.
pub fn count(pixels: &[u8], [red, green, blue]: Colour) -> usize {
    pixels.chunks_exact(4).filter(|pixel| pixel[..3] == [blue, green, red]).count()
}

/// How many pixels differ.
pub fn changed(before: &[u8], now: &[u8]) -> usize {
    before.chunks_exact(4).zip(now.chunks_exact(4)).filter(|(before, now)| before[..3] != now[..3]).count()
}
