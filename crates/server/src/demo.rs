//! The demo of design.md section 8: one organisation with two centres that share a topic.

use beistand_domain::access::Role;
use beistand_domain::statistics::{Counted, Day};
use beistand_protocol::rest::demo::{Demo, DemoPerson as DemoPersonShown};
use beistand_runtime::Runtime;
use beistand_store::{DemoCentre, DemoCount, DemoPerson, Store};

use crate::password;

/// Everyone's password in the demo.
pub const PASSWORD: &str = "Beistand-Demo-2026";

const CENTRES: &[DemoCentre] = &[
    DemoCentre {
        slug: "demo",
        name: "Beratungsstelle Demo",
        topics: &[("schwangerschaft", "Schwangerschaft"), ("sucht", "Sucht"), ("start-up", "Start-up")],
    },
    DemoCentre { slug: "demo-sued", name: "Beratungsstelle Demo Süd", topics: &[("sucht", "Sucht")] },
];

const PEOPLE: [(&str, &str, Role); 5] = [
    ("anna", "Anna", Role::Counsellor),
    ("ben", "Ben", Role::Counsellor),
    ("clara", "Clara", Role::Counsellor),
    ("sofia", "Sofia", Role::Supervisor),
    ("adam", "Adam", Role::Admin),
];

/// What a desk's sign-in screen offers.
pub fn shown() -> Demo {
    let people = PEOPLE.map(|(sign_in_name, name, role)| DemoPersonShown {
        sign_in_name: sign_in_name.to_owned(),
        name: name.to_owned(),
        role,
    });
    let pages = CENTRES.iter().map(|centre| format!("/{}", centre.slug)).collect();
    Demo { people: people.to_vec(), password: PASSWORD.to_owned(), pages }
}

/// Makes the demo's organisation with its centres, topics and people unless they are there.
pub async fn seed(store: &Store, runtime: &Runtime) -> anyhow::Result<()> {
    if store.has_centre("demo").await? {
        return Ok(());
    }
    let mut people = Vec::new();
    for (sign_in_name, name, role) in PEOPLE {
        let password_hash = password::hash(PASSWORD.to_owned(), runtime.bytes()).await?;
        people.push(DemoPerson { sign_in_name, name, role, password_hash });
    }
    let organisation = ("demo".parse()?, "Träger Demo".parse()?);
    store.seed(runtime, organisation, CENTRES, people).await?;
    let today = Day::from_number(runtime.now().epoch_day());
    store.seed_counts("demo", invented_counts(today)).await?;
    Ok(())
}

/// A week of counts before `today`, so that charts are not empty. Nothing has happened for them.
fn invented_counts(today: Day) -> Vec<DemoCount> {
    let mut counts = Vec::new();
    for ago in 1..=7_u32 {
        let day = Day::from_number(today.number() - i64::from(ago));
        for (topic, busy) in [("schwangerschaft", 2), ("sucht", 4), ("start-up", 1)] {
            for hour in 9..21_u8 {
                let requests = (ago * 5 + u32::from(hour) * 7 + busy) % (busy + 2);
                counts.extend(in_hour((day, hour), topic, requests));
            }
        }
    }
    counts
}

/// What becomes of so many requests in an hour.
fn in_hour(at: (Day, u8), topic: &'static str, requests: u32) -> impl Iterator<Item = DemoCount> {
    let accepted = requests - requests / 4;
    let person = ["anna", "ben", "clara"][usize::from(at.1) % 3];
    let all = [
        (Counted::Requested, None, requests),
        (Counted::Withdrawn, None, requests / 4),
        (Counted::Accepted, Some(person), accepted),
        (Counted::Began, Some(person), accepted),
        (Counted::WaitedUnder1, None, accepted / 2),
        (Counted::Waited1To3, None, accepted - accepted / 2),
        (Counted::EndedBySeeker, None, accepted / 2),
        (Counted::EndedByCounsellor, None, accepted - accepted / 2),
        (Counted::Talked15To30, None, accepted / 3),
        (Counted::Talked30To60, None, accepted - accepted / 3),
        (Counted::MessageOfSeeker, None, accepted * 14),
        (Counted::MessageOfCounsellor, Some(person), accepted * 17),
        (Counted::File, None, accepted / 3),
    ];
    all.into_iter().filter(|(_, _, n)| *n > 0).map(move |(what, person, n)| DemoCount {
        at,
        topic,
        person,
        what,
        n,
    })
}
