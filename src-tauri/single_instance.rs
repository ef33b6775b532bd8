//! A second start on the same data folder: it asks the first one to show its window or to follow a
//! link, and ends.
//!
//! The first one listens on a port of this machine and writes the port with a random word into its folder, so only
//! who can read the folder can knock.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;

use crate::link::Link;

/// Nobody who knocks needs longer.
const PATIENCE: Duration = Duration::from_secs(2);
/// Longest line that is read of a knock.
const LONGEST: u64 = 128;

/// Calls `raise` on every knock, from a thread of its own that lasts as long as the program. `word` is
/// 16 random bytes.
pub fn open(folder: &Path, word: [u8; 16], raise: impl Fn(Option<Link>) + Send + 'static) -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let word: String = word.iter().map(|byte| format!("{byte:02x}")).collect();
    write(&path(folder), &format!("{} {word}", listener.local_addr()?.port()))?;
    std::thread::Builder::new().name("single-instance".into()).spawn(move || {
        for knock in listener.incoming().flatten() {
            let said = read_line(knock).unwrap_or_default();
            let (known, link) = said.trim_end().split_once(' ').unwrap_or((said.trim_end(), ""));
            if known == word {
                raise(Link::parse(link));
            }
        }
    })?;
    Ok(())
}

/// Asks the desk that holds the folder to show its window, or to follow a link.
pub fn knock(folder: &Path, link: Option<Link>) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(path(folder)).context("the desk that runs cannot be asked")?;
    let (port, word) = text.split_once(' ').context("the desk that runs cannot be asked")?;
    let port: u16 = port.parse().context("the desk that runs cannot be asked")?;
    let mut stream =
        TcpStream::connect((Ipv4Addr::LOCALHOST, port)).context("the desk that runs does not answer")?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let link = link.map(|link| link.to_string()).unwrap_or_default();
    writeln!(stream, "{} {link}", word.trim_end()).context("the desk that runs does not listen")
}

fn read_line(knock: TcpStream) -> io::Result<String> {
    knock.set_read_timeout(Some(PATIENCE))?;
    let mut said = String::new();
    BufReader::new(knock.take(LONGEST)).read_line(&mut said)?;
    Ok(said)
}

fn path(folder: &Path) -> PathBuf {
    folder.join("desk.instance")
}

#[cfg(unix)]
fn write(path: &Path, text: &str) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let _ = std::fs::remove_file(path);
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}

/// A person's data folder is theirs alone on Windows.
#[cfg(not(unix))]
fn write(path: &Path, text: &str) -> io::Result<()> {
    std::fs::write(path, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn a_knock_with_the_word_is_heard_and_one_without_is_not() {
        let folder = std::env::temp_dir().join(format!("beistand-instance-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (raise, raised) = mpsc::channel();
        open(&folder, [7; 16], move |link| raise.send(link).unwrap()).unwrap();
        let text = std::fs::read_to_string(path(&folder)).unwrap();
        let port: u16 = text.split_once(' ').unwrap().0.parse().unwrap();
        let mut stranger = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        writeln!(stranger, "open up").unwrap();
        drop(stranger);
        knock(&folder, None).unwrap();
        assert_eq!(raised.recv_timeout(PATIENCE).unwrap(), None);
        knock(&folder, Some(Link::Settings)).unwrap();
        assert_eq!(raised.recv_timeout(PATIENCE).unwrap(), Some(Link::Settings));
        assert!(raised.try_recv().is_err(), "the stranger was not heard");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
