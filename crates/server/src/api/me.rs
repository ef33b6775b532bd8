//! What a person does with their own account.

use std::net::IpAddr;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use beistand_domain::SessionId;
use beistand_domain::access::Action;
use beistand_domain::sign_in::check_password;
use beistand_protocol::rest::administration::SetReachable;
use beistand_protocol::rest::me::{ChangePassword, OwnSession, OwnSessions};
use beistand_protocol::{Problem, ProblemCode};
use beistand_store::StoreError;
use beistand_store::model::Session;
use zeroize::Zeroizing;

use super::administration::not_a_setting;
use super::people::publish;
use super::who::{Address, Body, Caller};
use crate::limits::SigningIn;
use crate::problem::Rejected;
use crate::state::App;
use crate::uncancellable::uncancellable;

/// Sets the caller's own password.
#[utoipa::path(put, path = "/me/password", request_body = ChangePassword, responses(
    (status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 422, body = Problem),
    (status = 429, body = Problem), (status = 503, body = Problem)))]
pub async fn change_password(
    State(app): State<App>,
    Address(address): Address,
    caller: Caller,
    Body(body): Body<ChangePassword>,
) -> Result<StatusCode, Rejected> {
    let session = caller.session(Action::ChangeOwnAccount)?;
    let new = Zeroizing::new(body.new);
    check_password(&new, &session.person.sign_in_name).map_err(|_| not_a_setting("new"))?;
    prove_password(&app, (address, &session), body.current).await?;
    let hash = app.passwords.slot().await?.hash(new, app.runtime.bytes()).await?;
    let person = session.person.id;
    let changing = async move {
        let ended = app.store.change_own_password(session, hash, app.runtime.now()).await?;
        publish(&app, person, ended);
        Ok::<_, StoreError>(())
    };
    uncancellable(changing).await??;
    Ok(StatusCode::NO_CONTENT)
}

/// Goes on only for somebody who knows the password: whoever finds an unlocked desk must not try without end.
pub async fn prove_password(
    app: &App,
    (address, session): (Option<IpAddr>, &Session),
    password: String,
) -> Result<(), Rejected> {
    let password = Zeroizing::new(password);
    let slot = app.passwords.slot().await?;
    let now = app.runtime.now();
    let name = &session.person.sign_in_name;
    let trying = SigningIn { address, name, known_device: Some(session.device) };
    trying.count(app, now).await?;
    if !slot.verify(password, app.store.password_hash(session).await?).await {
        return Err(Rejected(Problem::new(ProblemCode::WrongPassword)));
    }
    Ok(trying.forgive(app, now).await?)
}

/// The devices that are signed in as the caller.
#[utoipa::path(get, path = "/me/sessions", responses(
    (status = 200, body = OwnSessions), (status = 401, body = Problem), (status = 503, body = Problem)))]
pub async fn sessions(State(app): State<App>, caller: Caller) -> Result<Json<OwnSessions>, Rejected> {
    let session = caller.session(Action::ChangeOwnAccount)?;
    let own = app.store.own_sessions(&session).await?.into_iter().map(|one| OwnSession {
        id: one.id,
        device_name: one.device_name,
        opened: one.opened,
        used: one.used,
        current: one.id == session.id,
    });
    Ok(Json(OwnSessions { sessions: own.collect() }))
}

/// Signs one of the caller's devices out.
#[utoipa::path(delete, path = "/me/sessions/{session}", params(("session" = SessionId, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn end_session(
    State(app): State<App>,
    caller: Caller,
    Path(other): Path<String>,
) -> Result<StatusCode, Rejected> {
    let session = caller.session(Action::ChangeOwnAccount)?;
    let other: SessionId = other.parse().map_err(|_| StoreError::NotFound)?;
    let person = session.person.id;
    let ending = async move {
        app.store.end_own_session(session, other, app.runtime.now()).await?;
        publish(&app, person, vec![other]);
        Ok::<_, StoreError>(())
    };
    uncancellable(ending).await??;
    Ok(StatusCode::NO_CONTENT)
}

/// Says whether the caller may be suggested at all.
#[utoipa::path(put, path = "/me/reachable", request_body = SetReachable, responses(
    (status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 503, body = Problem)))]
pub async fn set_reachable(
    State(app): State<App>,
    caller: Caller,
    Body(body): Body<SetReachable>,
) -> Result<StatusCode, Rejected> {
    let session = caller.session(Action::SetReachable)?;
    let person = session.person.id;
    let setting = async move {
        app.store.set_reachable(session, body.reachable, app.runtime.now()).await?;
        publish(&app, person, Vec::new());
        Ok::<_, StoreError>(())
    };
    uncancellable(setting).await??;
    Ok(StatusCode::NO_CONTENT)
}
