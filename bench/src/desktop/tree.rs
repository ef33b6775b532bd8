//! A program with everything it has started: memory and CPU time.

use std::collections::HashMap;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context as _;

/// Linux reports CPU time in hundredths of a second (USER_HZ).
const TICK: Duration = Duration::from_millis(10);

/// It ends with its handle, children and all.
pub struct Tree {
    child: Child,
}

impl Tree {
    pub fn start(command: &mut Command) -> anyhow::Result<Self> {
        use std::os::unix::process::CommandExt as _;
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        let child = quiet.spawn().with_context(|| format!("{command:?}"))?;
        Ok(Self { child })
    }

    /// Memory in MB, shared pages by their share (PSS).
    pub fn shared_memory(&self) -> anyhow::Result<f64> {
        self.memory(&["Pss"])
    }

    /// Memory in MB that only these processes hold and that no file can give back: private dirty pages, and pages in swap.
    pub fn own_memory(&self) -> anyhow::Result<f64> {
        self.memory(&["Private_Dirty", "Swap"])
    }

    /// The sum of these fields of smaps_rollup, see proc(5), over all processes, in MB.
    fn memory(&self, fields: &[&str]) -> anyhow::Result<f64> {
        let mut kib = 0.0;
        for id in self.family()? {
            let Ok(rollup) = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup")) else {
                continue;
            };
            for field in fields {
                kib += kibibytes(&rollup, field).with_context(|| format!("{field} of process {id}"))?;
            }
        }
        Ok(kib / 1024.0)
    }

    /// CPU time so far, user and system, of those that run.
    pub fn cpu(&self) -> anyhow::Result<Duration> {
        let mut ticks = 0;
        for id in self.family()? {
            if let Some(stat) = Stat::of(id) {
                ticks += stat.ticks;
            }
        }
        Ok(TICK * ticks)
    }

    /// The names of its processes.
    pub fn names(&self) -> anyhow::Result<Vec<String>> {
        let name = |id| std::fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default();
        Ok(self.family()?.into_iter().map(|id| name(id).trim().to_owned()).collect())
    }

    fn family(&self) -> anyhow::Result<Vec<u32>> {
        let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
        for entry in std::fs::read_dir("/proc")? {
            let Ok(id) = entry?.file_name().to_string_lossy().parse() else {
                continue;
            };
            if let Some(stat) = Stat::of(id) {
                children.entry(stat.parent).or_default().push(id);
            }
        }
        let mut family = vec![self.child.id()];
        let mut at = 0;
        while let Some(id) = family.get(at) {
            family.extend(children.remove(id).unwrap_or_default());
            at += 1;
        }
        Ok(family)
    }

    /// Ends it in order, and waits.
    pub fn stop(mut self) -> anyhow::Result<()> {
        Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        // The whole group: browsers start others.
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.child.wait();
    }
}

/// A field of smaps_rollup.
fn kibibytes(rollup: &str, field: &str) -> anyhow::Result<f64> {
    let value = rollup.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
    let value = value.context("the field is missing")?;
    Ok(value.trim().trim_end_matches("kB").trim().parse()?)
}

/// What proc(5) calls ppid and utime + stime.
struct Stat {
    parent: u32,
    ticks: u32,
}

impl Stat {
    fn of(id: u32) -> Option<Self> {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        let after = stat.rsplit(')').next()?;
        let field = |n: usize| after.split_whitespace().nth(n)?.parse::<u32>().ok();
        Some(Self { parent: field(1)?, ticks: field(11)? + field(12)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_read_by_its_whole_name() {
        let rollup =
            "55a0-7ffd ---p 0 00:00 0 [rollup]\nPss:  9 kB\nPss_Dirty:  5 kB\nSwapPss:  3 kB\nSwap:  12 kB\n";
        assert_eq!(kibibytes(rollup, "Pss").unwrap(), 9.0);
        assert_eq!(kibibytes(rollup, "Swap").unwrap(), 12.0);
        assert!(kibibytes(rollup, "Private_Dirty").is_err());
    }
}
