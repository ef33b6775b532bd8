//! What an operator has set up, at one glance.

use crate::database::Store;
use crate::error::StoreError;
use crate::model::{CentreNo, OrganisationNo, PersonNo};
use crate::sql::{Tx, values};

/// A person in the overview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverviewPerson {
    /// To sign in with.
    pub sign_in_name: String,
    /// That others see.
    pub name: String,
    /// The roles' names, separated by blanks.
    pub roles: String,
}

/// A centre in the overview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// The organisation's slug.
    pub organisation: String,
    /// The part of the address.
    pub centre: String,
    /// As it is shown.
    pub name: String,
    /// Slug and name of each topic it offers.
    pub topics: Vec<(String, String)>,
    /// Everyone of its organisation.
    pub people: Vec<OverviewPerson>,
}

impl Store {
    /// Everything there is but the chats.
    pub async fn overview(&self) -> Result<Vec<Overview>, StoreError> {
        let sql = "SELECT centre.no, centre.slug, centre.name, centre.organisation_no, \
             organisation.slug AS organisation FROM centre \
             JOIN organisation ON organisation.no = centre.organisation_no ORDER BY centre.slug";
        self.read(move |tx| {
            Box::pin(async move {
                let mut all = Vec::new();
                for row in tx.query(sql, values![]).await? {
                    all.push(Overview {
                        organisation: row.text("organisation")?.to_owned(),
                        centre: row.text("slug")?.to_owned(),
                        name: row.text("name")?.to_owned(),
                        topics: topics(tx, CentreNo(row.int("no")?)).await?,
                        people: staff(tx, OrganisationNo(row.int("organisation_no")?)).await?,
                    });
                }
                Ok(all)
            })
        })
        .await
    }
}

async fn topics(tx: &Tx, centre: CentreNo) -> Result<Vec<(String, String)>, StoreError> {
    let sql = "SELECT topic.slug, topic.name FROM topic JOIN offering ON offering.topic_no = topic.no \
         WHERE offering.centre_no = $1 ORDER BY topic.name";
    let rows = tx.query(sql, values![centre]).await?;
    rows.iter().map(|row| Ok((row.text("slug")?.to_owned(), row.text("name")?.to_owned()))).collect()
}

async fn staff(tx: &Tx, organisation: OrganisationNo) -> Result<Vec<OverviewPerson>, StoreError> {
    let sql = "SELECT no, sign_in_name, name FROM person WHERE organisation_no = $1 ORDER BY sign_in_name";
    let roles = "SELECT DISTINCT role FROM membership WHERE person_no = $1 ORDER BY role";
    let mut all = Vec::new();
    for row in tx.query(sql, values![organisation]).await? {
        let roles = tx.query(roles, values![PersonNo(row.int("no")?)]).await?;
        let roles: Vec<&str> = roles.iter().map(|row| row.text("role")).collect::<Result<_, _>>()?;
        all.push(OverviewPerson {
            sign_in_name: row.text("sign_in_name")?.to_owned(),
            name: row.text("name")?.to_owned(),
            roles: roles.join(" "),
        });
    }
    Ok(all)
}
