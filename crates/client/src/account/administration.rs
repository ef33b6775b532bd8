//! What admins set up on the server.

use beistand_domain::statistics::Day;
use beistand_domain::{CentreId, PersonId, SessionId, TopicId};
use beistand_protocol::rest::administration::{
    AddTopic, AdministeredCentres, AuditPage, CentreSettings, ChangePerson, ChangeTopic, InvitePerson,
    PasswordLink, People, SetLiveChat, SetReachable,
};
use beistand_protocol::rest::me::{ChangePassword, OwnSessions};
use beistand_protocol::rest::statistics::{OwnStatistics, Statistics};
use bytes::Bytes;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};
use zeroize::Zeroize as _;

use super::{Account, AccountError, wiped_after_use};

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

    /// Sets this person's password; all other sessions end.
    pub async fn change_password(&self, current: &str, new: &str) -> Result<(), AccountError> {
        let mut body = ChangePassword { current: current.to_owned(), new: new.to_owned() };
        let text = wiped_after_use(&body, &[current, new]);
        body.current.zeroize();
        body.new.zeroize();
        let request = self.at(Method::PUT, "/api/v1/me/password").header(CONTENT_TYPE, "application/json");
        self.done_twice(request.body(Bytes::from_owner(text?)), StatusCode::NO_CONTENT).await
    }

    /// The devices that are signed in as this person.
    pub async fn own_sessions(&self) -> Result<OwnSessions, AccountError> {
        self.read_twice(self.at(Method::GET, "/api/v1/me/sessions")).await
    }

    /// Signs one of this person's devices out.
    pub async fn end_session(&self, session: SessionId) -> Result<(), AccountError> {
        let path = format!("/api/v1/me/sessions/{session}");
        self.done_twice(self.at(Method::DELETE, &path), StatusCode::NO_CONTENT).await
    }

    /// What happened in a centre between two days.
    pub async fn statistics(
        &self,
        centre: CentreId,
        (from, until): (Day, Day),
        topic: Option<TopicId>,
    ) -> Result<Statistics, AccountError> {
        let topic = topic.map(|topic| format!("&topic={topic}")).unwrap_or_default();
        let path = format!("/api/v1/centres/{centre}/statistics?from={from}&until={until}{topic}");
        self.read_twice(self.at(Method::GET, &path)).await
    }

    /// What this person did between two days.
    pub async fn own_statistics(&self, (from, until): (Day, Day)) -> Result<OwnStatistics, AccountError> {
        let path = format!("/api/v1/me/statistics?from={from}&until={until}");
        self.read_twice(self.at(Method::GET, &path)).await
    }

    /// Says whether this person may be suggested at all.
    pub async fn set_reachable(&self, reachable: bool) -> Result<(), AccountError> {
        let body = SetReachable { reachable };
        self.done_twice(self.at(Method::PUT, "/api/v1/me/reachable").json(&body), StatusCode::NO_CONTENT)
            .await
    }
}
