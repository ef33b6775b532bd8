//! What one installation carries where no machine here is large enough to measure it: people who live by the rules of
//! `beistand-domain`, on stations that cost what was measured.

mod against;
mod calendar;
mod dice;
mod habits;
mod hosting;
mod life;
mod people;
mod station;
mod storm;
mod ways;

use self::hosting::Layout;
use self::life::{Life, Seen, Size};
use crate::costs::{Costs, Load, SHARES};
use crate::report::Report;

/// Counsellors whom the benchmark's 5,000 chats keep busy.
const ONE: u32 = 1_700;
/// Times that, with the seconds that are simulated of each: enough messages to tell the slowest of a hundred.
const SIZES: [(u32, f64); 3] = [(1, 240.0), (10, 40.0), (100, 8.0)];
/// What is tried with a PostgreSQL of [`END`] cores until it is too much, in times of [`ONE`]: with one process, and with as
/// many as are needed.
const FEW: [u32; 10] = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15];
const MANY: [u32; 6] = [10, 20, 30, 45, 65, 100];
const END: u32 = 16;
/// Milliseconds in which a good disk confirms a write (docs/operations.md).
const GOOD_DISK: f64 = 1.0;
/// A message arrives, and whatever else is written is answered, within this in 99 of 100 cases; and a notice is told.
/// Otherwise the installation is too small. In milliseconds.
const IN_TIME: f64 = 250.0;
const TOLD_IN_TIME: f64 = 1_000.0;
/// No kind of program uses more of its cores than this on average: it would have nothing left for a bad minute.
const MOST_USED: f64 = 0.8;
/// Fewer processes need at least this share of what the most need.
const FEWER: f64 = 0.6;
/// Cores of a process: one machine of the smallest kind.
const SERVER_CORES: u32 = 2;
/// What is tried, smallest first. Two processes, so that one may fall over.
const PROCESSES: [u16; 9] = [2, 3, 4, 6, 8, 12, 16, 24, 32];
const POSTGRES: [u32; 8] = [1, 2, 4, 8, 16, 32, 64, 128];

/// Prints all of it.
pub fn run(report: &mut Report, seed: u64) -> anyhow::Result<()> {
    let costs = Costs::committed()?;
    report.line("simulated from bench/costs.toml, not measured; seed", seed);
    for measured in &costs.load {
        validate(report, &costs, measured, seed);
    }
    // The truth lies between the two, nearer to the second the busier it is.
    for (how, costs) in [("cautious", costs.clone()), ("hopeful", hopeful(&costs))] {
        println!("\n{how}:");
        for (times, span) in SIZES {
            size(report, &costs, (ONE * times, span), seed);
        }
        ends(report, &costs, seed);
    }
    Ok(())
}

/// Frames cost what they cost when many are handled together, and the disk is one that operators are told to have. The
/// cautious costs are those of frames that are handled alone, and the disk is the one that was measured.
fn hopeful(costs: &Costs) -> Costs {
    Costs { disk: [GOOD_DISK; SHARES.len()], ..costs.under_pressure() }
}

/// One of the benchmark's own loads, simulated on its own machine.
fn validate(report: &mut Report, costs: &Costs, measured: &Load, seed: u64) {
    let seen = against::simulate(measured, costs, seed);
    let pace = match measured.per_second {
        0 => "as fast as it goes".to_owned(),
        rate => format!("{rate} messages/s"),
    };
    let what = format!("{} at work, {} chats, {pace}", measured.processes, measured.chats);
    report.line(&what, "simulated / measured");
    let mut ratio = |what: &str, simulated: f64, measured: f64| {
        let text = format!("{simulated:.1} / {measured:.1} = {:.2}", simulated / measured);
        report.line(&format!("  {what}"), text);
    };
    ratio("messages/s", seen.rate, measured.rate);
    ratio("CPU of servers per message, µs", seen.cpu.servers, measured.cpu.servers);
    ratio("CPU of PostgreSQL per message, µs", seen.cpu.postgres, measured.cpu.postgres);
    ratio("CPU of all three per message, µs", seen.cpu.sum(), measured.cpu.sum());
    ratio("messages in one commit", seen.group, measured.group);
    ratio("p50, ms", seen.p50, measured.p50);
    ratio("p99, ms", seen.p99, measured.p99);
}

/// The smallest installation that carries so many, and what it looks like there.
fn size(report: &mut Report, costs: &Costs, (counsellors, span): (u32, f64), seed: u64) {
    report.line(&format!("{counsellors} counsellors"), "");
    let size = |layout| Size { counsellors, layout, span: (span / 4.0).max(4.0), seed };
    match smallest(size, costs) {
        Ok(layout) => {
            print(report, &Life::new(Size { span, ..size(layout) }, costs).run(), layout);
            storm(report, costs, (counsellors, layout), seed);
        }
        Err(largest) => {
            report.line("  too many for all that was tried; the largest", "");
            print(report, &Life::new(size(largest), costs).run(), largest);
        }
    }
}

