//! What was shown last.

use std::collections::HashMap;

use beistand_domain::ChatId;

use crate::desktop::ChatWindow;
use crate::machine::PowerRequest;
use crate::view::{DeskView, TranscriptView};
use crate::windows::tray::TrayModel;

/// What was shown last.
#[derive(Default)]
pub(crate) struct Shown {
    pub desk: Option<DeskView>,
    pub transcripts: HashMap<ChatId, TranscriptView>,
    pub tray: Option<TrayModel>,
    pub machine: Option<PowerRequest>,
    pub chat_windows: Vec<ChatWindow>,
    /// Grows with every view, so that a window that starts again cannot take an old one for newer.
    pub revision: u64,
}
