//! How values of lifecycles are written in rows. These names are stable: renaming a variant changes nothing stored.

use beistand_domain::access::Role;
use beistand_domain::availability::{Off, Pause};
use beistand_domain::chat::{Departure, Outcome};
use beistand_domain::routing::Mode;
use beistand_domain::sign_in::Account;
use beistand_domain::{Ending, Entry};
use beistand_protocol::view::Audience;

/// A value with a stable name in rows.
pub trait Named: Copy + PartialEq + 'static {
    /// Every value with its name.
    const NAMES: &'static [(Self, &'static str)];

    /// The name of the value.
    fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(value, _)| *value == self).map_or("", |(_, name)| name)
    }

    /// The value of this name.
    fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, known)| *known == name).map(|(value, _)| *value)
    }
}

macro_rules! named {
    ($type:ty { $($value:path => $name:literal),* $(,)? }) => {
        impl Named for $type {
            const NAMES: &'static [(Self, &'static str)] = &[$(($value, $name)),*];
        }

        const _: fn($type) = |value| match value {
            // A new variant needs a name before this compiles.
            $($value => {})*
        };
    };
}

named!(Ending {
    Ending::Withdrawn => "withdrawn",
    Ending::Vanished => "vanished",
    Ending::MovedToMail => "moved_to_mail",
    Ending::ClosedByAdmin => "closed_by_admin",
    Ending::Declined => "declined",
    Ending::NoAnswer => "no_answer",
    Ending::ByCounsellor => "by_counsellor",
    Ending::BySeeker => "by_seeker",
    Ending::TimeLimit => "time_limit",
    Ending::SeekerGone => "seeker_gone",
    Ending::ByAdmin => "by_admin",
});
named!(Off {
    Off::Chosen => "chosen",
    Off::Expired => "expired",
    Off::SignedOut => "signed_out",
    Off::Absent => "absent",
    Off::BySupervisor => "by_supervisor",
});
named!(Pause {
    Pause::Locked => "locked",
    Pause::Suspended => "suspended",
    Pause::Idle => "idle",
    Pause::MissedOffers => "missed_offers",
    Pause::Break => "break",
    Pause::Phone => "phone",
    Pause::Meeting => "meeting",
});
named!(Outcome {
    Outcome::Rejected => "rejected",
    Outcome::Missed => "missed",
    Outcome::Withdrawn => "withdrawn",
});
named!(Departure { Departure::Chosen => "chosen", Departure::Gone => "gone" });
named!(Mode { Mode::Pool => "pool", Mode::Offer => "offer", Mode::Suggest => "suggest" });
named!(Entry { Entry::StartPage => "start_page", Entry::Bubble => "bubble" });
named!(Account { Account::Active => "active", Account::Deactivated => "deactivated" });
named!(Role { Role::Counsellor => "counsellor", Role::Supervisor => "supervisor", Role::Admin => "admin" });
named!(Audience { Audience::Everyone => "everyone", Audience::Counsellors => "counsellors" });
