//! WebKit keeps its network process for as long as the program runs, pages or not; that is a quarter of what a desk
//! without a page holds. It starts another one when a page needs it, so ours may go with the last page.

use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// As the kernel cuts the name off.
const NAME: &str = "WebKitNetworkPr";
/// A new page must not meet one that is just ending.
const PATIENCE: Duration = Duration::from_secs(2);

/// Ends the network process of this program, and waits until it has gone.
pub fn end() {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let stats = processes.filter_map(|entry| std::fs::read_to_string(entry.path().join("stat")).ok());
    let own = stats.filter_map(|stat| child(&stat, std::process::id())).filter_map(Pid::from_raw);
    for process in own {
        match kill_process(process, Signal::TERM) {
            Ok(()) => wait(process),
            Err(error) => tracing::warn!(%error, "WebKit's network process stays"),
        }
    }
}

/// The number of a process in the words of proc(5), if it is this parent's network process.
fn child(stat: &str, parent: u32) -> Option<i32> {
    let (id, rest) = stat.split_once(" (")?;
    let (name, rest) = rest.rsplit_once(") ")?;
    let its_parent = rest.split(' ').nth(1)?;
    (name == NAME && its_parent == parent.to_string()).then(|| id.parse().ok())?
}

fn wait(process: Pid) {
    let folder = format!("/proc/{}", process.as_raw_nonzero());
    #[allow(clippy::disallowed_methods, reason = "the shell waits for the system, no rule depends on it")]
    let begin = Instant::now();
    while Path::new(&folder).exists() && begin.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_network_process_of_this_program_is_meant() {
        assert_eq!(child("812 (WebKitNetworkPr) S 700 812 700 0 -1", 700), Some(812));
        assert_eq!(child("812 (WebKitNetworkPr) S 701 812 700 0 -1", 700), None);
        assert_eq!(child("813 (WebKitWebProces) S 700 813 700 0 -1", 700), None);
        assert_eq!(child("814 (a) b (c) S 700 814", 700), None);
        assert_eq!(child("", 700), None);
    }
}
