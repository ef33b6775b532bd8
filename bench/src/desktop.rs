//! The desk as a desktop program: how soon it is there, what it costs, how fast it alerts; next to the bare minimum and
//! to installed programs, in the same run on the same screen.

mod alerts;
mod bus;
mod people;
mod rig;
mod screen;
mod serve;
mod tree;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::report::Report;
use people::World;
use rig::Rig;
use screen::{Colour, Screen, changed, count};
use tree::Tree;

const CHATS: usize = 50;
/// The sidebar, the list and the text of both the desk and the bare page, in the light.
const SIDEBAR: Colour = [0xee, 0xec, 0xe7];
const LIST: Colour = [0xf6, 0xf5, 0xf2];
const INK: Colour = [0x1f, 0x24, 0x26];
/// Memory is read so long after the start.
const SETTLED: Duration = Duration::from_secs(10);
/// A hidden desk is measured once more after it has been available for this long.
const A_WHILE: Duration = Duration::from_secs(60);
const GONE: Duration = Duration::from_secs(1);
/// Installed chat programs.
const PEERS: [&str; 2] = ["gajim", "dino-im"];
/// The desk, the bare window in two ways, and the peers.
const PROGRAMS: usize = 3 + PEERS.len();
/// A start varies by a tenth from one time to the next: with 16 of them the same desk was 1.17 to 1.32 times the bare window. A
/// multiple of the 20 orders there are.
const STARTS: usize = 40;

/// Everything, on a desktop of its own. `preview` is the folder of the pages' preview build.
pub async fn measure(
    report: &mut Report,
    preview: &Path,
    only: Option<&str>,
    quick: bool,
) -> anyhow::Result<()> {
    let runs = if quick { 1 } else { 5 };
    let wanted = |part| only.is_none_or(|only| only == part);
    report.machine()?;
    let (bus, moments) = bus::notifications().await?;
    let rig = Rig::start(&bus).await?;
    let few = World::new(rig.folder.path(), 0, 0).await?;
    let many = World::new(rig.folder.path(), CHATS, CHATS).await?;
    if wanted("start") {
        starts(report, &rig, &few, if quick { 1 } else { STARTS }).await?;
    }
    if wanted("memory") {
        let served = serve::folder(preview).await?;
        memory(report, &rig, (&few, &many), &served, runs.min(3)).await?;
    }
    if wanted("memory") || wanted("hidden") {
        hidden(report, &rig, &bus, &many, runs.min(3)).await?;
    }
    if wanted("idle") {
        idle(report, &rig, &many, if quick { 10 } else { 60 }).await?;
    }
    if wanted("alerts") {
        let span = Duration::from_secs(if quick { 5 } else { 30 });
        alerts::measure(report, &rig, (&bus, moments), &many, span).await?;
    }
    Ok(())
}

/// A program whose start is measured.
struct Starter<'a> {
    command: Box<dyn Fn() -> anyhow::Result<Command> + 'a>,
    /// Whether what is on the screen, and was before, is what was waited for.
    painted: fn(&[u8], &[u8]) -> bool,
    /// In milliseconds, or why there is none.
    spans: anyhow::Result<Vec<f64>>,
}

impl<'a> Starter<'a> {
    fn new(
        painted: fn(&[u8], &[u8]) -> bool,
        command: impl Fn() -> anyhow::Result<Command> + 'a,
    ) -> Starter<'a> {
        Starter { command: Box::new(command), painted, spans: Ok(Vec::new()) }
    }

    /// The median in milliseconds.
    fn median(self) -> anyhow::Result<f64> {
        self.spans.map(median)
    }
}

