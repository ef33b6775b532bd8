//! Calls into Cocoa, and nothing decided.

#![allow(unsafe_code, reason = "macOS tells programs these things through Objective-C only")]

use std::ptr::NonNull;
use std::sync::Arc;
use std::time::Duration;

use block2::RcBlock;
use objc2::rc::{Retained, autoreleasepool};
use objc2::runtime::{NSObjectProtocol, ProtocolObject};
use objc2_app_kit::{
    NSWorkspace, NSWorkspaceDidWakeNotification, NSWorkspaceSessionDidBecomeActiveNotification,
    NSWorkspaceSessionDidResignActiveNotification, NSWorkspaceWillPowerOffNotification,
    NSWorkspaceWillSleepNotification,
};
use objc2_core_graphics::{CGEventSource, CGEventSourceStateID, CGEventType};
use objc2_foundation::{
    NSActivityOptions, NSDistributedNotificationCenter, NSNotification, NSNotificationCenter, NSProcessInfo,
    NSString,
};

use crate::known::{MachineEvent, Notifier};

/// Any kind of input; the header calls it `kCGAnyInputEventType`.
const ANY_INPUT: CGEventType = CGEventType(u32::MAX);

/// Observes for as long as the program runs.
pub(super) fn observe(notifier: &Arc<Notifier>) {
    let workspace = NSWorkspace::sharedWorkspace().notificationCenter();
    // SAFETY: these are constants of the system, there from the start of the program.
    let names = unsafe {
        [
            (NSWorkspaceWillSleepNotification, MachineEvent::Suspending),
            (NSWorkspaceDidWakeNotification, MachineEvent::Woke),
            (NSWorkspaceWillPowerOffNotification, MachineEvent::Ending),
            (NSWorkspaceSessionDidResignActiveNotification, MachineEvent::Locked),
            (NSWorkspaceSessionDidBecomeActiveNotification, MachineEvent::Unlocked),
        ]
    };
    for (name, event) in names {
        publish_when(&workspace, name, notifier, event);
    }
    let everybody = NSDistributedNotificationCenter::defaultCenter();
    for (name, event) in [
        ("com.apple.screenIsLocked", MachineEvent::Locked),
        ("com.apple.screenIsUnlocked", MachineEvent::Unlocked),
    ] {
        publish_when(&everybody, &NSString::from_str(name), notifier, event);
    }
}

fn publish_when(
    center: &NSNotificationCenter,
    name: &NSString,
    notifier: &Arc<Notifier>,
    event: MachineEvent,
) {
    let notifier = notifier.clone();
    let observer = RcBlock::new(move |_: NonNull<NSNotification>| notifier.publish(event));
    // SAFETY: no object narrows the notification, no queue is asked for, and the block holds only what may be sent
    // between threads.
    let observer =
        unsafe { center.addObserverForName_object_queue_usingBlock(Some(name), None, None, &observer) };
    // It observes until the program ends.
    std::mem::forget(observer);
}

/// How long nobody has touched keyboard or mouse.
pub(super) fn untouched_for() -> Duration {
    let seconds =
        CGEventSource::seconds_since_last_event_type(CGEventSourceStateID::CombinedSessionState, ANY_INPUT);
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}

/// While it is there the system does not put the program to rest.
pub(super) struct Activity(Retained<ProtocolObject<dyn NSObjectProtocol>>);

impl Activity {
    pub(super) fn begin(why: &str) -> Self {
        autoreleasepool(|_| {
            let options = NSActivityOptions::UserInitiatedAllowingIdleSystemSleep;
            let reason = NSString::from_str(why);
            Self(NSProcessInfo::processInfo().beginActivityWithOptions_reason(options, &reason))
        })
    }
}

impl Drop for Activity {
    fn drop(&mut self) {
        // SAFETY: the token came from `beginActivity` and is ended once.
        unsafe { NSProcessInfo::processInfo().endActivity(&self.0) };
    }
}
