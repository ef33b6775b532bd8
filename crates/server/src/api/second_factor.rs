//! A person's second factor: set up, confirmed, taken away.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use beistand_domain::PersonId;
use beistand_domain::access::Action;
use beistand_protocol::rest::second_factor::{
    ConfirmSecondFactor, RecoveryCodes, SecondFactor, SecondFactorSecret, WithPassword,
};
use beistand_protocol::{Problem, ProblemCode};
use beistand_store::StoreError;

use super::me::prove_password;
use super::people::organisation;
use super::who::{Address, Body, Caller};
use crate::limits::SigningIn;
use crate::notice::Notice;
use crate::problem::Rejected;
use crate::second_factor::{self, Typed};
use crate::state::App;
use crate::uncancellable::uncancellable;

/// Whether the caller signs in with a second factor.
#[utoipa::path(get, path = "/me/second-factor", responses(
    (status = 200, body = SecondFactor), (status = 401, body = Problem), (status = 503, body = Problem)))]
pub async fn read(State(app): State<App>, caller: Caller) -> Result<Json<SecondFactor>, Rejected> {
    let session = caller.session(Action::ChangeOwnAccount)?;
    let state = app.store.second_factor_state(&session, app.runtime.now()).await?;
    Ok(Json(SecondFactor { on: state.on, recovery_codes: state.recovery_codes, pending: state.pending }))
}

/// Makes a secret for the caller's app. It counts once it is confirmed; what was set up before goes on until then.
#[utoipa::path(post, path = "/me/second-factor", request_body = WithPassword, responses(
    (status = 201, body = SecondFactorSecret), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 429, body = Problem), (status = 503, body = Problem)))]
pub async fn begin(
    State(app): State<App>,
    Address(address): Address,
    caller: Caller,
    Body(body): Body<WithPassword>,
) -> Result<(StatusCode, Json<SecondFactorSecret>), Rejected> {
    let session = caller.session(Action::ChangeOwnAccount)?;
    prove_password(&app, (address, &session), body.password).await?;
    let secret = second_factor::new_secret(&app.runtime);
    let shown = second_factor::shown(&secret, &session.person.sign_in_name);
    let shown = shown.map_err(|error| {
        tracing::error!(%error, "a new secret cannot be shown");
        Rejected(Problem::new(ProblemCode::Internal))
    })?;
    app.store.begin_second_factor(&session, secret, app.runtime.now()).await?;
    Ok((StatusCode::CREATED, Json(shown)))
}

/// Takes the secret into use: the caller's app has shown a code of it.
#[utoipa::path(post, path = "/me/second-factor/confirm", request_body = ConfirmSecondFactor, responses(
    (status = 200, body = RecoveryCodes), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
pub async fn confirm(
    State(app): State<App>,
    Address(address): Address,
    caller: Caller,
    Body(body): Body<ConfirmSecondFactor>,
) -> Result<Json<RecoveryCodes>, Rejected> {
    let session = caller.session(Action::ChangeOwnAccount)?;
    let now = app.runtime.now();
    let secret = app.store.pending_second_factor(&session, now).await?.ok_or(StoreError::NotFound)?;
    let name = session.person.sign_in_name.clone();
    let trying = SigningIn { address, name: &name, known_device: Some(session.device) };
    trying.count(&app, now).await?;
    let step = match Typed::from_text(&body.code) {
        Typed::Code(code) => second_factor::step_of(&secret, &code, now),
        Typed::Recovery(_) => None,
    };
    let step = step.ok_or_else(|| Rejected(Problem::new(ProblemCode::WrongCode)))?;
    trying.forgive(&app, now).await?;
    let (codes, hashes) = second_factor::recovery_codes(&app.runtime);
    changed(&app, {
        let app = app.clone();
        async move { app.store.confirm_second_factor(session, (secret, step), hashes, now).await }
    })
    .await?;
    Ok(Json(RecoveryCodes { codes }))
}

/// Makes new recovery codes; those before stop working.
#[utoipa::path(post, path = "/me/second-factor/recovery-codes", request_body = WithPassword, responses(
    (status = 200, body = RecoveryCodes), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
pub async fn renew_codes(
    State(app): State<App>,
    Address(address): Address,
    caller: Caller,
    Body(body): Body<WithPassword>,
) -> Result<Json<RecoveryCodes>, Rejected> {
    let session = caller.session(Action::ChangeOwnAccount)?;
    prove_password(&app, (address, &session), body.password).await?;
    let (codes, hashes) = second_factor::recovery_codes(&app.runtime);
    let now = app.runtime.now();
    changed(&app, {
        let app = app.clone();
        async move { app.store.renew_recovery_codes(session, hashes, now).await }
    })
    .await?;
    Ok(Json(RecoveryCodes { codes }))
}

/// Goes back to the password alone.
#[utoipa::path(post, path = "/me/second-factor/remove", request_body = WithPassword, responses(
    (status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 429, body = Problem),
    (status = 503, body = Problem)))]
pub async fn remove(
    State(app): State<App>,
    Address(address): Address,
    caller: Caller,
    Body(body): Body<WithPassword>,
) -> Result<StatusCode, Rejected> {
    let session = caller.session(Action::ChangeOwnAccount)?;
    prove_password(&app, (address, &session), body.password).await?;
    let now = app.runtime.now();
    changed(&app, {
        let app = app.clone();
        async move { app.store.remove_second_factor(session, now).await }
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a person's second factor away who has lost it.
#[utoipa::path(post, path = "/people/{person}/second-factor/reset", params(("person" = PersonId, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn reset(
    State(app): State<App>,
    caller: Caller,
    Path(person): Path<String>,
) -> Result<StatusCode, Rejected> {
    let organisation = organisation(&caller)?;
    let person: PersonId = person.parse().map_err(|_| StoreError::NotFound)?;
    let (actor, now) = (caller.actor(), app.runtime.now());
    changed(&app, {
        let app = app.clone();
        async move { app.store.reset_second_factor(actor, (organisation, person), now).await }
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Carries a change through, also when the caller has gone, and says that settings have changed.
async fn changed(
    app: &App,
    change: impl Future<Output = Result<(), StoreError>> + Send + 'static,
) -> Result<(), Rejected> {
    let app = app.clone();
    let doing = async move {
        change.await?;
        app.dispatch(Notice::Settings);
        Ok::<_, StoreError>(())
    };
    Ok(uncancellable(doing).await??)
}
