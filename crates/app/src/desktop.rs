//! What the app needs from the desktop it runs on. The shell has one implementation for all systems, the tests have
//! [`crate::fake::FakeDesktop`].

use beistand_domain::ChatId;

use crate::alerts::{Alert, AlertKey};
use crate::machine::PowerRequest;
use crate::settings::{Language, WindowPlace};
use crate::view::{DeskUpdate, TranscriptView};
use crate::windows::tray::TrayModel;

/// There is no keyring, or it does not let itself be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the keyring of the desktop cannot be used")]
pub struct NoKeyring;

/// What became of an alert on the desktop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertOutcome {
    /// The system's notifications have taken it.
    Shown,
    /// They have not, or there are none.
    NotShown,
    /// Its sound could not be played.
    Silent,
}

/// A chat in a window of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChatWindow {
    pub chat: ChatId,
    /// The seeker's number: all its title says.
    pub number: u32,
    /// Where it was last.
    pub place: Option<WindowPlace>,
}

/// The desktop. Nothing here may block but the keyring, which is asked on a thread of its own.
pub trait Desktop: Send + Sync + 'static {
    /// The window must show these views from now on.
    fn show_desk(&self, update: &DeskUpdate);
    /// The window must show this of one conversation.
    fn show_transcript(&self, view: &TranscriptView);

    /// Shows an alert, or shows it again.
    fn raise_alert(&self, alert: &Alert);
    /// Its cause has ended.
    fn withdraw_alert(&self, key: AlertKey);
    /// Icon and menu of the tray.
    fn set_tray(&self, tray: &TrayModel);
    /// What the machine must do and report for the availability.
    fn set_machine(&self, request: &PowerRequest);
    /// The server knows that the person is away: the machine may sleep.
    fn ready_to_sleep(&self);
    /// The language of tray and alerts; none means the system's.
    fn speak(&self, language: Option<Language>);

    /// Brings the window back and to the front, with a new page where the old one was given up.
    fn focus_window(&self);
    /// Puts the window away; the tray brings it back.
    fn hide_window(&self);
    /// Removes what the shell itself has left on the disk: the log, the web view's files.
    fn forget_traces(&self);
    /// Puts the window among the minimised ones, also one that was hidden: there is no tray to find it in.
    fn minimise_window(&self);
    /// Gives up the page of the hidden window and what it holds.
    fn drop_view(&self);
    /// These chats have windows of their own, no others.
    fn set_chat_windows(&self, windows: &[ChatWindow]);
    /// Brings one of them to the front.
    fn focus_chat_window(&self, chat: ChatId);
    /// Ends the program.
    fn exit(&self);
    /// Puts the loaded update in place of the program, and starts it.
    fn install_update(&self);

    /// What is kept under a service name.
    fn keyring_get(&self, service: &str) -> Result<Option<String>, NoKeyring>;
    fn keyring_set(&self, service: &str, secret: &str) -> Result<(), NoKeyring>;
    /// Fine when there is nothing.
    fn keyring_delete(&self, service: &str) -> Result<(), NoKeyring>;
}
