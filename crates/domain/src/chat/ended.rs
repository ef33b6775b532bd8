//! A chat that is over.

use super::state::{Chat, Ended, Ending, Past};
use super::transition::{ChatEvent, Next, Refusal, Transition};
use crate::Moment;

impl Ended {
    pub(super) fn apply(self, transition: Transition) -> Next {
        let over = Err(Refusal::Ended { how: self.how });
        match transition {
            Transition::Accept { .. } => match self.past.counsellor() {
                Some(by) => Err(Refusal::AlreadyAccepted { by }),
                None => over,
            },
            Transition::Offer { .. }
            | Transition::RejectOffer { .. }
            | Transition::WithdrawOffer
            | Transition::Begin
            | Transition::Decline
            | Transition::Withdraw
            | Transition::MoveToMail
            | Transition::CloseByAdmin
            | Transition::Invite { .. }
            | Transition::Uninvite { .. }
            | Transition::AcceptInvitation { .. }
            | Transition::RejectInvitation { .. }
            | Transition::AdmitJoiner { .. }
            | Transition::RefuseJoiner { .. }
            | Transition::Leave { .. }
            | Transition::CounsellorGone { .. }
            | Transition::Return { .. }
            | Transition::TakeOver { .. }
            | Transition::EndByCounsellor { .. }
            | Transition::EndBySeeker
            | Transition::SeekerConnected => over,
            Transition::SeekerLost | Transition::Tick => Ok((Chat::Ended(self), Vec::new())),
        }
    }
}

/// The chat ends now.
pub(super) fn now(at: Moment, how: Ending, past: Past) -> Next {
    Ok((Chat::Ended(Ended { at, how, past }), vec![ChatEvent::Ended { how }]))
}
