//! The window: C calls, and nothing decided.

#![allow(unsafe_code, reason = "Windows reports these things through C calls and a window procedure only")]

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use windows::Win32::Foundation::{HINSTANCE, HWND, LPARAM, LRESULT, WPARAM};
use windows::Win32::System::LibraryLoader::GetModuleHandleW;
use windows::Win32::System::RemoteDesktop::{NOTIFY_FOR_THIS_SESSION, WTSRegisterSessionNotification};
use windows::Win32::System::Shutdown::{ShutdownBlockReasonCreate, ShutdownBlockReasonDestroy};
use windows::Win32::System::SystemInformation::GetTickCount;
use windows::Win32::UI::Input::KeyboardAndMouse::{GetLastInputInfo, LASTINPUTINFO};
use windows::Win32::UI::Shell::{
    QUNS_BUSY, QUNS_PRESENTATION_MODE, QUNS_QUIET_TIME, QUNS_RUNNING_D3D_FULL_SCREEN,
    SHQueryUserNotificationState,
};
use windows::Win32::UI::WindowsAndMessaging::{
    CreateWindowExW, DefWindowProcW, DispatchMessageW, GetMessageW, MSG, PBT_APMRESUMEAUTOMATIC,
    PBT_APMRESUMESUSPEND, PBT_APMSUSPEND, PostMessageW, RegisterClassW, SetTimer, WINDOW_EX_STYLE, WM_APP,
    WM_ENDSESSION, WM_POWERBROADCAST, WM_QUERYENDSESSION, WM_TIMER, WM_WTSSESSION_CHANGE, WNDCLASSW,
    WS_OVERLAPPED, WTS_CONSOLE_CONNECT, WTS_CONSOLE_DISCONNECT, WTS_REMOTE_CONNECT, WTS_REMOTE_DISCONNECT,
    WTS_SESSION_LOCK, WTS_SESSION_UNLOCK,
};
use windows::core::{HSTRING, PCWSTR, w};

use super::Shared;
use crate::known::MachineEvent;

const CLASS: PCWSTR = w!("BeistandMachine");
/// The reason for holding the shutdown is another one.
const REASON_CHANGED: u32 = WM_APP + 1;
/// Idleness is counted in minutes, so this is often enough.
const LOOK_EVERY_MS: u32 = 15_000;

thread_local! {
    /// The window procedure gets no argument of ours; it runs on the thread of [`run`] only.
    static HERE: RefCell<Option<Arc<Shared>>> = const { RefCell::new(None) };
}

/// Where messages to the window are posted.
#[derive(Clone, Copy)]
pub(super) struct Address(isize);

impl Address {
    pub(super) fn reason_changed(self) {
        let window = HWND(self.0 as *mut _);
        // SAFETY: the handle is only an address; posting to a window that has gone fails and does nothing.
        if let Err(error) = unsafe { PostMessageW(Some(window), REASON_CHANGED, WPARAM(0), LPARAM(0)) } {
            tracing::info!(%error, "the system is not asked to wait");
        }
    }
}

/// Makes the window and serves it until the thread ends.
pub(super) fn run(title: &str, shared: Arc<Shared>) -> windows::core::Result<()> {
    HERE.with_borrow_mut(|here| *here = Some(shared.clone()));
    let title = HSTRING::from(title);
    // SAFETY: the class and its procedure live as long as the program; the strings outlive the calls.
    let window = unsafe {
        let module = HINSTANCE::from(GetModuleHandleW(None)?);
        let class = WNDCLASSW {
            lpfnWndProc: Some(window_message),
            hInstance: module,
            lpszClassName: CLASS,
            ..Default::default()
        };
        RegisterClassW(&raw const class);
        CreateWindowExW(
            WINDOW_EX_STYLE(0),
            CLASS,
            &title,
            WS_OVERLAPPED,
            0,
            0,
            0,
            0,
            None,
            None,
            Some(module),
            None,
        )?
    };
    shared.asked().window = Some(Address(window.0 as isize));
    hold(window, &shared);
    // SAFETY: the window was made above and is this thread's own.
    unsafe {
        if let Err(error) = WTSRegisterSessionNotification(window, NOTIFY_FOR_THIS_SESSION) {
            tracing::info!(%error, "locking is not reported");
        }
        SetTimer(Some(window), 1, LOOK_EVERY_MS, None);
    }
    poll(&shared);
    let mut message = MSG::default();
    // SAFETY: `message` is valid for the time of both calls.
    while unsafe { GetMessageW(&raw mut message, None, 0, 0) }.0 > 0 {
        // SAFETY: as above.
        unsafe { DispatchMessageW(&raw const message) };
    }
    Ok(())
}

