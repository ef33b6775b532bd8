//! Files on their way: how far each has got, and stopping one.

use std::collections::BTreeMap;
use std::sync::Mutex;

use beistand_client::{Account, AccountError};
use beistand_domain::{ChatId, FileId, MessageId};
use beistand_protocol::view::Audience;
use beistand_protocol::{Problem, ProblemCode};
use tokio::sync::mpsc::WeakUnboundedSender;
use tokio::sync::oneshot;

use super::happened::{Happened, UploadNo};
use super::{Input, give};

/// Progress is told in steps of so many percent.
const STEP: u8 = 5;

/// Which file goes where.
#[derive(Clone, Copy)]
pub(super) struct Upload {
    pub run: u64,
    pub chat: ChatId,
    pub message: MessageId,
    pub audience: Audience,
    pub file: FileId,
}

/// The uploads that run: one for each message.
#[derive(Default)]
pub(super) struct Uploads {
    running: BTreeMap<MessageId, Running>,
    /// How many there were.
    begun: UploadNo,
}

/// It ends with its handle.
struct Running {
    number: UploadNo,
    file: FileId,
    _handle: oneshot::Sender<()>,
}

impl Uploads {
    /// The work of an upload; none where it runs already, as after the live connection was away for a moment. That of another
    /// file of the same message takes its place.
    pub fn begin(
        &mut self,
        upload: Upload,
        account: Account,
        sealed: Option<Vec<u8>>,
        inbox: WeakUnboundedSender<Input>,
    ) -> Option<impl Future<Output = Happened> + Send + use<>> {
        let Upload { run, message, file, .. } = upload;
        if self.running.get(&message).is_some_and(|running| running.file == file) {
            return None;
        }
        self.begun += 1;
        let number = self.begun;
        let (handle, stopped) = oneshot::channel();
        self.running.insert(message, Running { number, file, _handle: handle });
        Some(async move {
            let answer = tokio::select! {
                answer = send(upload, account, sealed, inbox) => answer,
                _ = stopped => Err(AccountError::Unreachable),
            };
            Happened::FileAnswered { run, number, of: (message, file), answer }
        })
    }

    /// An upload has ended; false where it was stopped before, or another one has taken its place.
    pub fn ended(&mut self, message: MessageId, number: UploadNo) -> bool {
        let current = self.running.get(&message).is_some_and(|running| running.number == number);
        if current {
            self.running.remove(&message);
        }
        current
    }

    /// The message is taken back.
    pub fn stop(&mut self, message: MessageId) {
        self.running.remove(&message);
    }
}

async fn send(
    upload: Upload,
    account: Account,
    sealed: Option<Vec<u8>>,
    inbox: WeakUnboundedSender<Input>,
) -> Result<(), AccountError> {
    let Upload { run, chat, message, audience, file } = upload;
    // A message whose file is lost would promise what nobody can open.
    let lost = || AccountError::Refused(Problem::new(ProblemCode::NotFound));
    let sealed = sealed.ok_or_else(lost)?;
    let size = sealed.len() as u64;
    let told = Mutex::new(0);
    let progress = move |sent: u64| {
        let percent = u8::try_from(sent.saturating_mul(100) / size.max(1)).unwrap_or(100);
        let mut told = told.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if percent >= *told + STEP {
            *told = percent;
            give(&inbox, Happened::FileUnderWay { run, chat, file, percent });
        }
    };
    account.send_file((chat, file), (message, audience), sealed, progress).await
}
