//! Prints what this machine tells, to see on a real desktop what works there. Ends with Ctrl-C; on macOS only idleness
//! is seen, because the rest needs a running event loop.

use std::time::Duration;

use beistand_machine::{Machine, Watcher};

fn main() {
    let watcher = Watcher {
        who: "watch".into(),
        why: "prints what this machine tells".into(),
        idle_after: Duration::from_secs(60),
    };
    let machine = Machine::watch(watcher, |event| println!("{event:?}"));
    machine.keep_awake(true);
    machine.hold_shutdown(std::env::args().nth(1));
    loop {
        std::thread::park();
    }
}
