//! What each kind of operation costs, as `bench hosted --only costs` measured it. The simulation invents none of it.

use std::path::PathBuf;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

/// CPU in microseconds. What an operation does not touch is left out of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    pub servers: f64,
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub postgres: f64,
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub nats: f64,
}

/// What one operation costs where it happens, and what each further process adds that has to know of it. Of a message,
/// a mark and somebody typing `elsewhere` is the delivery at the other side's process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    pub here: Cost,
    #[serde(default)]
    pub elsewhere: Cost,
}

/// What is asked on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frames {
    pub mark: Operation,
    pub typing: Operation,
    /// A page asks whether the server is there.
    pub ping: Cost,
    pub renewal: Cost,
}

/// One load as it was measured, for the simulation to be held against.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Load {
    pub processes: usize,
    pub chats: usize,
    /// 0: each sends the next message when the last was acknowledged.
    pub per_second: u32,
    /// Messages a second that came of it.
    pub rate: f64,
    /// Delivery in milliseconds.
    pub p50: f64,
    pub p99: f64,
    /// Messages in one commit, on average.
    pub group: f64,
    /// Of each message.
    pub cpu: Cost,
    /// CPU of the load generator for each message, in microseconds.
    pub generator: f64,
    /// Cores that other programs on the machine used meanwhile.
    pub strangers: f64,
}

/// All of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Costs {
    /// When all but messages and the disk was measured, and on what.
    pub operations: String,
    /// The same of messages and the disk.
    pub messages: String,
    /// Cores of the machine, which load generator, servers, PostgreSQL and NATS shared.
    pub cores: usize,
    /// Milliseconds until 8 kB of a file are on the disk, at the shares [`SHARES`].
    pub disk: [f64; SHARES.len()],
    /// Members in the topic of the measured rounds, all of them available and connected.
    pub members: usize,
    /// One process for a second with nothing to do.
    pub idle: Cost,
    /// One group of messages, however large.
    pub group: Cost,
    /// Each message of a group.
    pub message: Operation,
    /// When so few come that each is mostly alone, and when as many come as will go: the truth lies between.
    pub alone: Frames,
    pub pressed: Frames,
    /// A counsellor's program comes, and gets its snapshot.
    pub desk: Operation,
    /// The page of a seeker who talks comes.
    pub page: Operation,
    /// Either of them goes.
    pub leave: Operation,
    /// From the request to the end of a chat, without its messages.
    pub round: Operation,
    /// One waiting page is told that its line has changed.
    pub told: Cost,
    pub load: Vec<Load>,
}

/// Of which shares of all commits [`Costs::disk`] tells the time.
pub const SHARES: [f64; 7] = [0.0, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0];

/// Every number without which nothing can be reckoned.
const NEEDED: &[&str] = &[
    "cores",
    "members",
    "idle.servers idle.postgres",
    "group.servers group.postgres",
    "message.here.servers message.here.postgres message.here.nats",
    "message.elsewhere.servers message.elsewhere.nats",
    "alone.mark.here.servers alone.mark.here.postgres alone.mark.here.nats alone.mark.elsewhere.servers",
    "alone.typing.here.servers alone.typing.here.nats alone.typing.elsewhere.servers",
    "alone.ping.servers alone.renewal.servers alone.renewal.postgres",
    "pressed.mark.here.servers pressed.mark.here.postgres pressed.mark.here.nats pressed.mark.elsewhere.servers",
    "pressed.typing.here.servers pressed.typing.here.nats pressed.typing.elsewhere.servers",
    "pressed.ping.servers pressed.renewal.servers pressed.renewal.postgres",
    "desk.here.servers desk.here.postgres desk.here.nats",
    "page.here.servers page.here.postgres page.here.nats page.elsewhere.servers page.elsewhere.postgres",
    "leave.here.servers leave.here.postgres leave.here.nats leave.elsewhere.servers leave.elsewhere.postgres",
    "round.here.servers round.here.postgres round.here.nats round.elsewhere.servers round.elsewhere.postgres",
    "told.servers told.postgres",
];

impl Costs {
    /// The committed ones.
    pub fn committed() -> anyhow::Result<Self> {
        Self::read(include_str!("../costs.toml"))
    }

    /// Reads them and fails when one is missing or not positive.
    pub fn read(text: &str) -> anyhow::Result<Self> {
        let all: toml::Value = toml::from_str(text).context("no TOML")?;
        for path in NEEDED.iter().flat_map(|paths| paths.split(' ')) {
            let found = path.split('.').try_fold(&all, |table, key| table.get(key));
            let number = found.and_then(|value| value.as_float().or(value.as_integer().map(|n| n as f64)));
            let number = number.with_context(|| format!("{path} is missing"))?;
            anyhow::ensure!(number > 0.0, "{path} is {number}");
        }
        let costs = Self::as_they_are(text)?;
        let rises = costs.disk.windows(2).all(|pair| pair[0] <= pair[1]);
        anyhow::ensure!(costs.disk[0] > 0.0 && rises, "the disk's times do not rise");
        anyhow::ensure!(!costs.load.is_empty(), "no load to be held against");
        Ok(costs)
    }

    /// Reads them though messages may be missing.
    pub fn as_they_are(text: &str) -> anyhow::Result<Self> {
        toml::from_str(text).context("not what is measured")
    }

    /// The file's text below a comment that says where it comes from.
    pub fn write(&self, comment: &str) -> anyhow::Result<String> {
        let comment: String = comment.lines().map(|line| format!("# {line}\n")).collect();
        Ok(format!("{comment}\n{}", toml::to_string(self)?))
    }

    /// With frames under pressure.
    pub fn under_pressure(&self) -> Self {
        Self { alone: self.pressed, ..self.clone() }
    }

    /// Where the committed ones lie in the repository this was built from.
    pub fn place() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("costs.toml")
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde wants it so")]
fn is_nothing(number: &f64) -> bool {
    *number == 0.0
}

impl Cost {
    /// In the order servers, PostgreSQL, NATS.
    pub fn of([servers, postgres, nats]: [f64; 3]) -> Self {
        Self { servers, postgres, nats }
    }

    /// What is more here than there; nothing where noise makes it less.
    pub fn less(self, other: Self) -> Self {
        let less = |a: f64, b: f64| (a - b).max(0.0);
        Self {
            servers: less(self.servers, other.servers),
            postgres: less(self.postgres, other.postgres),
            nats: less(self.nats, other.nats),
        }
    }

    /// So many times.
    pub fn times(self, factor: f64) -> Self {
        Self { servers: self.servers * factor, postgres: self.postgres * factor, nats: self.nats * factor }
    }

    /// Of all programs.
    pub fn sum(self) -> f64 {
        self.servers + self.postgres + self.nats
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_committed_is_complete_and_positive() {
        Costs::committed().unwrap();
    }

    #[test]
    fn a_missing_cost_is_named_and_so_is_one_that_is_nothing() {
        let text = include_str!("../costs.toml");
        let gone = text.replacen("[alone.renewal]", "[alone.renewed]", 1);
        assert_eq!(Costs::read(&gone).unwrap_err().to_string(), "alone.renewal.servers is missing");
        let mut costs = Costs::committed().unwrap();
        costs.told.servers = 0.0;
        let text = costs.write("none").unwrap();
        assert_eq!(Costs::read(&text).unwrap_err().to_string(), "told.servers is 0");
    }

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let costs = Costs::committed().unwrap();
        assert_eq!(Costs::read(&costs.write("two\nlines").unwrap()).unwrap(), costs);
    }
}
