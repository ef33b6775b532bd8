//! What it costs to come, to go, and each frame in between.

use std::sync::Arc;
use std::time::{Duration, Instant};

use beistand_protocol::live::Who;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;

use super::super::AT_ONCE;
use super::super::engines::{Engines, Servers};
use super::super::seed;
use super::{Meter, say};
use crate::costs::Cost;
use crate::load::{End as _, Socket, Speech as _};
use crate::pairs::{self, Sealed};
use crate::report::Report;
use crate::seed::Chat;

/// Frames a second over all connections, so few that each is mostly alone; and for how long.
const ALONE: (u32, Duration) = (400, Duration::from_secs(8));
/// As fast as it goes, when many are done together.
const PRESSED: (u32, Duration) = (0, Duration::from_secs(3));

/// Each by itself.
pub struct Frames {
    /// A second with nothing to do.
    pub idle: Cost,
    pub desk: Cost,
    pub page: Cost,
    pub leave: Cost,
    pub alone: Asked,
    pub pressed: Asked,
}

/// What is asked on a connection, each by itself or under pressure.
pub struct Asked {
    pub mark: Cost,
    pub typing: Cost,
    pub ping: Cost,
    pub renewal: Cost,
}

/// Measures `count` chats at `processes` processes, both ends at different ones.
pub async fn measure(
    report: &mut Report,
    engines: &Engines,
    processes: usize,
    count: usize,
) -> anyhow::Result<Frames> {
    let seed = async |client: &mut tokio_postgres::Client| {
        let chats = seed::active(client, count).await?;
        seed::on_duty(client).await?;
        Ok(chats)
    };
    let (servers, chats) = Servers::start(engines, (&format!("frames{processes}"), processes), seed).await?;
    let meter = Meter::new(engines, &servers).await?;
    let each = count as u64;
    let (pages, page) = meter.each(each, come(&servers, &chats, true)).await?;
    let pages = Resting::new(pages);
    let (desks, desk) = meter.each(each, come(&servers, &chats, false)).await?;
    // Something to mark.
    let speech = Arc::new(Sealed::of(&chats));
    let message = move |n: usize, turn: u64| speech.frame(n, turn);
    let (pages, _) = ask(pages.wake().await?, PRESSED, message).await?;
    let (mut pages, mut desks) = (Resting::new(pages), Resting::new(desks));
    let mut asked = Vec::new();
    // The second time marks go on where the first ones have stopped.
    for (pace, marked) in [(ALONE, 0), (PRESSED, MARKS)] {
        let (asking, listening, all) = ask_all(&meter, (pages, desks), &chats, (pace, marked)).await?;
        (pages, desks) = (asking, listening);
        asked.push(all);
    }
    let (pages, desks) = (pages.wake().await?, desks.wake().await?);
    let all_go = async {
        drop((pages, desks));
        Ok(())
    };
    let ((), leave) = meter.each(2 * each, all_go).await?;
    let idle = meter.idle;
    servers.stop()?;
    let (Some(pressed), Some(alone)) = (asked.pop(), asked.pop()) else { anyhow::bail!("nothing was asked") };
    let frames = Frames { idle, desk, page, leave, alone, pressed };
    frames.print(report, processes);
    Ok(frames)
}

impl Frames {
    fn print(&self, report: &mut Report, processes: usize) {
        let (alone, pressed) = (&self.alone, &self.pressed);
        let all = [
            ("a second with nothing to do", self.idle),
            ("a page comes", self.page),
            ("a desk comes", self.desk),
            ("either goes", self.leave),
            ("a mark", alone.mark),
            ("… under pressure", pressed.mark),
            ("somebody is typing", alone.typing),
            ("… under pressure", pressed.typing),
            ("a ping", alone.ping),
            ("… under pressure", pressed.ping),
            ("a renewal", alone.renewal),
            ("… under pressure", pressed.renewal),
        ];
        for (what, cost) in all {
            say(report, &format!("{processes} at work: {what}"), cost);
        }
    }
}

/// More marks than one connection makes while each is alone.
const MARKS: u64 = 20;

