//! Signing in with a second factor: a code counts once, recovery codes are for the day without the phone, and an admin helps.

use std::time::Duration;

use beistand_domain::{DeviceId, limits};
use beistand_protocol::rest::administration::{AuditPage, People};
use beistand_protocol::rest::second_factor::{RecoveryCodes, SecondFactor, SecondFactorSecret};
use beistand_protocol::{Blob, Problem, ProblemCode};
use beistand_runtime::Runtime;
use beistand_server::admin::{Admin, PersonTask, Task};
use beistand_server::config::Settings;
use beistand_server::demo::PASSWORD;
use beistand_testkit::people::Rest;
use beistand_testkit::{Counsellor, TestClock, TestServer, clock};
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

/// Anna, with an app on her phone.
struct Phone {
    server: TestServer,
    runtime: Runtime,
    anna: Counsellor,
    secret: String,
    recovery: Vec<String>,
}

impl Phone {
    async fn set_up(settings: Settings) -> Self {
        let server = TestServer::with(settings, TestClock::new()).await.unwrap();
        let runtime = clock::runtime(&server.clock, 29);
        let anna = Counsellor::sign_in(&server.url(), &runtime, "anna").await.unwrap();
        let mut phone = Self { server, runtime, anna, secret: String::new(), recovery: Vec::new() };
        phone.secret = phone.begin().await.unwrap().secret;
        phone.recovery = phone.confirm(&phone.code()).await.unwrap().codes;
        phone.next_code();
        phone
    }

    /// What the app shows now.
    fn code(&self) -> String {
        code(&self.secret, &self.runtime)
    }

    /// Waits until the app shows another code.
    fn next_code(&self) {
        self.server.clock.advance(Duration::from_secs(30));
    }

    async fn begin(&self) -> Result<SecondFactorSecret, Problem> {
        post(&self.anna.rest, "/api/v1/me/second-factor", &json!({ "password": PASSWORD })).await
    }

    async fn confirm(&self, code: &str) -> Result<RecoveryCodes, Problem> {
        post(&self.anna.rest, "/api/v1/me/second-factor/confirm", &json!({ "code": code })).await
    }

    async fn state(&self) -> SecondFactor {
        get(&self.anna.rest, "/api/v1/me/second-factor").await
    }

    /// On a device that nobody has seen before.
    async fn sign_in(&self, code: Option<&str>) -> Result<Counsellor, ProblemCode> {
        let (url, runtime) = (self.server.url(), &self.runtime);
        let tried = Counsellor::try_sign_in_with(&url, runtime, ("anna", PASSWORD), code).await.unwrap();
        tried.map_err(|problem| problem.code)
    }

    /// On this device, from this address; the answer's status.
    async fn sign_in_on(&self, device: DeviceId, code: &str, from: u8) -> u16 {
        let keys = Blob(self.anna.keys.signing_key().to_vec());
        let body = json!({
            "name": "anna", "password": PASSWORD, "code": code, "device": device,
            "device_name": "Test", "signing_key": keys, "day_key": self.anna.day_key(),
        });
        let request = reqwest::Client::new().post(format!("{}/api/v1/sessions", self.server.url()));
        let request = request.header("content-type", "application/json");
        let request = request.header("x-forwarded-for", format!("192.0.2.{from}"));
        request.body(body.to_string()).send().await.unwrap().status().as_u16()
    }

    /// Goes back to the password alone.
    async fn remove(&self, password: &str) -> Result<Value, Problem> {
        post(&self.anna.rest, "/api/v1/me/second-factor/remove", &json!({ "password": password })).await
    }

    /// Why it does not work.
    async fn refused(&self, code: Option<&str>) -> ProblemCode {
        self.sign_in(code).await.err().unwrap()
    }
}

fn code(secret: &str, runtime: &Runtime) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).with_account_name("anna").build().unwrap();
    totp.generate(u64::try_from(runtime.now().millis() / 1000).unwrap()).to_string()
}

/// A code that the app does not show around now.
fn wrong_code(right: &str) -> String {
    let digits = right.parse::<u32>().unwrap();
    format!("{:06}", (digits + 500_000) % 1_000_000)
}

