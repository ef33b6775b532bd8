//! Idempotent commands: the first answer is kept, and a repeated command gets it again.

use beistand_domain::access::Action;
use beistand_domain::{ChatId, CommandId, Moment, Transition};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StoreError;
use crate::sql::{Tx, corrupt, values};

/// The id under which nobody else can act.
pub type ActorKey = [u8; 16];

/// What a command does. The names in rows are stable: renaming a variant breaks no repeat across an upgrade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    Request,
    Accept,
    RejectOffer,
    Begin,
    Decline,
    Withdraw,
    MoveToMail,
    End,
    Close,
    Invite,
    Uninvite,
    AnswerInvitation,
    AnswerJoiner,
    Leave,
    Return,
    TakeOver,
    Offer,
    Observe,
    SwitchOn,
    SwitchOff,
    Pause,
    Resume,
}

impl Name {
    /// The name in a row.
    pub fn text(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Accept => "accept",
            Self::RejectOffer => "reject_offer",
            Self::Begin => "begin",
            Self::Decline => "decline",
            Self::Withdraw => "withdraw",
            Self::MoveToMail => "move_to_mail",
            Self::End => "end",
            Self::Close => "close",
            Self::Invite => "invite",
            Self::Uninvite => "uninvite",
            Self::AnswerInvitation => "answer_invitation",
            Self::AnswerJoiner => "answer_joiner",
            Self::Leave => "leave",
            Self::Return => "return",
            Self::TakeOver => "take_over",
            Self::Offer => "offer",
            Self::Observe => "observe",
            Self::SwitchOn => "switch_on",
            Self::SwitchOff => "switch_off",
            Self::Pause => "pause",
            Self::Resume => "resume",
        }
    }

    /// The name of a transition as a command, and what its actor must be allowed to do.
    pub fn of(transition: Transition) -> (Self, Action) {
        match transition {
            Transition::Accept { .. } => (Self::Accept, Action::TakeChat),
            Transition::Offer { .. } | Transition::WithdrawOffer => (Self::Offer, Action::Operate),
            Transition::RejectOffer { .. } => (Self::RejectOffer, Action::TakeChat),
            Transition::Begin => (Self::Begin, Action::AnswerAccept),
            Transition::Decline => (Self::Decline, Action::AnswerAccept),
            Transition::Withdraw => (Self::Withdraw, Action::AnswerAccept),
            Transition::MoveToMail => (Self::MoveToMail, Action::AnswerAccept),
            Transition::CloseByAdmin => (Self::Close, Action::ChangeCentre),
            Transition::Invite { .. } => (Self::Invite, Action::ChangeParticipants),
            Transition::Uninvite { .. } => (Self::Uninvite, Action::ChangeParticipants),
            Transition::AcceptInvitation { .. } | Transition::RejectInvitation { .. } => {
                (Self::AnswerInvitation, Action::TakeChat)
            }
            Transition::AdmitJoiner { .. } | Transition::RefuseJoiner { .. } => {
                (Self::AnswerJoiner, Action::AnswerAccept)
            }
            Transition::Leave { .. } => (Self::Leave, Action::ChangeParticipants),
            Transition::Return { .. } => (Self::Return, Action::ChangeParticipants),
            Transition::TakeOver { .. } => (Self::TakeOver, Action::TakeChat),
            Transition::EndByCounsellor { .. } | Transition::EndBySeeker => (Self::End, Action::EndChat),
            Transition::CounsellorGone { .. }
            | Transition::SeekerConnected
            | Transition::SeekerLost
            | Transition::Tick => (Self::Observe, Action::Operate),
        }
    }
}

/// A command. `name` and `about`, the chat it belongs to, show when an id is used for something else, and make that
/// nothing of the command outlives the chat.
pub struct Command {
    pub actor: ActorKey,
    pub id: CommandId,
    pub name: Name,
    /// What else tells it from a command of the same name; empty where `about` does.
    pub detail: String,
    pub about: Option<ChatId>,
}

impl Command {
    /// A command about a chat, or about nothing but its actor.
    pub fn new(actor: ActorKey, id: CommandId, name: Name, about: Option<ChatId>) -> Self {
        Self { actor, id, name, detail: String::new(), about }
    }

    fn what(&self) -> String {
        if self.detail.is_empty() {
            self.name.text().to_owned()
        } else {
            format!("{} {}", self.name.text(), self.detail)
        }
    }

    /// The answer it got before, if it is a repeated one. The caller holds the command's lock.
    pub async fn answered<T: DeserializeOwned>(&self, tx: &Tx) -> Result<Option<T>, StoreError> {
        let sql = "SELECT what, about, answer FROM command WHERE actor = $1 AND id = $2";
        let Some(row) = tx.first(sql, values![self.actor, self.id.to_bytes()]).await? else {
            return Ok(None);
        };
        // The server makes another id for the chat with each try of a request.
        let same_chat =
            self.name == Name::Request || row.id_if_any("about", ChatId::from_bytes)? == self.about;
        if row.text("what")? != self.what() || !same_chat {
            return Err(StoreError::IdReused);
        }
        serde_json::from_str(row.text("answer")?).map(Some).map_err(|_| corrupt("answer"))
    }

    /// Keeps its answer for a repeat.
    pub async fn answer<T: Serialize>(&self, tx: &Tx, answer: &T, now: Moment) -> Result<(), StoreError> {
        let about = self.about.map(ChatId::to_bytes);
        let text = serde_json::to_string(answer).map_err(|_| corrupt("answer"))?;
        let sql = "INSERT INTO command (actor, id, about, what, answer, at) VALUES ($1, $2, $3, $4, $5, $6)";
        let row = values![self.actor, self.id.to_bytes(), about, self.what(), text, now];
        tx.execute(sql, row).await.map(|_| ())
    }
}