/// Every kind of frame, one kind after the other.
async fn ask_all(
    meter: &Meter<'_>,
    (pages, desks): (Resting, Resting),
    chats: &[Chat],
    (pace, marked): ((u32, Duration), u64),
) -> anyhow::Result<(Resting, Resting, Asked)> {
    let ids: Arc<Vec<String>> = Arc::new(chats.iter().map(|chat| chat.id.to_string()).collect());
    let (pages, ping) = asked(meter, pages, pace, |_, n| said(n, r#""type":"ping""#)).await?;
    let of = ids.clone();
    let mark = move |chat: usize, n: u64| {
        let to = marked + n + 1;
        said(n, &format!(r#""type":"mark","chat":"{}","delivered":{to},"read":{to}"#, of[chat]))
    };
    let (desks, mark) = asked(meter, desks, pace, mark).await?;
    let typing = move |chat: usize, n: u64| {
        said(n, &format!(r#""type":"typing","chat":"{}","audience":"everyone""#, ids[chat]))
    };
    let (desks, typing) = asked(meter, desks, pace, typing).await?;
    let (desks, renewal) = asked(meter, desks, pace, |_, n| said(n, r#""type":"renew""#)).await?;
    let all = Asked {
        mark,
        // Neither of them touches the database; what is read there is other people's noise.
        typing: Cost { postgres: 0.0, ..typing },
        ping: Cost { postgres: 0.0, nats: 0.0, ..ping },
        renewal: Cost { nats: 0.0, ..renewal },
    };
    Ok((pages, desks, all))
}

/// Wakes connections, lets them ask, and puts them to rest again; gives the cost of each frame.
async fn asked(
    meter: &Meter<'_>,
    ends: Resting,
    pace: (u32, Duration),
    frame: impl Fn(usize, u64) -> Message + Send + Sync + 'static,
) -> anyhow::Result<(Resting, Cost)> {
    let ends = ends.wake().await?;
    let ((ends, count), cost) = meter.each(1, ask(ends, pace, frame)).await?;
    Ok((Resting::new(ends), cost.times(1.0 / count as f64)))
}

fn said(n: u64, frame: &str) -> Message {
    Message::text(format!("{{\"r\":{},{frame}}}", n + 2))
}

/// The seekers, or the counsellors, as many at a time as a busy server sees.
async fn come(servers: &Servers, chats: &[Chat], seekers: bool) -> anyhow::Result<Vec<Socket>> {
    let ends = chats.iter().enumerate().map(|(n, chat)| async move {
        if seekers {
            pairs::hello(&servers.live(n + 1), Who::Seeker { token: chat.seeker.clone() }).await
        } else {
            pairs::hello(&servers.live(n), Who::Counsellor { token: chat.counsellor.clone() }).await
        }
    });
    stream::iter(ends).buffered(AT_ONCE).try_collect().await
}

/// Connections that only listen, so that the server does not take them for dead.
struct Resting {
    tasks: Vec<JoinHandle<anyhow::Result<Socket>>>,
    woken: watch::Sender<bool>,
}

impl Resting {
    fn new(sockets: Vec<Socket>) -> Self {
        let woken = watch::Sender::new(false);
        let rest = |mut socket: Socket| {
            let mut woken = woken.subscribe();
            tokio::spawn(async move {
                loop {
                    tokio::select! {
                        heard = socket.hear() => drop(heard?),
                        _ = woken.changed() => return Ok(socket),
                    }
                }
            })
        };
        Self { tasks: sockets.into_iter().map(rest).collect(), woken }
    }

    async fn wake(self) -> anyhow::Result<Vec<Socket>> {
        self.woken.send_replace(true);
        let mut sockets = Vec::new();
        for task in self.tasks {
            sockets.push(task.await??);
        }
        Ok(sockets)
    }
}

/// Each connection asks in turn, so many a second over all of them, and waits for its answer; with 0 it asks again at
/// once. Gives the connections back and how often was asked.
async fn ask(
    sockets: Vec<Socket>,
    (per_second, span): (u32, Duration),
    frame: impl Fn(usize, u64) -> Message + Send + Sync + 'static,
) -> anyhow::Result<(Vec<Socket>, u64)> {
    let (begin, count, frame) = (Instant::now(), sockets.len(), Arc::new(frame));
    let asking = sockets.into_iter().enumerate().map(|(index, mut socket)| {
        let frame = frame.clone();
        tokio::spawn(async move {
            for n in 0.. {
                let turn = index as u64 + n * count as u64;
                let after = match per_second {
                    0 => begin.elapsed(),
                    _ => Duration::from_secs_f64(turn as f64 / f64::from(per_second)),
                };
                if after >= span {
                    return anyhow::Ok((socket, n));
                }
                tokio::time::sleep_until((begin + after).into()).await;
                socket.say(frame(index, n)).await?;
                answered(&mut socket).await?;
            }
            unreachable!("there is always a next one");
        })
    });
    let (mut back, mut asked) = (Vec::new(), 0);
    for task in asking.collect::<Vec<_>>() {
        let (socket, times) = task.await??;
        back.push(socket);
        asked += times;
    }
    Ok((back, asked))
}

async fn answered(socket: &mut Socket) -> anyhow::Result<()> {
    loop {
        let Message::Text(text) = socket.hear().await? else { continue };
        anyhow::ensure!(!text.contains("\"is\":\"refused\""), "refused: {text}");
        if text.contains("\"type\":\"answer\"") {
            return Ok(());
        }
    }
}
