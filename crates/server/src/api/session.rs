//! Signing in and out.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use beistand_domain::access::Action;
use beistand_domain::sign_in::{Evidence, SecondFactor, SignIn, SignInRefusal};
use beistand_domain::{DeviceId, Moment, SessionId};
use beistand_protocol::rest::session::{RotateSession, RotatedToken, SignIn as SignInRequest, SignedIn};
use beistand_protocol::view::DayKey;
use beistand_protocol::{Blob, Problem, ProblemCode};

use super::who::{Address, Body, Caller};
use crate::limits::{CodeTry, SigningIn};
use crate::notice::Notice;
use crate::problem::Rejected;
use crate::second_factor::{self, Typed};
use crate::state::App;
use crate::uncancellable::uncancellable;
use crate::{snapshot, token, views};
use beistand_store::model::Person;
use beistand_store::{NewSession, Proof, StoreError};
use zeroize::Zeroizing;

/// An uncompressed point on P-256 (SEC 1, section 2.3.3).
const POINT: usize = 65;
/// A signature of a day key: r ‖ s (FIPS 186-5).
const SIGNATURE: usize = 64;
const LONGEST_NAME: usize = 80;
/// Of a code as it is typed, with spaces and hyphens.
const LONGEST_CODE: usize = 80;

/// Signs a device in.
#[utoipa::path(post, path = "/sessions", request_body = SignInRequest, responses(
    (status = 201, body = SignedIn), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 429, body = Problem), (status = 503, body = Problem)))]
pub async fn sign_in(
    State(app): State<App>,
    Address(address): Address,
    Body(body): Body<SignInRequest>,
) -> Result<(StatusCode, Json<SignedIn>), Rejected> {
    check(&body)?;
    let password = Zeroizing::new(body.password);
    // A client that is asked to come again has not used up a try.
    let slot = app.passwords.slot().await?;
    let now = app.runtime.now();
    let found = app.store.person_by_name(body.name.clone()).await?;
    let (person, hash) = found.unzip();
    let known = match &person {
        Some(person) => app.store.knows_device(person.id, body.device).await?,
        None => false,
    };
    let known_device = known.then_some(body.device);
    let signing_in = SigningIn { address, name: &body.name, known_device };
    signing_in.count(&app, now).await?;
    let right = slot.verify(password, hash).await;
    let Some(person) = person.filter(|_| right) else {
        return Err(refused(&app, SignInRefusal::WrongPassword));
    };
    let proof = second_step(&app, (&person, known_device), body.code.as_deref(), now).await;
    if let Err(Rejected(Problem { code: ProblemCode::SecondFactorNeeded, .. })) = &proof {
        signing_in.take_back(&app, now).await?;
    }
    let proof = proof?;
    signing_in.forgive(&app, now).await?;
    let token = Blob(app.runtime.bytes::<32>().to_vec()).to_text();
    let session = NewSession {
        id: app.runtime.id(SessionId::from_parts),
        person_no: person.no,
        person: person.id,
        device: body.device,
        device_name: body.device_name,
        signing_key: body.signing_key.0,
        day_key: body.day_key,
        token_hash: token::hash(&token).ok_or(StoreError::Unavailable)?,
        proof,
    };
    if let Some(former) = app.store.open_session(session, now).await? {
        app.publish(Notice::SessionEnded { person: person.id, session: former });
    }
    // Seekers who are asked right now must know of the new device.
    app.publish(Notice::Presence { person: person.id });
    let centre = views::centre(&app.store.home_of(person.no).await?);
    let me = snapshot::me(&app, &person).await?;
    Ok((StatusCode::CREATED, Json(SignedIn { token, me, centre })))
}