async fn post<T: DeserializeOwned>(rest: &Rest, path: &str, body: &Value) -> Result<T, Problem> {
    rest.call(Method::POST, path, Some(body).filter(|body| !body.is_null())).await.unwrap()
}

async fn get<T: DeserializeOwned>(rest: &Rest, path: &str) -> T {
    rest.call(Method::GET, path, None::<&Value>).await.unwrap().unwrap()
}

fn settings() -> Settings {
    beistand_testkit::server::settings()
}

#[tokio::test]
async fn it_counts_once_the_app_has_shown_a_code() {
    let server = TestServer::with(settings(), TestClock::new()).await.unwrap();
    let runtime = clock::runtime(&server.clock, 29);
    let anna = Counsellor::sign_in(&server.url(), &runtime, "anna").await.unwrap();
    let mut phone = Phone { server, runtime, anna, secret: String::new(), recovery: Vec::new() };
    assert_eq!(phone.state().await, SecondFactor { on: false, recovery_codes: 0, pending: false });
    let falsch = json!({ "password": "falsch" });
    let wrong = post::<Value>(&phone.anna.rest, "/api/v1/me/second-factor", &falsch).await;
    assert_eq!(wrong.unwrap_err().code, ProblemCode::WrongPassword);
    assert_eq!(phone.confirm("123456").await.err().unwrap().code, ProblemCode::NotFound, "nothing waits");

    let begun = phone.begin().await.unwrap();
    assert!(begun.uri.contains(&begun.secret) && begun.uri.contains("anna"), "an address to scan");
    phone.secret = begun.secret;
    assert!(phone.sign_in(None).await.is_ok(), "the password alone is enough until then");
    let wrong = phone.confirm(&wrong_code(&phone.code())).await.err().unwrap();
    assert_eq!(wrong.code, ProblemCode::WrongCode);
    assert_eq!(phone.state().await, SecondFactor { on: false, recovery_codes: 0, pending: true });
    let codes = phone.confirm(&phone.code()).await.unwrap().codes;
    assert_eq!(codes.len(), limits::RECOVERY_CODES);
    assert_eq!(phone.state().await, SecondFactor { on: true, recovery_codes: 10, pending: false });
    assert_eq!(phone.refused(None).await, ProblemCode::SecondFactorNeeded);
    assert_eq!(phone.refused(Some(&phone.code())).await, ProblemCode::WrongCode, "it was used to confirm");
}

#[tokio::test]
async fn each_code_signs_in_once_whoever_is_faster() {
    let phone = Phone::set_up(settings()).await;
    assert_eq!(phone.refused(Some(&wrong_code(&phone.code()))).await, ProblemCode::WrongCode);
    let code = phone.code();
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    let both = tokio::join!(phone.sign_in(Some(&code)), phone.sign_in(Some(&spaced)));
    let codes = [both.0.err(), both.1.err()];
    assert!(codes.contains(&None) && codes.contains(&Some(ProblemCode::WrongCode)), "{codes:?}");
    phone.next_code();
    assert!(phone.sign_in(Some(&phone.code())).await.is_ok());
    phone.next_code();
    let late = phone.code();
    phone.next_code();
    assert!(phone.sign_in(Some(&late)).await.is_ok(), "a clock may be half a minute behind");
    phone.server.clock.advance(Duration::from_secs(90));
    assert_eq!(phone.refused(Some(&late)).await, ProblemCode::WrongCode);
}

