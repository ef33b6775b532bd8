//! A counsellor accepted; the seeker has to choose "Jetzt chatten".

use super::ended;
use super::participant::Participant;
use super::state::{Accepted, Active, Chat, Conversation, Ending, Past};
use super::transition::{ChatEvent, Context, Next, Refusal, Transition, seen};

impl Accepted {
    pub(super) fn apply(self, transition: Transition, context: &Context<'_>) -> Next {
        let end = |how| ended::now(context.now, how, Past::Accepted { counsellor: self.counsellor });
        match transition {
            Transition::Accept { by } if by == self.counsellor => Ok((Chat::Accepted(self), Vec::new())),
            Transition::Accept { .. } | Transition::Offer { .. } | Transition::TakeOver { .. } => {
                Err(Refusal::AlreadyAccepted { by: self.counsellor })
            }
            Transition::RejectOffer { .. } | Transition::WithdrawOffer => Err(Refusal::NotOffered),
            Transition::Begin => self.begin(context),
            Transition::Decline | Transition::Withdraw => end(Ending::Declined),
            Transition::MoveToMail => end(Ending::MovedToMail),
            Transition::CloseByAdmin => end(Ending::ClosedByAdmin),
            // A counsellor who accepted by mistake, or whose seeker does not answer, is not stuck with it.
            Transition::EndByCounsellor { by } if by == self.counsellor => end(Ending::NoAnswer),
            Transition::EndByCounsellor { .. } => Err(Refusal::NotYours),
            Transition::Invite { .. }
            | Transition::Uninvite { .. }
            | Transition::AcceptInvitation { .. }
            | Transition::RejectInvitation { .. }
            | Transition::AdmitJoiner { .. }
            | Transition::RefuseJoiner { .. }
            | Transition::Leave { .. }
            | Transition::CounsellorGone { .. }
            | Transition::Return { .. }
            | Transition::EndBySeeker => Err(Refusal::NotActive),
            Transition::SeekerConnected | Transition::SeekerLost => {
                let (presence, events) = seen(self.presence, transition, context.now);
                Ok((Chat::Accepted(Self { presence, ..self }), events))
            }
            Transition::Tick if context.now >= self.at + context.rules.answer_within => end(Ending::NoAnswer),
            Transition::Tick => Ok((Chat::Accepted(self), Vec::new())),
        }
    }

    fn begin(self, context: &Context<'_>) -> Next {
        let conversation = Conversation {
            started: context.now,
            rules: context.rules.in_force_from(context.now),
            participants: vec![Participant::joining(self.counsellor, context.now, 1)],
        };
        let active = Active { conversation, invitations: Vec::new(), presence: self.presence };
        Ok((Chat::Active(active), vec![ChatEvent::Began { by: self.counsellor }]))
    }
}
