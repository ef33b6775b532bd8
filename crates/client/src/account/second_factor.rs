//! This person's second factor.

use beistand_domain::PersonId;
use beistand_protocol::rest::second_factor::{
    ConfirmSecondFactor, RecoveryCodes, SecondFactor, SecondFactorSecret, WithPassword,
};
use bytes::Bytes;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, RequestBuilder, StatusCode};
use zeroize::Zeroize as _;

use super::{Account, AccountError, wiped_after_use};

const PATH: &str = "/api/v1/me/second-factor";

impl Account {
    /// Whether this person signs in with a second factor.
    pub async fn second_factor(&self) -> Result<SecondFactor, AccountError> {
        self.read_twice(self.at(Method::GET, PATH)).await
    }

    /// A secret for this person's app, which counts once it is confirmed.
    pub async fn begin_second_factor(&self, password: &str) -> Result<SecondFactorSecret, AccountError> {
        self.read_twice(self.with_password("", password)?).await
    }

    /// Takes the secret into use. It is asked once: a second time there would be nothing left to confirm.
    pub async fn confirm_second_factor(&self, code: String) -> Result<RecoveryCodes, AccountError> {
        let request = self.at(Method::POST, &format!("{PATH}/confirm"));
        self.read(request.json(&ConfirmSecondFactor { code })).await
    }

    /// New recovery codes; those before stop working.
    pub async fn renew_recovery_codes(&self, password: &str) -> Result<RecoveryCodes, AccountError> {
        self.read_twice(self.with_password("/recovery-codes", password)?).await
    }

    /// Goes back to the password alone.
    pub async fn remove_second_factor(&self, password: &str) -> Result<(), AccountError> {
        self.done_twice(self.with_password("/remove", password)?, StatusCode::NO_CONTENT).await
    }

    /// Takes the second factor of somebody away who has lost it.
    pub async fn reset_second_factor(&self, person: PersonId) -> Result<(), AccountError> {
        let path = format!("/api/v1/people/{person}/second-factor/reset");
        self.done_twice(self.at(Method::POST, &path), StatusCode::NO_CONTENT).await
    }

    fn with_password(&self, step: &str, password: &str) -> Result<RequestBuilder, AccountError> {
        let mut body = WithPassword { password: password.to_owned() };
        let text = wiped_after_use(&body, &[password]);
        body.password.zeroize();
        let request =
            self.at(Method::POST, &format!("{PATH}{step}")).header(CONTENT_TYPE, "application/json");
        Ok(request.body(Bytes::from_owner(text?)))
    }
}