extern "system" fn window_message(window: HWND, message: u32, wide: WPARAM, long: LPARAM) -> LRESULT {
    let shared = HERE.with_borrow(Clone::clone);
    if let Some(answer) = shared.and_then(|shared| answer(&shared, window, message, wide)) {
        return answer;
    }
    // SAFETY: passes on what Windows has just handed in.
    unsafe { DefWindowProcW(window, message, wide, long) }
}

/// None: whatever Windows does by itself.
fn answer(shared: &Shared, window: HWND, message: u32, wide: WPARAM) -> Option<LRESULT> {
    let what = u32::try_from(wide.0).unwrap_or(0);
    match message {
        WM_WTSSESSION_CHANGE => match what {
            WTS_SESSION_LOCK | WTS_CONSOLE_DISCONNECT | WTS_REMOTE_DISCONNECT => {
                shared.notifier.publish(MachineEvent::Locked);
            }
            WTS_SESSION_UNLOCK | WTS_CONSOLE_CONNECT | WTS_REMOTE_CONNECT => {
                shared.notifier.publish(MachineEvent::Unlocked);
            }
            _ => {}
        },
        WM_POWERBROADCAST => match what {
            PBT_APMSUSPEND => shared.tell_and_wait(MachineEvent::Suspending),
            PBT_APMRESUMEAUTOMATIC | PBT_APMRESUMESUSPEND => shared.notifier.publish(MachineEvent::Woke),
            _ => {}
        },
        // No, while there is a reason: Windows shows it and asks the person.
        WM_QUERYENDSESSION => return Some(LRESULT(isize::from(shared.asked().hold.is_none()))),
        WM_ENDSESSION if what != 0 => shared.tell_and_wait(MachineEvent::Ending),
        WM_TIMER => poll(shared),
        REASON_CHANGED => hold(window, shared),
        _ => return None,
    }
    Some(LRESULT(isize::from(message == WM_POWERBROADCAST)))
}

/// Shows the reason, or takes it away.
fn hold(window: HWND, shared: &Shared) {
    let reason = shared.asked().hold.clone();
    // SAFETY: called on the thread that made the window, as both calls ask for.
    let held = unsafe {
        match reason {
            Some(reason) => ShutdownBlockReasonCreate(window, &HSTRING::from(reason)),
            None => ShutdownBlockReasonDestroy(window),
        }
    };
    if let Err(error) = held {
        tracing::debug!(%error, "the reason is not shown");
    }
}

fn poll(shared: &Shared) {
    let size = u32::try_from(size_of::<LASTINPUTINFO>()).unwrap_or(0);
    let mut last = LASTINPUTINFO { cbSize: size, dwTime: 0 };
    // SAFETY: `last` is valid and says its size; the other calls take nothing.
    let (known, now, state) = unsafe {
        (GetLastInputInfo(&raw mut last).as_bool(), GetTickCount(), SHQueryUserNotificationState())
    };
    // Both count milliseconds since the start and begin again after 49 days.
    let untouched = if known { now.wrapping_sub(last.dwTime) } else { 0 };
    let held_back = state.ok().map(|state| {
        [QUNS_BUSY, QUNS_PRESENTATION_MODE, QUNS_QUIET_TIME, QUNS_RUNNING_D3D_FULL_SCREEN].contains(&state)
    });
    shared.poll(Duration::from_millis(untouched.into()), held_back);
}