/// From the start of the program to its painted list.
async fn starts(report: &mut Report, rig: &Rig, world: &World, runs: usize) -> anyhow::Result<()> {
    let screen = &Screen::open(&rig.display)?;
    let page = rig.folder.path().join("page.html");
    std::fs::write(&page, include_str!("desktop/page.html"))?;
    let page = format!("file://{}", page.display());
    let bare = || -> anyhow::Result<Command> {
        let mut command = rig.command(rig::beside("beistand-bench-window")?);
        command.arg(&page);
        Ok(command)
    };
    let list = |pixels: &[u8], _: &[u8]| {
        count(pixels, SIDEBAR) > 60_000 && count(pixels, LIST) > 60_000 && count(pixels, INK) > 150
    };
    let anything = |pixels: &[u8], before: &[u8]| changed(before, pixels) > 150_000;
    let mut all = [
        Starter::new(list, || rig.desk(&world.data)),
        Starter::new(list, bare),
        Starter::new(list, || Ok(without_sharing(bare()?))),
        Starter::new(anything, || rig.unprivileged(PEERS[0])),
        Starter::new(anything, || rig.unprivileged(PEERS[1])),
    ];
    in_turn(screen, runs, &mut all).await;
    let [desk, plain, copied, peers @ ..] = all;
    let (desk, plain, copied) = (desk.median()?, plain.median()?, copied.median()?);
    report.line("bare WebKitGTK window, static chat page: painted", format!("{plain:.0} ms"));
    report.line("  with WEBKIT_DISABLE_DMABUF_RENDERER=1", format!("{copied:.0} ms"));
    report.line("desk: list of requests painted", format!("{desk:.0} ms"));
    report.at_most("  times the faster bare window", desk / plain.min(copied), "", 1.35);
    for (name, peer) in PEERS.into_iter().zip(peers) {
        match peer.median() {
            Ok(its) => {
                report.line(&format!("{name}: anything painted"), format!("{its:.0} ms"));
                report.line(&format!("  desk, times {name}"), format!("{:.2}", desk / its));
            }
            Err(error) => report.line(name, format!("not measured: {error:#}")),
        }
    }
    Ok(())
}

fn without_sharing(mut command: Command) -> Command {
    command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
    command
}

