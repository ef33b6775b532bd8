//! Prints what this machine tells, to see on a real desktop what works there: `watch [SECONDS [REASON]]` counts as idle after
//! SECONDS, and holds up the shutdown for REASON. Ends with Ctrl-C; on macOS only idleness
//! is seen, because the rest needs a running event loop.

use std::time::Duration;

use beistand_machine::{Machine, Watcher};

fn main() {
    let mut words = std::env::args().skip(1);
    let seconds = words.next().and_then(|word| word.parse().ok()).unwrap_or(60);
    let watcher = Watcher {
        who: "watch".into(),
        why: "prints what this machine tells".into(),
        idle_after: Duration::from_secs(seconds),
    };
    let machine = Machine::watch(watcher, |event| println!("{event:?}"));
    machine.keep_awake(true);
    machine.hold_shutdown(words.next());
    println!("do not disturb: {:?}", machine.do_not_disturb());
    loop {
        std::thread::park();
    }
}
