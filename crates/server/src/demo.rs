//! The demo centre of design.md section 8.

use beistand_runtime::Runtime;

use crate::password;
use crate::store::DemoPerson;
use crate::store::Store;

/// Everybody's password in the demo.
pub const PASSWORD: &str = "Beistand-Demo-2026";

const TOPICS: &[(&str, &str)] =
    &[("schwangerschaft", "Schwangerschaft"), ("sucht", "Sucht"), ("start-up", "Start-up")];

const PEOPLE: [(&str, &str, &str); 5] = [
    ("anna", "Anna", "counsellor"),
    ("ben", "Ben", "counsellor"),
    ("clara", "Clara", "counsellor"),
    ("sofia", "Sofia", "supervisor"),
    ("adam", "Adam", "admin"),
];

/// Makes the demo centre with its topics and people unless it is there.
pub async fn seed(store: &Store, runtime: &Runtime) -> anyhow::Result<()> {
    if store.has_centre("demo").await? {
        return Ok(());
    }
    let mut people = Vec::new();
    for (sign_in_name, name, roles) in PEOPLE {
        let password_hash = password::hash(PASSWORD.to_owned(), runtime.bytes()).await?;
        people.push(DemoPerson { sign_in_name, name, roles, password_hash });
    }
    store.seed_centre(runtime, ("demo", "Beratungsstelle Demo"), TOPICS, people).await?;
    Ok(())
}
