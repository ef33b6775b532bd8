//! The demo of design.md section 8: one organisation with two centres that share a topic.

use beistand_domain::access::Role;
use beistand_runtime::Runtime;
use beistand_store::{DemoCentre, DemoPerson, Store};

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
    Ok(())
}