fn print(report: &mut Report, seen: &Seen, layout: Layout) {
    let Layout { processes, postgres_cores, .. } = layout;
    report.line("  needed", format!("{processes} processes, PostgreSQL with {postgres_cores} cores"));
    let [servers, postgres, nats] = seen.cores;
    report.line("  chats, messages/s", format!("{}, {:.0}", seen.chats, seen.per_second));
    report.line("  cores used", format!("servers {servers:.2}, PostgreSQL {postgres:.2}, NATS {nats:.2}"));
    report.line("  delivery", format!("p50 {:.1} ms, p99 {:.1} ms", seen.p50, seen.p99));
    report.line("  p99 of renewals, of notices", format!("{:.1} ms, {:.1} ms", seen.renewed, seen.told));
    report.line("  messages in one commit", format!("{:.1}", seen.group));
    let counts = seen.counts;
    let people = format!(
        "{} asked, {} turned away, {} gave up; {} leases ran out",
        counts.asked, counts.turned_away, counts.withdrawn, counts.lapsed
    );
    report.line("  people", people);
}

/// Everybody comes back: at what is needed otherwise, with twice the PostgreSQL, and with twice of both.
fn storm(report: &mut Report, costs: &Costs, (counsellors, least): (u32, Layout), seed: u64) {
    for (servers, postgres) in [(1, 1), (1, 2), (2, 2)] {
        let (processes, postgres_cores) = (least.processes * servers, least.postgres_cores * postgres);
        let storm = storm::simulate(counsellors, layout(processes, postgres_cores), costs, seed);
        let within =
            |seconds: Option<f64>| seconds.map_or("never".to_owned(), |seconds| format!("{seconds:.1} s"));
        let lapse = if storm::outlasts_leases(&storm) { "; leases run out meanwhile" } else { "" };
        let text = format!("half in {}, the last in {}{lapse}", within(storm.half), within(storm.last));
        let what = format!("  {} come back to {processes}, PostgreSQL {postgres_cores}", storm.connections);
        report.line(&what, text);
    }
}

/// As few processes as will do with any PostgreSQL, then as small a PostgreSQL as will do with them; or the largest that
/// was tried, which will not.
fn smallest(size: impl Fn(Layout) -> Size, costs: &Costs) -> Result<Layout, Layout> {
    let largest = layout(PROCESSES[PROCESSES.len() - 1], POSTGRES[POSTGRES.len() - 1]);
    let seen = Life::new(size(largest), costs).run();
    if !is_carried(&seen, largest) {
        return Err(largest);
    }
    // What cannot be enough is not tried. Fewer processes have less to tell each other.
    let [servers, postgres, _] = seen.cores.map(|used| used * FEWER / MOST_USED);
    let is_enough = |layout: &Layout| is_carried(&Life::new(size(*layout), costs).run(), *layout);
    let some = PROCESSES.into_iter().filter(|count| f64::from(u32::from(*count) * SERVER_CORES) >= servers);
    let with_any = |processes: &u16| is_enough(&Layout { processes: *processes, ..largest });
    let processes = some.into_iter().find(with_any).ok_or(largest)?;
    let some = POSTGRES.into_iter().filter(|cores| f64::from(*cores) >= postgres);
    some.map(|cores| layout(processes, cores)).find(is_enough).ok_or(largest)
}

fn layout(processes: u16, postgres_cores: u32) -> Layout {
    Layout { processes, server_cores: SERVER_CORES, postgres_cores, together: None }
}

fn is_carried(seen: &Seen, layout: Layout) -> bool {
    let [servers, postgres, _] = seen.cores;
    let room = servers <= MOST_USED * f64::from(u32::from(layout.processes) * layout.server_cores)
        && postgres <= MOST_USED * f64::from(layout.postgres_cores);
    room && seen.p99 <= IN_TIME && seen.renewed <= IN_TIME && seen.told <= TOLD_IN_TIME
}

/// How many counsellors one process carries at most, and one PostgreSQL with as many processes as are needed.
fn ends(report: &mut Report, costs: &Costs, seed: u64) {
    let all = [("one process", &FEW[..], &[1][..]), ("one PostgreSQL", &MANY[..], &PROCESSES[..])];
    for (what, ladder, processes) in all {
        let text = most(costs, ladder, processes, seed).map_or("fewer than were tried".to_owned(), |most| {
            format!("{} counsellors, with {} at work", most.0, most.1)
        });
        report.line(&format!("{what} carries at most, PostgreSQL with {END} cores"), text);
    }
}

/// The last step of a ladder that some number of processes carries, and how many they are.
fn most(costs: &Costs, ladder: &[u32], processes: &[u16], seed: u64) -> Option<(u32, u16)> {
    let (mut most, mut from) = (None, 0);
    for times in ladder {
        let counsellors = ONE * times;
        let fits = |processes: &u16| {
            let layout = layout(*processes, END);
            is_carried(&Life::new(Size { counsellors, layout, span: 4.0, seed }, costs).run(), layout)
        };
        let Some(more) = processes[from..].iter().position(fits) else { break };
        from += more;
        most = Some((counsellors, processes[from]));
    }
    most
}
