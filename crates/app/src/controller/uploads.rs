//! Files on their way: how far each has got, and stopping one.

use std::collections::BTreeMap;
use std::sync::Mutex;

use beistand_client::{Account, AccountError};
use beistand_domain::{ChatId, FileId, MessageId};
use beistand_protocol::view::Audience;
use beistand_protocol::{Problem, ProblemCode};
use tokio::sync::mpsc::WeakUnboundedSender;
use tokio::sync::oneshot;

use super::happened::Happened;
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

/// Each upload ends with its handle.
#[derive(Default)]
pub(super) struct Uploads(BTreeMap<MessageId, oneshot::Sender<()>>);

impl Uploads {
    /// The work of an upload; a later one of the same message takes its place.
    pub fn begin(
        &mut self,
        upload: Upload,
        account: Account,
        sealed: Option<Vec<u8>>,
        inbox: WeakUnboundedSender<Input>,
    ) -> impl Future<Output = Happened> + Send + use<> {
        let Upload { run, message, file, .. } = upload;
        let (handle, stopped) = oneshot::channel();
        self.0.insert(message, handle);
        async move {
            let answer = tokio::select! {
                answer = send(upload, account, sealed, inbox) => answer,
                _ = stopped => Err(AccountError::Unreachable),
            };
            Happened::FileAnswered { run, of: (message, file), answer }
        }
    }

    /// The message is taken back.
    pub fn stop(&mut self, message: MessageId) {
        self.0.remove(&message);
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
