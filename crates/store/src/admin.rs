//! What admins and the operator set up: organisations, centres, topics and people. Each act has its line in the audit log, in
//! the same transaction, and everybody who asks goes through the same rules.

mod centre;
mod link;
mod person;
mod rows;
mod staff;
mod topic;

use beistand_domain::access::{About, Action};
use beistand_domain::centre::{Name, Slug};
use beistand_runtime::Runtime;

pub use self::centre::{CentreState, LiveChatChange};
pub use self::person::{NewPerson, insert_person};
pub use self::rows::{AdminOutcome, CentreAt};
pub(crate) use self::rows::{centre_row, own_organisation};
pub(crate) use self::staff::member_to_help;
pub use self::staff::{Invited, PersonChange, StaffList, StaffMember};
pub use self::topic::{NewTopic, TopicAt, TopicChange};

use self::rows::{done, only_organisation, organisation_no, organisation_of};
use crate::actor::Actor;
use crate::audit::{Audited, Entry};
use crate::database::Store;
use crate::error::StoreError;
use crate::insert::{insert_centre, insert_organisation};
use crate::sql::Lock;

impl Store {
    /// Adds an organisation.
    pub async fn add_organisation(
        &self,
        actor: Actor,
        runtime: &Runtime,
        (slug, name): (Slug, Name),
    ) -> Result<AdminOutcome, StoreError> {
        let runtime = runtime.clone();
        self.write(&[Lock::Settings], move |tx| {
            Box::pin(async move {
                actor.may(Action::Operate, &About::Nothing)?;
                let added = insert_organisation(tx, &runtime, (&slug, &name)).await?;
                let Some(organisation) = added else { return Ok(AdminOutcome::AlreadyThere) };
                let entry = Entry::new(organisation, Audited::OrganisationAdded);
                done(tx, &actor, entry, runtime.now()).await
            })
        })
        .await
    }

    /// Adds a centre to an organisation. Without one it goes to the only one there is, which is made from the centre's own
    /// name when there is none.
    pub async fn add_centre(
        &self,
        actor: Actor,
        runtime: &Runtime,
        organisation: Option<Slug>,
        (slug, name): (Slug, Name),
    ) -> Result<AdminOutcome, StoreError> {
        let runtime = runtime.clone();
        self.write(&[Lock::Settings], move |tx| {
            Box::pin(async move {
                let of = match organisation {
                    Some(organisation) => organisation_no(tx, &organisation).await?,
                    None => only_organisation(tx, &runtime, (&slug, &name)).await?,
                };
                let Some(organisation) = of else { return Ok(AdminOutcome::NoSuch("organisation")) };
                actor.may(Action::ChangeOrganisation, &organisation_of(tx, organisation).await?)?;
                let added = insert_centre(tx, &runtime, organisation, (&slug, &name)).await?;
                let Some(centre) = added else { return Ok(AdminOutcome::AlreadyThere) };
                let entry = Entry::new(organisation, Audited::CentreAdded).in_centre(centre);
                done(tx, &actor, entry, runtime.now()).await
            })
        })
        .await
    }
}
