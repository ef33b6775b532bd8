//! The conversation, with counsellors who join and leave.

use super::ended;
use super::participant::{Departure, Left, Participant};
use super::state::{Active, Chat, Ending, Invitation, InvitationState, Past};
use super::transition::{ChatEvent, Context, Next, Refusal, Transition, away_since, seen};
use crate::ids::PersonId;
use crate::{Moment, limits};

impl Active {
    pub(super) fn deadline(&self) -> Moment {
        let asked = self.invitations.iter().filter_map(|invitation| match invitation.state {
            InvitationState::AskingCounsellor { until } => Some(until),
            InvitationState::AskingSeeker => None,
        });
        let end = self.conversation.rules.ends;
        asked.chain(self.seeker_gone()).fold(end, Moment::min)
    }

    fn seeker_gone(&self) -> Option<Moment> {
        away_since(self.presence).map(|since| since + self.conversation.rules.seeker_gone_after)
    }

    pub(super) fn apply(self, transition: Transition, context: &Context<'_>) -> Next {
        match transition {
            Transition::Accept { by } => match self.conversation.counsellor() {
                Some(holder) if holder != by => Err(Refusal::AlreadyAccepted { by: holder }),
                Some(_) | None => Ok((Chat::Active(self), Vec::new())),
            },
            Transition::Offer { .. }
            | Transition::Begin
            | Transition::Decline
            | Transition::Withdraw
            | Transition::MoveToMail => Err(Refusal::AlreadyActive),
            Transition::RejectOffer { .. } | Transition::WithdrawOffer => Err(Refusal::NotOffered),
            Transition::CloseByAdmin => self.end(Ending::ByAdmin, context.now),
            Transition::Invite { by, to, history } => self.invite((by, to), history, context.now),
            Transition::Uninvite { by, to } => self.uninvite(by, to),
            Transition::AcceptInvitation { by } => self.accept_invitation(by),
            Transition::RejectInvitation { by } => self.drop_invitation(by, true),
            Transition::AdmitJoiner { person } => self.admit(person, context),
            Transition::RefuseJoiner { person } => self.drop_invitation(person, false),
            Transition::Leave { by } => self.leave(by, Departure::Chosen, context),
            Transition::CounsellorGone { person } => self.leave(person, Departure::Gone, context),
            Transition::Return { by } => self.come_back(by),
            Transition::TakeOver { by } => self.take_over(by, context),
            Transition::EndByCounsellor { by } if self.conversation.is_present(by) => {
                self.end(Ending::ByCounsellor, context.now)
            }
            Transition::EndByCounsellor { .. } => Err(Refusal::NotYours),
            Transition::EndBySeeker => self.end(Ending::BySeeker, context.now),
            Transition::SeekerConnected | Transition::SeekerLost => {
                let (presence, events) = seen(self.presence, transition, context.now);
                Ok((Chat::Active(Self { presence, ..self }), events))
            }
            Transition::Tick => self.tick(context.now),
        }
    }

    fn end(self, how: Ending, at: Moment) -> Next {
        ended::now(at, how, Past::Talked(self.conversation))
    }

    fn invite(mut self, (by, to): (PersonId, PersonId), history: bool, now: Moment) -> Next {
        if !self.conversation.is_present(by) {
            return Err(Refusal::NotYours);
        }
        if self.conversation.is_present(to) {
            return Err(Refusal::AlreadyTakesPart);
        }
        if self.invitations.iter().any(|invitation| invitation.to == to) {
            return Ok((Chat::Active(self), Vec::new()));
        }
        if self.conversation.present().count() + self.invitations.len() >= limits::PARTICIPANTS_PER_CHAT {
            return Err(Refusal::TooManyParticipants);
        }
        let state = InvitationState::AskingCounsellor { until: now + limits::INVITATION_LENGTH };
        self.invitations.push(Invitation { by, to, history, state });
        Ok((Chat::Active(self), vec![ChatEvent::InvitationChanged { to }]))
    }

    fn uninvite(self, by: PersonId, to: PersonId) -> Next {
        if self.conversation.is_present(by) {
            self.drop_invitation(to, false)
        } else {
            Err(Refusal::NotYours)
        }
    }

