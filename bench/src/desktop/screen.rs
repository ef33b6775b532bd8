//! What is on the screen, read as pixels whenever something has been painted: a reader that looks all the time takes half a core from the
//! programs that are measured.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::damage::{self, ConnectionExt as _, ReportLevel};
use x11rb::protocol::xproto::{ConnectionExt as _, ImageFormat};
use x11rb::rust_connection::RustConnection;

/// One row of so many is read, for the same reason.
const EVERY: u16 = 4;
/// Between two questions whether something has been painted, which ask nothing of the display.
const GLANCE: Duration = Duration::from_millis(1);
const PATIENCE: Duration = Duration::from_secs(40);

/// A colour, as it is painted.
pub type Colour = [u8; 3];

/// The screen of this display.
pub struct Screen {
    x: RustConnection,
    root: u32,
    painted: damage::Damage,
    size: (u16, u16),
}

impl Screen {
    pub fn open(display: &str) -> anyhow::Result<Self> {
        let (x, number) = x11rb::connect(Some(display))?;
        let screen = &x.setup().roots[number];
        let (root, size) = (screen.root, (screen.width_in_pixels, screen.height_in_pixels));
        x.damage_query_version(1, 1)?.reply().context("the display does not say when it is painted on")?;
        let painted = x.generate_id()?;
        x.damage_create(painted, root, ReportLevel::NON_EMPTY)?.check()?;
        Ok(Self { x, root, painted, size })
    }

    /// The pixels of every so many rows; blue, green, red and one more each.
    pub fn look(&self) -> anyhow::Result<Vec<u8>> {
        let (width, height) = self.size;
        let row = |y| self.x.get_image(ImageFormat::Z_PIXMAP, self.root, 0, y, width, 1, !0);
        let rows = (0..height).step_by(EVERY.into());
        let asked = rows.map(|y| Ok(row(i16::try_from(y)?)?)).collect::<anyhow::Result<Vec<_>>>()?;
        let mut pixels = Vec::new();
        for row in asked {
            pixels.extend(row.reply().context("the display shows nothing")?.data);
        }
        Ok(pixels)
    }

    /// Looks whenever something is painted until what is there is enough, and gives how long that took.
    pub async fn until(&self, begin: Instant, enough: impl Fn(&[u8]) -> bool) -> anyhow::Result<Duration> {
        let mut again = true;
        while begin.elapsed() < PATIENCE {
            if again {
                // What is painted from now on is reported again.
                self.x.damage_subtract(self.painted, x11rb::NONE, x11rb::NONE)?;
                let pixels = self.look()?;
                let at = begin.elapsed();
                if enough(&pixels) {
                    return Ok(at);
                }
            } else {
                tokio::time::sleep(GLANCE).await;
            }
            again = self.was_painted()?;
        }
        anyhow::bail!("it was not painted within {PATIENCE:?}")
    }

    /// Whether the display has reported anything new.
    fn was_painted(&self) -> anyhow::Result<bool> {
        let mut painted = false;
        while let Some(event) = self.x.poll_for_event()? {
            painted |= matches!(event, Event::DamageNotify(_));
        }
        Ok(painted)
    }
}

/// About how many pixels of the screen have this colour.
pub fn count(pixels: &[u8], [red, green, blue]: Colour) -> usize {
    usize::from(EVERY) * pixels.chunks_exact(4).filter(|pixel| pixel[..3] == [blue, green, red]).count()
}

/// About how many pixels of the screen differ.
pub fn changed(before: &[u8], now: &[u8]) -> usize {
    let pairs = before.chunks_exact(4).zip(now.chunks_exact(4));
    usize::from(EVERY) * pairs.filter(|(before, now)| before[..3] != now[..3]).count()
}
