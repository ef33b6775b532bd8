//! The people of an organisation, and how they choose a password.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use beistand_domain::access::{Action, Membership, Role, Scope};
use beistand_domain::centre::ParallelChats;
use beistand_domain::sign_in::{Account, check_password};
use beistand_domain::{OrganisationId, PersonId, SessionId, limits};
use beistand_protocol::rest::administration::{
    ChangePerson, ChoosePassword, InvitePerson, PasswordChosen, PasswordLink, People, RoleAt, RoleScope,
};
use beistand_protocol::{Blob, Problem};
use beistand_store::{Actor, Invited, PersonChange, StoreError};
use zeroize::Zeroizing;

use super::administration::{not_a_setting, outcome, parsed};
use super::who::{BearerToken, Body, Caller};
use crate::notice::Notice;
use crate::problem::Rejected;
use crate::state::App;
use crate::uncancellable::uncancellable;
use crate::{administration, token};

/// Where the page is on which a password is chosen.
const PASSWORD_PAGE: &str = "/password#";

/// Everyone of the caller's organisation.
#[utoipa::path(get, path = "/people", responses(
    (status = 200, body = People), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 503, body = Problem)))]
pub async fn list(State(app): State<App>, caller: Caller) -> Result<Json<People>, Rejected> {
    let organisation = organisation(&caller)?;
    let staff = app.store.staff(caller.actor(), organisation).await?;
    let own = caller.actor().person().ok_or(StoreError::NotFound)?;
    Ok(Json(administration::people(&staff, own, app.runtime.now())))
}

/// Adds a person, who chooses a password by the link.
#[utoipa::path(post, path = "/people", request_body = InvitePerson, responses(
    (status = 200, body = PasswordLink), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
    (status = 503, body = Problem)))]
pub async fn invite(
    State(app): State<App>,
    caller: Caller,
    Body(body): Body<InvitePerson>,
) -> Result<Json<PasswordLink>, Rejected> {
    let organisation = organisation(&caller)?;
    let (link, token_hash) = new_link(&app)?;
    let invited = Invited {
        id: body.id,
        sign_in_name: parsed(&body.sign_in_name, "sign_in_name")?,
        name: parsed(&body.name, "name")?,
        roles: roles(&body.roles)?,
        parallel_chats: capacity(body.parallel_chats)?,
        token_hash,
    };
    outcome(app.store.invite_person(caller.actor(), organisation, invited, app.runtime.now()).await?)?;
    app.dispatch(Notice::Settings);
    Ok(Json(link))
}

/// Changes a person.
#[utoipa::path(patch, path = "/people/{person}", params(("person" = PersonId, Path)), request_body = ChangePerson,
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
    (status = 503, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(person): Path<String>,
    Body(body): Body<ChangePerson>,
) -> Result<StatusCode, Rejected> {
    let (organisation, person) = (organisation(&caller)?, id(&person)?);
    let change = PersonChange {
        seen: body.seen,
        name: body.name.map(|name| parsed(&name, "name")).transpose()?,
        roles: body.roles.as_deref().map(roles).transpose()?,
        parallel_chats: body.parallel_chats.map(capacity).transpose()?,
        account: body.active.map(|active| if active { Account::Active } else { Account::Deactivated }),
    };
    let actor = caller.actor();
    let changing = async move {
        let now = app.runtime.now();
        let (done, ended) = app.store.change_staff(actor, (organisation, person), change, now).await?;
        publish(&app, person, ended);
        Ok::<_, StoreError>(done)
    };
    outcome(uncancellable(changing).await??)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a link by which a person chooses a new password.
#[utoipa::path(post, path = "/people/{person}/password-link", params(("person" = PersonId, Path)), responses(
    (status = 200, body = PasswordLink), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 503, body = Problem)))]
pub async fn make_link(
    State(app): State<App>,
    caller: Caller,
    Path(person): Path<String>,
) -> Result<Json<PasswordLink>, Rejected> {
    let (organisation, person) = (organisation(&caller)?, id(&person)?);
    let (link, hash) = new_link(&app)?;
    let now = app.runtime.now();
    app.store.make_password_link(caller.actor(), (organisation, person), hash, now).await?;
    Ok(Json(link))
}

/// Chooses a password by a link.
#[utoipa::path(post, path = "/password-links/current", request_body = ChoosePassword, responses(
    (status = 200, body = PasswordChosen), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn choose_password(
    State(app): State<App>,
    BearerToken(hash): BearerToken,
    Body(body): Body<ChoosePassword>,
) -> Result<Json<PasswordChosen>, Rejected> {
    let password = Zeroizing::new(body.password);
    Actor::Visitor.may(Action::ChoosePassword, &beistand_domain::access::About::Nothing)?;
    let person = app.store.password_link(hash, app.runtime.now()).await?;
    check_password(&password, &person.sign_in_name).map_err(|_| not_a_setting("password"))?;
    let slot = app.passwords.slot().await?;
    let password_hash = slot.hash(password, app.runtime.bytes()).await?;
    let id = person.id;
    let choosing = async move {
        let ended = app.store.choose_password((hash, id), password_hash, app.runtime.now()).await?;
        publish(&app, id, ended);
        Ok::<_, StoreError>(())
    };
    uncancellable(choosing).await??;
    Ok(Json(PasswordChosen { sign_in_name: person.sign_in_name }))
}

/// Publishes that a person has been changed, and which sessions are over.
pub fn publish(app: &App, person: PersonId, ended: Vec<SessionId>) {
    app.dispatch(Notice::Settings);
    for session in ended {
        app.publish(Notice::SessionEnded { person, session });
    }
    app.publish(Notice::Availability { person });
    app.publish(Notice::Presence { person });
}

/// A new secret for a link, and its hash.
fn new_link(app: &App) -> Result<(PasswordLink, [u8; 32]), StoreError> {
    let secret = Blob(app.runtime.bytes::<32>().to_vec()).to_text();
    let hash = token::hash(&secret).ok_or(StoreError::Unavailable)?;
    let path = format!("{PASSWORD_PAGE}{secret}");
    Ok((PasswordLink { path, until: app.runtime.now() + limits::PASSWORD_LINK }, hash))
}

/// The organisation of a signed-in caller.
pub(super) fn organisation(caller: &Caller) -> Result<OrganisationId, StoreError> {
    match caller {
        Caller::Staff(session) => Ok(session.person.staff.organisation),
        Caller::Seeker(_) => Err(StoreError::NotFound),
    }
}

fn id(text: &str) -> Result<PersonId, StoreError> {
    text.parse().map_err(|_| StoreError::NotFound)
}

fn capacity(chats: u32) -> Result<ParallelChats, Rejected> {
    ParallelChats::try_from(chats).map_err(|_| not_a_setting("parallel_chats"))
}

fn roles(roles: &[RoleAt]) -> Result<Vec<Membership>, Rejected> {
    let membership = |RoleAt { role, at }: &RoleAt| {
        let scope = match at {
            RoleScope::Organisation => Scope::Organisation,
            RoleScope::Centre { centre } => Scope::Centre(*centre),
            RoleScope::Topic { topic } => Scope::Topic(*topic),
        };
        let role: Role = *role;
        Some(Membership { role, scope }).filter(|membership| membership.exists())
    };
    roles.iter().map(membership).collect::<Option<_>>().ok_or_else(|| not_a_setting("roles"))
}