    fn accept_invitation(mut self, by: PersonId) -> Next {
        let invitation = self.invitations.iter_mut().find(|one| one.to == by).ok_or(Refusal::NotOffered)?;
        if invitation.state == InvitationState::AskingSeeker {
            return Ok((Chat::Active(self), Vec::new()));
        }
        invitation.state = InvitationState::AskingSeeker;
        Ok((Chat::Active(self), vec![ChatEvent::InvitationChanged { to: by }]))
    }

    /// Takes an invitation away; `unanswered` is that only one the counsellor has not agreed to is meant.
    fn drop_invitation(mut self, to: PersonId, unanswered: bool) -> Next {
        let meant =
            |one: &Invitation| one.to == to && !(unanswered && one.state == InvitationState::AskingSeeker);
        let before = self.invitations.len();
        self.invitations.retain(|one| !meant(one));
        if self.invitations.len() == before {
            return Err(Refusal::NotOffered);
        }
        Ok((Chat::Active(self), vec![ChatEvent::InvitationChanged { to }]))
    }

    fn admit(mut self, person: PersonId, context: &Context<'_>) -> Next {
        let asked = |one: &Invitation| one.to == person && one.state == InvitationState::AskingSeeker;
        let at = self.invitations.iter().position(asked).ok_or(Refusal::NotOffered)?;
        let invitation = self.invitations.remove(at);
        let reads_from = if invitation.history { 1 } else { context.last_seq.saturating_add(1) };
        self.conversation.participants.push(Participant::joining(person, context.now, reads_from));
        Ok((Chat::Active(self), vec![ChatEvent::Joined { person }]))
    }

    fn leave(mut self, person: PersonId, how: Departure, context: &Context<'_>) -> Next {
        let stays = &mut self.conversation.participants;
        let stay = stays.iter_mut().find(|one| one.person == person && one.is_present());
        stay.ok_or(Refusal::NotYours)?.left = Some(Left { at: context.now, how, last_seq: context.last_seq });
        // Nobody is left to vouch for those this counsellor invited.
        self.invitations.retain(|one| one.by != person);
        let mut events = vec![ChatEvent::Left { person, how }];
        if self.unattended_since().is_some() {
            events.push(ChatEvent::Unattended);
        }
        Ok((Chat::Active(self), events))
    }

    /// The counsellor whose devices were gone last goes on where they stopped, as long as no colleague took the chat.
    fn come_back(mut self, by: PersonId) -> Next {
        if self.conversation.is_present(by) {
            return Ok((Chat::Active(self), Vec::new()));
        }
        let since = self.conversation.unattended_since().ok_or(Refusal::Attended)?;
        let was_last = |one: &Participant| {
            one.person == by && one.left.is_some_and(|left| left.at == since && left.how == Departure::Gone)
        };
        let stay = self.conversation.participants.iter_mut().rfind(|one| was_last(one));
        stay.ok_or(Refusal::NotYours)?.left = None;
        Ok((Chat::Active(self), vec![ChatEvent::Joined { person: by }]))
    }

    /// A colleague takes an unattended chat and reads from here on; the history needs the seeker's yes.
    fn take_over(mut self, by: PersonId, context: &Context<'_>) -> Next {
        if self.conversation.is_present(by) {
            return Ok((Chat::Active(self), Vec::new()));
        }
        if self.unattended_since().is_none() {
            return Err(Refusal::Attended);
        }
        let reads_from = context.last_seq.saturating_add(1);
        self.invitations.retain(|one| one.to != by);
        self.conversation.participants.push(Participant::joining(by, context.now, reads_from));
        Ok((Chat::Active(self), vec![ChatEvent::Joined { person: by }]))
    }

    fn tick(mut self, now: Moment) -> Next {
        if now >= self.conversation.rules.ends {
            return self.end(Ending::TimeLimit, now);
        }
        if self.seeker_gone().is_some_and(|deadline| now >= deadline) {
            return self.end(Ending::SeekerGone, now);
        }
        let mut events = Vec::new();
        self.invitations.retain(|one| match one.state {
            InvitationState::AskingCounsellor { until } if now >= until => {
                events.push(ChatEvent::InvitationChanged { to: one.to });
                false
            }
            InvitationState::AskingCounsellor { .. } | InvitationState::AskingSeeker => true,
        });
        Ok((Chat::Active(self), events))
    }
}