/// Starts them one after the other, and that so often: what else happens on the machine meets all of them. One round before the
/// measured ones, so that files are in memory for everybody.
async fn in_turn(screen: &Screen, runs: usize, all: &mut [Starter<'_>; PROGRAMS]) {
    for run in 0..=runs {
        for place in order(run) {
            let starter = &mut all[place];
            let Ok(spans) = &mut starter.spans else {
                continue;
            };
            match start(screen, &starter.command, starter.painted).await {
                Ok(span) if run > 0 => spans.push(span),
                Ok(_) => {}
                Err(error) => starter.spans = Err(error),
            }
        }
    }
}

/// Who starts after whom in a round. What one program leaves to be cleared up slows the next one down, so each comes after each
/// other one equally often: the steps between them, a prime number of programs in a ring, and who begins change from round to round.
fn order(round: usize) -> [usize; PROGRAMS] {
    let step = 1 + round % (PROGRAMS - 1);
    std::array::from_fn(|turn| (turn * step + round) % PROGRAMS)
}

/// One start, in milliseconds.
async fn start(
    screen: &Screen,
    command: impl Fn() -> anyhow::Result<Command>,
    painted: fn(&[u8], &[u8]) -> bool,
) -> anyhow::Result<f64> {
    let before = screen.look()?;
    let mut command = command()?;
    let begin = Instant::now();
    let program = Tree::start(&mut command)?;
    let span = screen.until(begin, |pixels| painted(pixels, &before)).await?;
    drop(program);
    tokio::time::sleep(GONE).await;
    Ok(span.as_secs_f64() * 1e3)
}

/// PSS of the whole process tree.
async fn memory(
    report: &mut Report,
    rig: &Rig,
    (few, many): (&World, &World),
    served: &str,
    runs: usize,
) -> anyhow::Result<()> {
    for (what, world, state) in [("no chats", few, "requests-none"), ("50 open chats", many, "chats-fifty")] {
        let desk = held(runs, Tree::shared_memory, || rig.desk(&world.data)).await?;
        let page = format!("{served}/preview.html#de/counsellor/{state}");
        let browser = held(runs, Tree::shared_memory, || Ok(chromium(rig, &page))).await?;
        report.line(&format!("memory 10 s after the start, {what}"), format!("{desk:.0} MB"));
        report.line("  Chromium in app mode, the same page", format!("{browser:.0} MB"));
        report.at_most("  times Chromium", desk / browser, "", 0.65);
    }
    Ok(())
}

/// Own memory of a desk that has given up its page, with its chats connected: soon after, and later. Then, how soon its window is
/// back.
async fn hidden(
    report: &mut Report,
    rig: &Rig,
    bus: &zbus::Connection,
    many: &World,
    runs: usize,
) -> anyhow::Result<()> {
    let screen = Screen::open(&rig.display)?;
    let window = || Ok(rig.command(rig::beside("beistand-bench-window")?));
    let label = held(runs, Tree::own_memory, window).await?;
    let (mut soon, mut later, mut back) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..runs {
        let desk = put_away(rig, many).await?;
        tokio::time::sleep(SETTLED).await;
        soon.push(desk.own_memory()?);
        tokio::time::sleep(A_WHILE - SETTLED).await;
        later.push(desk.own_memory()?);
        anyhow::ensure!(desk.names()?.len() == 1, "not alone: {:?}", desk.names());
        let begin = Instant::now();
        bus::choose_in_tray(bus, people::OPEN).await?;
        let painted = |pixels: &[u8]| count(pixels, SIDEBAR) > 60_000 && count(pixels, INK) > 150;
        back.push(screen.until(begin, painted).await?.as_secs_f64() * 1e3);
        desk.stop()?;
    }
    many.settings(None)?;
    let later = median(later);
    report.line("own memory hidden, page given up, 50 open chats, 10 s", format!("{:.0} MB", median(soon)));
    report.line("  after 60 s", format!("{later:.0} MB"));
    report.line("  a GTK window with one label", format!("{label:.0} MB"));
    report.line("  times that window", format!("{:.2}", later / label));
    report.at_most("  from the tray to its painted window", median(back), "ms", 1e3);
    Ok(())
}

/// What `measure` says of a program 10 s after its start, the median of some runs.
async fn held(
    runs: usize,
    measure: fn(&Tree) -> anyhow::Result<f64>,
    command: impl Fn() -> anyhow::Result<Command>,
) -> anyhow::Result<f64> {
    let mut held = Vec::new();
    for _ in 0..runs {
        let program = Tree::start(&mut command()?)?;
        tokio::time::sleep(SETTLED).await;
        held.push(measure(&program)?);
        drop(program);
        tokio::time::sleep(GONE).await;
    }
    Ok(median(held))
}

/// As root Chromium starts without its sandbox only, which makes it smaller if anything.
fn chromium(rig: &Rig, page: &str) -> Command {
    let mut command = rig.command("chromium");
    let profile = rig.folder.path().join("chromium");
    command.args(["--no-sandbox", "--no-first-run", "--disable-gpu", "--window-size=1280,820"]);
    command.arg(format!("--user-data-dir={}", profile.display())).arg(format!("--app={page}"));
    command
}

/// A desk whose window was hidden and has given up its page.
pub async fn put_away(rig: &Rig, world: &World) -> anyhow::Result<Tree> {
    world.settings(Some(1))?;
    let desk = Tree::start(&mut rig.desk(&world.data)?)?;
    rig::until("the window", async || rig.windows().contains(" Beistand\n")).await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    rig.close("Beistand")?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    if rig.windows().contains(" Beistand\n") {
        // Seekers are connected, so it asks: the second answer keeps it in the background.
        for key in ["Tab", "Return"] {
            rig.command("xdotool").args(["key", key]).status()?;
        }
    }
    rig::until("the window is hidden", async || !rig.windows().contains(" Beistand\n")).await?;
    rig::until("the page is given up", async || desk.names().is_ok_and(|names| names.len() == 1)).await?;
    Ok(desk)
}

/// CPU time of a desk at which nothing happens.
async fn idle(report: &mut Report, rig: &Rig, world: &World, seconds: u64) -> anyhow::Result<()> {
    world.settings(None)?;
    let desk = Tree::start(&mut rig.desk(&world.data)?)?;
    let visible = share(&desk, seconds).await?;
    desk.stop()?;
    report.at_most("idle with 50 connected chats, visible: one core", visible, "%", 0.3);
    let desk = put_away(rig, world).await?;
    let hidden = share(&desk, seconds).await?;
    desk.stop()?;
    world.settings(None)?;
    report.at_most("idle with 50 connected chats, hidden: one core", hidden, "%", 0.3);
    Ok(())
}

async fn share(desk: &Tree, seconds: u64) -> anyhow::Result<f64> {
    tokio::time::sleep(SETTLED).await;
    let before = desk.cpu()?;
    let begin = Instant::now();
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    let spent = desk.cpu()?.saturating_sub(before);
    Ok(spent.as_secs_f64() / begin.elapsed().as_secs_f64() * 100.0)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_program_starts_once_a_round_and_after_each_other_one_equally_often() {
        let mut after = [[0; PROGRAMS]; PROGRAMS];
        for round in 0..STARTS {
            let order = order(round);
            let mut sorted = order;
            sorted.sort_unstable();
            assert!(sorted.iter().copied().eq(0..PROGRAMS));
            order.windows(2).for_each(|pair| after[pair[1]][pair[0]] += 1);
        }
        let others = |place: usize| (0..PROGRAMS).filter(move |other| *other != place);
        let counts = (0..PROGRAMS).flat_map(|place| others(place).map(move |other| after[place][other]));
        let (least, most) = (counts.clone().min().unwrap(), counts.max().unwrap());
        assert!(least > 0 && least == most, "{least} to {most} times");
    }
}
