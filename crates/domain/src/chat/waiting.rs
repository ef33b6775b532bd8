//! A request in the queue.

use super::ended;
use super::rules::Rules;
use super::state::{Accepted, Chat, Ending, Offer, Outcome, Past, Waiting};
use super::transition::{ChatEvent, Context, Next, Refusal, Transition, away_since, seen};
use crate::ids::PersonId;
use crate::{Moment, limits};

impl Waiting {
    pub(super) fn deadline(&self, rules: &Rules) -> Option<Moment> {
        let offer = self.open_offer().map(|offer| offer.until);
        [self.vanishes(rules), offer].into_iter().flatten().min()
    }

    fn vanishes(&self, rules: &Rules) -> Option<Moment> {
        away_since(self.presence).map(|since| since + rules.away_keeps_place)
    }

    pub(super) fn apply(self, transition: Transition, context: &Context<'_>) -> Next {
        let end = |how| ended::now(context.now, how, Past::NeverAccepted);
        match transition {
            Transition::Accept { by } => self.accept(by, context.now),
            Transition::Offer { to } => self.offer(to, context.now),
            Transition::RejectOffer { by } => self.end_offer(Some(by), Outcome::Rejected),
            Transition::WithdrawOffer => self.end_offer(None, Outcome::Withdrawn),
            Transition::Begin | Transition::Decline => Err(Refusal::NotAccepted),
            Transition::Withdraw => end(Ending::Withdrawn),
            Transition::MoveToMail => end(Ending::MovedToMail),
            Transition::CloseByAdmin => end(Ending::ClosedByAdmin),
            Transition::Invite { .. }
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
            | Transition::EndBySeeker => Err(Refusal::NotActive),
            Transition::SeekerConnected | Transition::SeekerLost => {
                let (presence, events) = seen(self.presence, transition, context.now);
                Ok((Chat::Waiting(Self { presence, ..self }), events))
            }
            Transition::Tick => self.tick(context),
        }
    }

    /// A locked phone is no reason to pass a seeker over: the page finds out when it is back.
    fn accept(self, by: PersonId, at: Moment) -> Next {
        if self.open_offer().is_some_and(|offer| offer.to != by && at < offer.until) {
            return Err(Refusal::OfferedElsewhere);
        }
        let accepted = Accepted { since: self.since, counsellor: by, at, presence: self.presence };
        Ok((Chat::Accepted(accepted), vec![ChatEvent::Accepted { by }]))
    }

    fn offer(mut self, to: PersonId, at: Moment) -> Next {
        match self.open_offer() {
            Some(open) if open.to == to => Ok((Chat::Waiting(self), Vec::new())),
            Some(_) => Err(Refusal::OfferedElsewhere),
            None => {
                let until = at + limits::OFFER_LENGTH;
                self.offers.push(Offer { to, until, outcome: None });
                Ok((Chat::Waiting(self), vec![ChatEvent::Offered { to, until }]))
            }
        }
    }

    /// Ends the open offer; `of` is who says so, where only the asked counsellor may.
    fn end_offer(mut self, of: Option<PersonId>, how: Outcome) -> Next {
        let open = self.offers.last_mut().filter(|offer| offer.outcome.is_none());
        let open =
            open.filter(|offer| of.is_none_or(|person| person == offer.to)).ok_or(Refusal::NotOffered)?;
        open.outcome = Some(how);
        let to = open.to;
        Ok((Chat::Waiting(self), vec![ChatEvent::OfferEnded { to, how }]))
    }

    fn tick(self, context: &Context<'_>) -> Next {
        if self.vanishes(context.rules).is_some_and(|deadline| context.now >= deadline) {
            return ended::now(context.now, Ending::Vanished, Past::NeverAccepted);
        }
        if self.open_offer().is_some_and(|offer| context.now >= offer.until) {
            return self.end_offer(None, Outcome::Missed);
        }
        Ok((Chat::Waiting(self), Vec::new()))
    }
}