#[tokio::test]
async fn a_recovery_code_works_once_and_new_ones_replace_all() {
    let phone = Phone::set_up(settings()).await;
    let first = phone.recovery[0].to_lowercase();
    assert!(phone.sign_in(Some(&first)).await.is_ok());
    assert_eq!(phone.refused(Some(&first)).await, ProblemCode::WrongCode);
    assert_eq!(phone.state().await, SecondFactor { on: true, recovery_codes: 9, pending: false });
    let path = "/api/v1/me/second-factor/recovery-codes";
    let new: RecoveryCodes = post(&phone.anna.rest, path, &json!({ "password": PASSWORD })).await.unwrap();
    assert_eq!(phone.refused(Some(&phone.recovery[1])).await, ProblemCode::WrongCode);
    assert!(phone.sign_in(Some(&new.codes[1])).await.is_ok());
    let ben = Counsellor::sign_in(&phone.server.url(), &phone.runtime, "ben").await.unwrap();
    let without = post::<Value>(&ben.rest, path, &json!({ "password": PASSWORD })).await.unwrap_err();
    assert_eq!(without.code, ProblemCode::NotFound, "codes are for a second factor");
}

#[tokio::test]
async fn another_phone_takes_over_once_it_has_shown_a_code() {
    let mut phone = Phone::set_up(settings()).await;
    let old = phone.secret.clone();
    let new = phone.begin().await.unwrap().secret;
    assert!(phone.sign_in(Some(&phone.code())).await.is_ok(), "the one before goes on until then");
    phone.next_code();
    phone.secret = new;
    phone.confirm(&phone.code()).await.unwrap();
    phone.next_code();
    assert_eq!(phone.refused(Some(&code(&old, &phone.runtime))).await, ProblemCode::WrongCode);
    assert!(phone.sign_in(Some(&phone.code())).await.is_ok());
    assert_eq!(phone.remove("falsch").await.unwrap_err().code, ProblemCode::WrongPassword);
    phone.remove(PASSWORD).await.unwrap();
    assert!(phone.sign_in(None).await.is_ok());
    assert_eq!(phone.state().await, SecondFactor { on: false, recovery_codes: 0, pending: false });
}

#[tokio::test]
async fn an_admin_sees_who_has_one_and_helps_who_has_lost_it() {
    let phone = Phone::set_up(settings()).await;
    let adam = Counsellor::sign_in(&phone.server.url(), &phone.runtime, "adam").await.unwrap();
    let people: People = get(&adam.rest, "/api/v1/people").await;
    let with: Vec<_> =
        people.people.iter().filter(|one| one.second_factor).map(|one| &one.sign_in_name).collect();
    assert_eq!(with, ["anna"]);
    let path = format!("/api/v1/people/{}/second-factor/reset", phone.anna.me.person.id);
    let anna = post::<Value>(&phone.anna.rest, &path, &Value::Null).await.unwrap_err();
    assert_eq!(anna.code, ProblemCode::NotFound, "nobody does it for themselves");
    post::<Value>(&adam.rest, &path, &Value::Null).await.unwrap();
    assert!(phone.sign_in(None).await.is_ok());
    assert!(phone.sign_in(Some(&phone.recovery[3])).await.is_ok(), "what is not asked for is not looked at");
    let log: AuditPage = get(&adam.rest, "/api/v1/audit").await;
    let acts: Vec<_> = log.entries.iter().map(|entry| entry.act.as_str()).collect();
    assert!(acts.starts_with(&["second_factor_reset", "second_factor_set"]), "{acts:?}");
}

#[tokio::test]
async fn the_operator_helps_the_only_admin() {
    let phone = Phone::set_up(settings()).await;
    let reset = |sign_in_name: &str| {
        let task = Task::Person(PersonTask::ResetSecondFactor { sign_in_name: sign_in_name.to_owned() });
        let place = (phone.server.data().to_owned(), phone.server.database());
        beistand_server::admin::run(Admin::new(place.0, place.1, task), &phone.runtime)
    };
    assert!(reset("niemand").await.is_err());
    assert_eq!(phone.refused(None).await, ProblemCode::SecondFactorNeeded);
    reset("anna").await.unwrap();
    assert!(phone.sign_in(None).await.is_ok());
}

