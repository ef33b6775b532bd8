//! The log file: a file for each day in the data folder, at most a week of them and none past a megabyte. What stands in
//! it is for support, so only our own lines do, and those hold no content, names or addresses.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use beistand_app::Clock;
use tracing_subscriber::fmt::MakeWriter;

/// How many days are kept.
const DAYS: usize = 7;
/// Longest file, in bytes. A program that fills it in a day says the same thing over and over.
const LONGEST: u64 = 1024 * 1024;
/// Of what the libraries below us say, nobody knows what stands in it.
pub const FILTER: &str =
    "off,beistand_app=info,beistand_client=info,beistand_desk=info,beistand_machine=info";

/// Writes the log; cheap to clone.
#[derive(Clone)]
pub struct LogFile(Arc<Mutex<Inner>>);

struct Inner {
    folder: PathBuf,
    clock: Arc<dyn Clock>,
    open: Option<Today>,
    /// Several people use this machine: there is no log.
    silent: bool,
}

struct Today {
    name: String,
    file: File,
    length: u64,
}

impl LogFile {
    /// In `log` below the data folder. Nothing is opened before the first line.
    pub fn new(data: &Path, clock: Arc<dyn Clock>) -> Self {
        Self(Arc::new(Mutex::new(Inner { folder: data.join("log"), clock, open: None, silent: false })))
    }

    /// Removes all of it, and writes no more.
    pub fn forget(&self) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.open = None;
        inner.silent = true;
        // What was never begun cannot be removed.
        let _ = std::fs::remove_dir_all(&inner.folder);
    }

    /// The last lines of a data folder's newest file.
    pub fn tail(data: &Path, lines: usize) -> Vec<String> {
        let folder = data.join("log");
        let newest = names(&folder).pop().and_then(|name| std::fs::read(folder.join(name)).ok());
        let text = String::from_utf8_lossy(&newest.unwrap_or_default()).into_owned();
        let all: Vec<&str> = text.lines().collect();
        all[all.len().saturating_sub(lines)..].iter().map(|line| (*line).to_owned()).collect()
    }
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.write(line)?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for LogFile {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Inner {
    fn write(&mut self, line: &[u8]) -> io::Result<()> {
        if self.silent {
            return Ok(());
        }
        let name = format!("{}.log", day(self.clock.now().millis()));
        if self.open.as_ref().is_none_or(|today| today.name != name) {
            self.open = Some(Today::open(&self.folder, name)?);
        }
        let Some(today) = &mut self.open else { return Ok(()) };
        let length = u64::try_from(line.len()).unwrap_or(u64::MAX);
        if today.length.saturating_add(length) <= LONGEST {
            today.file.write_all(line)?;
            today.length += length;
        }
        Ok(())
    }
}

impl Today {
    /// Opens the day's file, and removes what is older than a week.
    fn open(folder: &Path, name: String) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let file = OpenOptions::new().create(true).append(true).open(folder.join(&name))?;
        let length = file.metadata()?.len();
        let all = names(folder);
        for old in all.iter().take(all.len().saturating_sub(DAYS)) {
            std::fs::remove_file(folder.join(old))?;
        }
        Ok(Self { name, file, length })
    }
}

/// The files of the log, oldest first.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.len() == "2000-01-01.log".len() && name.ends_with(".log"))
        .collect();
    names.sort();
    names
}

/// The day in UTC, as it stands in the name.
fn day(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis).unwrap_or_default().strftime("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use beistand_app::Moment;
    use std::sync::atomic::{AtomicI64, Ordering};

    const DAY: i64 = 86_400_000;

    struct Hand(AtomicI64);

    impl Clock for Hand {
        fn now(&self) -> Moment {
            Moment::from_millis(self.0.load(Ordering::Relaxed))
        }

        fn sleep_until(
            &self,
            _: Moment,
        ) -> std::pin::Pin<Box<dyn std::future::Future<Output = ()> + Send + 'static>> {
            Box::pin(std::future::pending())
        }
    }

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("beistand-log-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_week_is_kept_and_the_last_lines_are_found() {
        let folder = folder("week");
        let clock = Arc::new(Hand(AtomicI64::new(20_000 * DAY)));
        let mut log = LogFile::new(&folder, clock.clone());
        for day in 0..10 {
            writeln!(log, "day {day}").unwrap();
            writeln!(log, "and more").unwrap();
            clock.0.fetch_add(DAY, Ordering::Relaxed);
        }
        let kept = names(&folder.join("log"));
        assert_eq!(kept.len(), DAYS);
        assert_eq!(kept[0], format!("{}.log", day(20_003 * DAY)));
        assert_eq!(LogFile::tail(&folder, 5), ["day 9", "and more"]);
        assert_eq!(LogFile::tail(&folder, 1), ["and more"]);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn no_file_grows_past_a_megabyte() {
        let folder = folder("length");
        let clock = Arc::new(Hand(AtomicI64::new(20_000 * DAY)));
        let mut log = LogFile::new(&folder, clock.clone());
        let line = [b'x'; 1000];
        for _ in 0..2_000 {
            log.write_all(&line).unwrap();
        }
        let path = folder.join("log").join(format!("{}.log", day(20_000 * DAY)));
        assert_eq!(path.metadata().unwrap().len(), 1_048_000);
        clock.0.fetch_add(DAY, Ordering::Relaxed);
        log.write_all(&line).unwrap();
        assert_eq!(LogFile::tail(&folder, 1)[0].len(), 1000, "the next day writes again");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
