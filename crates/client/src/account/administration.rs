//! What admins set up on the server.

use beistand_domain::{CentreId, PersonId, TopicId};
use beistand_protocol::rest::administration::{
    AddTopic, AdministeredCentres, AuditPage, CentreSettings, ChangePerson, ChangeTopic, InvitePerson,
    PasswordLink, People, SetLiveChat, SetReachable,
};
use reqwest::{Method, StatusCode};

use super::{Account, AccountError};

impl Account {
    /// The centres that this person sets up; refused as not found where there is none.
    pub async fn administered_centres(&self) -> Result<AdministeredCentres, AccountError> {
        self.read_twice(self.at(Method::GET, "/api/v1/centres")).await
    }

    /// What is set for a centre.
    pub async fn centre_settings(&self, centre: CentreId) -> Result<CentreSettings, AccountError> {
        self.read_twice(self.at(Method::GET, &format!("/api/v1/centres/{centre}/settings"))).await
    }

    /// Sets where live chat is offered.
    pub async fn set_live_chat(
        &self,
        centre: CentreId,
        change: &SetLiveChat,
    ) -> Result<CentreSettings, AccountError> {
        let path = format!("/api/v1/centres/{centre}/live-chat");
        self.read_twice(self.at(Method::PUT, &path).json(change)).await
    }

    /// Changes a topic.
    pub async fn change_topic(
        &self,
        (centre, topic): (CentreId, TopicId),
        change: &ChangeTopic,
    ) -> Result<CentreSettings, AccountError> {
        let path = format!("/api/v1/centres/{centre}/topics/{topic}");
        self.read_twice(self.at(Method::PATCH, &path).json(change)).await
    }

    /// Lets a centre offer a new topic.
    pub async fn add_topic(
        &self,
        centre: CentreId,
        topic: &AddTopic,
    ) -> Result<CentreSettings, AccountError> {
        let path = format!("/api/v1/centres/{centre}/topics");
        self.read_twice(self.at(Method::POST, &path).json(topic)).await
    }

    /// Everyone of the organisation.
    pub async fn people(&self) -> Result<People, AccountError> {
        self.read_twice(self.at(Method::GET, "/api/v1/people")).await
    }

    /// Adds a person, who chooses a password by the link.
    pub async fn invite_person(&self, person: &InvitePerson) -> Result<PasswordLink, AccountError> {
        self.read_twice(self.at(Method::POST, "/api/v1/people").json(person)).await
    }

    /// Changes a person.
    pub async fn change_person(&self, person: PersonId, change: &ChangePerson) -> Result<(), AccountError> {
        let path = format!("/api/v1/people/{person}");
        self.done_twice(self.at(Method::PATCH, &path).json(change), StatusCode::NO_CONTENT).await
    }

    /// A new way to choose a password.
    pub async fn make_password_link(&self, person: PersonId) -> Result<PasswordLink, AccountError> {
        self.read_twice(self.at(Method::POST, &format!("/api/v1/people/{person}/password-link"))).await
    }

    /// A page of the log of the organisation, or of one centre, before the entry of this number.
    pub async fn audit_log(
        &self,
        centre: Option<CentreId>,
        before: Option<u64>,
    ) -> Result<AuditPage, AccountError> {
        let of = centre.map(|centre| format!("centres/{centre}/")).unwrap_or_default();
        let before = before.map(|before| format!("?before={before}")).unwrap_or_default();
        self.read_twice(self.at(Method::GET, &format!("/api/v1/{of}audit{before}"))).await
    }

    /// Says whether this person may be suggested at all.
    pub async fn set_reachable(&self, reachable: bool) -> Result<(), AccountError> {
        let body = SetReachable { reachable };
        self.done_twice(self.at(Method::PUT, "/api/v1/me/reachable").json(&body), StatusCode::NO_CONTENT)
            .await
    }
}