/// What follows the right password: a code, where the person has a second factor. Gives what is used up with the session.
async fn second_step(
    app: &App,
    (person, known_device): (&Person, Option<DeviceId>),
    code: Option<&str>,
    now: Moment,
) -> Result<Proof, Rejected> {
    let factor = app.store.second_factor(person).await?;
    let asked = factor.as_ref().map(|factor| SecondFactor { used: factor.used });
    let password = Evidence::Password { of: Some(person.id), factor: asked };
    let after_password = SignIn::AwaitingPassword.present(password).map_err(|why| refused(app, why))?;
    let Some(factor) = factor else { return Ok(Proof::Nothing) };
    let code = code.ok_or_else(|| Rejected(Problem::new(ProblemCode::SecondFactorNeeded)))?;
    let typed = Typed::from_text(code);
    let recovery = matches!(typed, Typed::Recovery(_));
    let trying = CodeTry { person: person.id, known_device, recovery };
    trying.count(app, now).await?;
    let (evidence, proof) = match typed {
        Typed::Code(code) => {
            let step = second_factor::step_of(&factor.secret, &code, now);
            (Evidence::Code { step }, step.map_or(Proof::Nothing, Proof::Step))
        }
        Typed::Recovery(hash) => {
            let known = app.store.has_recovery_code(person, hash).await?;
            (Evidence::RecoveryCode { known }, Proof::Recovery(hash))
        }
    };
    after_password.present(evidence).map_err(|why| refused(app, why))?;
    trying.forgive(app, now).await?;
    Ok(proof)
}

fn refused(app: &App, why: SignInRefusal) -> Rejected {
    app.metrics.sign_in_failed();
    Rejected(Problem::new(match why {
        SignInRefusal::WrongPassword => ProblemCode::WrongPassword,
        SignInRefusal::WrongCode | SignInRefusal::OutOfOrder => ProblemCode::WrongCode,
    }))
}

fn check(body: &SignInRequest) -> Result<(), Rejected> {
    let malformed = |field: &str| Err(Rejected(Problem::new(ProblemCode::Malformed).at(field)));
    // A key that is no point would be taken, and every chat of its owner would fail at "Jetzt chatten".
    if !is_point(&body.signing_key) {
        return malformed("signing_key");
    }
    check_day_key(&body.day_key)?;
    if body.name.chars().count() > LONGEST_NAME || body.name.contains('\0') {
        return malformed("name");
    }
    if body.code.as_ref().is_some_and(|code| code.chars().count() > LONGEST_CODE) {
        return malformed("code");
    }
    if body.device_name.chars().count() > LONGEST_NAME || body.device_name.contains('\0') {
        return malformed("device_name");
    }
    Ok(())
}

fn check_day_key(key: &DayKey) -> Result<(), Rejected> {
    if is_point(&key.public_key) && key.signature.0.len() == SIGNATURE {
        return Ok(());
    }
    Err(Rejected(Problem::new(ProblemCode::Malformed).at("day_key")))
}

fn is_point(key: &Blob) -> bool {
    key.0.len() == POINT && p256::PublicKey::from_sec1_bytes(&key.0).is_ok()
}

/// Gives a new token once the one in use is a day old; before that the answer is empty. The new one replaces it with its first
/// use, as this answer may be lost; the one before is taken for ten minutes more, and ends the session after that.
///
/// The device's newest day key comes with the question, and is kept whatever the answer is.
#[utoipa::path(post, path = "/sessions/current/token", request_body = RotateSession, responses(
    (status = 200, body = RotatedToken), (status = 401, body = Problem), (status = 503, body = Problem)))]
pub async fn rotate(
    State(app): State<App>,
    caller: Caller,
    Body(body): Body<RotateSession>,
) -> Result<Json<RotatedToken>, Rejected> {
    let session = caller.session(Action::KeepSession)?;
    check_day_key(&body.day_key)?;
    let now = app.runtime.now();
    app.store.keep_day_key(session.device, body.day_key, now).await?;
    if !session.session.wants_rotation(now) {
        return Ok(Json(RotatedToken { token: None }));
    }
    let token = Blob(app.runtime.bytes::<32>().to_vec()).to_text();
    let hash = token::hash(&token).ok_or(StoreError::Unavailable)?;
    app.store.offer_token(session.id, hash).await?;
    Ok(Json(RotatedToken { token: Some(token) }))
}

/// Signs this device out; its availability ends with it.
#[utoipa::path(delete, path = "/sessions/current", responses(
    (status = 204), (status = 401, body = Problem), (status = 503, body = Problem)))]
pub async fn sign_out(State(app): State<App>, caller: Caller) -> Result<StatusCode, Rejected> {
    let session = caller.session(Action::KeepSession)?;
    let (id, person) = (session.id, session.person.id);
    let doing = async move {
        app.store.close_session(session, app.runtime.now()).await?;
        app.publish(Notice::SessionEnded { person, session: id });
        app.publish(Notice::Availability { person });
        app.publish(Notice::Presence { person });
        Ok::<_, StoreError>(())
    };
    uncancellable(doing).await??;
    Ok(StatusCode::NO_CONTENT)
}
