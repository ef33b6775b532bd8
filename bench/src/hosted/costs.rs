//! What each kind of operation costs by itself, for the simulation. One process tells what an operation costs where it
//! happens, several tell what each further one adds.

mod disk;
mod frames;
mod rounds;
mod told;

use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::engines::{Cpu, Engines, Servers};
use super::{Size, talking};
use crate::costs::{Cost, Costs, Frames, Load, Operation};
use crate::load::Pace;
use crate::report::Report;

/// What each further process adds is little beside the rest, so two more are asked.
const MORE: usize = 3;
/// How long servers with nothing to do are looked at.
const IDLE: Duration = Duration::from_secs(16);

/// The loads: processes, and messages a second; 0 is as fast as it goes. The first two tell what a group and a message
/// cost; the next two what a delivery at another process costs; the rest is for the simulation to be held against.
const LOADS: [(usize, u32); 7] = [(1, 0), (1, 200), (1, 1_000), (2, 1_000), (1, 4_000), (2, 200), (2, 0)];
/// Each load is tried so often, and the try with the fewest CPU counts: what else the machine does only adds to it.
const TRIES: usize = 3;

/// Measures all of it and writes it where the simulation finds it.
pub async fn measure(report: &mut Report, engines: &Engines, size: Size) -> anyhow::Result<()> {
    let one = frames::measure(report, engines, 1, size.chats).await?;
    let more = frames::measure(report, engines, MORE, size.chats).await?;
    // An event goes to one further process, where it touches no database; a notice goes to each.
    let event =
        |here: Cost, more: Cost| Operation { here, elsewhere: Cost { postgres: 0.0, ..more.less(here) } };
    let notice = |here: Cost, more: Cost| {
        let further = 1.0 / (MORE - 1) as f64;
        Operation { here, elsewhere: more.less(here).times(further) }
    };
    let asked = |one: &frames::Asked, more: &frames::Asked| Frames {
        mark: event(one.mark, more.mark),
        typing: event(one.typing, more.typing),
        ping: one.ping,
        renewal: one.renewal,
    };
    let rounds = (size.chats * 3 / 10).max(9);
    let round = rounds::measure(report, engines, 1, rounds).await?;
    let rounds = rounds::measure(report, engines, MORE, rounds).await?;
    let told = told::measure(report, engines, size.idle / 5).await?;
    let costs = Costs {
        operations: machine(report)?,
        messages: String::new(),
        cores: std::thread::available_parallelism()?.get(),
        disk: Default::default(),
        members: rounds::MEMBERS,
        idle: one.idle,
        group: Cost::default(),
        message: Operation::default(),
        alone: asked(&one.alone, &more.alone),
        pressed: asked(&one.pressed, &more.pressed),
        desk: notice(one.desk, more.desk),
        page: notice(one.page, more.page),
        leave: notice(one.leave, more.leave),
        round: notice(round, rounds),
        told,
        load: Vec::new(),
    };
    messages(report, engines, size, costs).await
}

/// Measures only the messages anew, with what was measured of everything else.
pub async fn loads(report: &mut Report, engines: &Engines, size: Size) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(Costs::place()).context("costs have to be measured first")?;
    messages(report, engines, size, Costs::as_they_are(&text)?).await
}

async fn messages(
    report: &mut Report,
    engines: &Engines,
    size: Size,
    mut costs: Costs,
) -> anyhow::Result<()> {
    costs.disk = disk::measure()?;
    report.line("disk: 8 kB of a file", format!("{:.2?} ms", costs.disk));
    costs.load.clear();
    for (processes, per_second) in LOADS {
        let pace = if per_second == 0 { Pace::Closed } else { Pace::Open { per_second } };
        let mut tries = Vec::new();
        for number in 0..if size.quick { 1 } else { TRIES } {
            let of = (processes, size.chats, number);
            let figures = talking::measure(report, engines, of, (pace, size.span)).await?;
            tries.push(figures.as_load(processes, size.chats, per_second));
        }
        tries.sort_by(|one, other| one.cpu.sum().total_cmp(&other.cpu.sum()));
        costs.load.extend(tries.first());
    }
    (costs.group, costs.message) = of_messages(&costs.load, costs.idle);
    costs.messages = machine(report)?;
    let text = costs.write(COMMENT)?;
    // A run that only shows that the benchmark works measures nothing.
    if size.quick {
        println!("{text}");
        return Ok(());
    }
    std::fs::write(Costs::place(), &text)?;
    report.line("costs", "written to bench/costs.toml");
    Costs::read(&text).map(drop)
}

/// Two loads have groups of different sizes, so they tell what a group costs and what each message in it costs; the same
/// load on one process and on two tells what the delivery at another process costs.
fn of_messages(load: &[Load], idle: Cost) -> (Cost, Operation) {
    let at = |n: usize| {
        (1.0 / load[n].group, load[n].cpu.less(idle.times(load[n].processes as f64 / load[n].rate)))
    };
    let ((large, in_large), (small, in_small)) = (at(0), at(1));
    let group = in_small.less(in_large).times(1.0 / (small - large));
    let here = in_large.less(group.times(large));
    let ((one, by_one), (two, by_two)) = (at(2), at(3));
    let regrouped = group.times((two - one).max(0.0));
    (group, Operation { here, elsewhere: by_two.less(by_one).less(regrouped) })
}

const COMMENT: &str = "What each kind of operation costs, in microseconds of CPU; times of the disk in milliseconds.\n\
     Written by `cargo xtask bench hosted --only costs`, or of messages and the disk only by `--only loads`.\n\
     Read by `cargo xtask bench simulate`; bench/src/costs.rs says what each one is.";

/// When it was measured, and on what.
fn machine(report: &mut Report) -> anyhow::Result<String> {
    let date = jiff::Timestamp::from_second(now()?)?.strftime("%Y-%m-%d").to_string();
    Ok(format!("{date}, {}", report.machine()?))
}

fn now() -> anyhow::Result<i64> {
    Ok(beistand_runtime::Runtime::real().now().millis() / 1_000)
}

/// Reads the CPU of stretches of work, less what the programs use anyway.
struct Meter<'a> {
    engines: &'a Engines,
    servers: &'a Servers,
    /// Of all processes, for each second.
    idle: Cost,
}

impl<'a> Meter<'a> {
    /// Looks first at how much is used when there is nothing to do.
    async fn new(engines: &'a Engines, servers: &'a Servers) -> anyhow::Result<Self> {
        let before = Cpu::quiet(engines, servers).await?;
        tokio::time::sleep(IDLE).await;
        let used = Cpu::so_far(engines, servers)?.since(before);
        Ok(Self { engines, servers, idle: Cost::of(used.each(IDLE.as_secs())) })
    }

    /// Does `work`, which is `count` operations, waits until what it set off is done, and gives the cost of each.
    async fn each<T>(
        &self,
        count: u64,
        work: impl Future<Output = anyhow::Result<T>>,
    ) -> anyhow::Result<(T, Cost)> {
        let (before, begin) = (Cpu::quiet(self.engines, self.servers).await?, Instant::now());
        let done = work.await?;
        let used = Cpu::quiet(self.engines, self.servers).await?.since(before);
        let idle = self.idle.times(begin.elapsed().as_secs_f64() / count as f64);
        Ok((done, Cost::of(used.each(count)).less(idle)))
    }
}

fn say(report: &mut Report, what: &str, cost: Cost) {
    let Cost { servers, postgres, nats } = cost;
    report.line(what, format!("servers {servers:.1} µs, PostgreSQL {postgres:.1} µs, NATS {nats:.1} µs"));
}