#[tokio::test]
async fn codes_are_not_tried_out_and_a_known_device_is_not_locked_out() {
    let settings = Settings { sign_in_tries: 3, sign_in_tries_per_address: 1_000, ..settings() };
    let phone = Phone::set_up(settings).await;
    let wrong = wrong_code(&phone.code());
    for _ in 0..3 {
        assert_eq!(phone.refused(Some(&wrong)).await, ProblemCode::WrongCode);
    }
    assert_eq!(phone.refused(Some(&phone.code())).await, ProblemCode::TooManyTries, "the right one as well");
    let status = phone.sign_in_on(phone.anna.device, &phone.code(), 1).await;
    assert_eq!(status, 201, "Anna's own device");
}

#[tokio::test]
async fn the_id_of_a_known_device_is_no_way_round_the_count() {
    let settings =
        Settings { sign_in_tries: 3, behind_proxy: true, sign_in_tries_per_address: 1_000, ..settings() };
    let phone = Phone::set_up(settings).await;
    let wrong = wrong_code(&phone.code());
    let mut answers = Vec::new();
    for (from, code) in (1..).zip([&wrong, &wrong, &wrong, &wrong, &phone.recovery[0]]) {
        answers.push(phone.sign_in_on(phone.anna.device, code, from).await);
    }
    assert_eq!(
        answers,
        [401, 401, 401, 429, 201],
        "guessed from everywhere, and no recovery code is kept out"
    );
}

#[tokio::test]
async fn being_asked_for_the_code_is_no_try() {
    let settings = Settings { sign_in_tries: 3, sign_in_tries_per_address: 4, ..settings() };
    let phone = Phone::set_up(settings).await;
    for _ in 0..6 {
        assert_eq!(phone.refused(None).await, ProblemCode::SecondFactorNeeded);
    }
    assert!(phone.sign_in(Some(&phone.code())).await.is_ok());
}

#[tokio::test]
async fn an_unlocked_desk_of_an_admin_is_no_way_into_the_admins_account() {
    let phone = Phone::set_up(settings()).await;
    let adam = Counsellor::sign_in(&phone.server.url(), &phone.runtime, "adam").await.unwrap();
    for way in ["second-factor/reset", "password-link"] {
        let path = format!("/api/v1/people/{}/{way}", adam.me.person.id);
        let refused = post::<Value>(&adam.rest, &path, &Value::Null).await.unwrap_err();
        assert_eq!(refused.code, ProblemCode::NotFound, "{way}");
    }
    let people: People = get(&adam.rest, "/api/v1/people").await;
    let own: Vec<_> = people.people.iter().filter(|one| one.is_caller).map(|one| &one.sign_in_name).collect();
    assert_eq!(own, ["adam"]);
}

#[tokio::test]
async fn what_is_not_confirmed_in_time_has_to_be_begun_again() {
    let phone = Phone::set_up(settings()).await;
    let new = phone.begin().await.unwrap().secret;
    assert!(phone.state().await.pending);
    phone.server.clock.advance(limits::SECOND_FACTOR_SET_UP);
    assert!(!phone.state().await.pending);
    let late = phone.confirm(&code(&new, &phone.runtime)).await.err().unwrap();
    assert_eq!(late.code, ProblemCode::NotFound);
    assert!(phone.sign_in(Some(&phone.code())).await.is_ok(), "the one before goes on");
}

#[tokio::test]
async fn a_code_is_used_up_with_its_session_or_not_at_all() {
    let phone = Phone::set_up(settings()).await;
    let ben = Counsellor::sign_in(&phone.server.url(), &phone.runtime, "ben").await.unwrap();
    assert_eq!(phone.sign_in_on(ben.device, &phone.recovery[0], 1).await, 404, "another person's device");
    assert_eq!(phone.sign_in_on(ben.device, &phone.code(), 1).await, 404);
    assert_eq!(phone.state().await.recovery_codes, 10);
    let adam = Counsellor::sign_in(&phone.server.url(), &phone.runtime, "adam").await.unwrap();
    let log: AuditPage = get(&adam.rest, "/api/v1/audit").await;
    assert!(log.entries.iter().all(|entry| entry.act != "recovery_code_used"), "and it is in no log");
    assert!(phone.sign_in(Some(&phone.code())).await.is_ok());
    assert!(phone.sign_in(Some(&phone.recovery[0])).await.is_ok());
}
