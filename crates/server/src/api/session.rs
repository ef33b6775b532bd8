//! Signing in and out.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use beistand_protocol::live::Bye;
use beistand_protocol::rest::session::{SignIn, SignedIn};
use beistand_protocol::view::CentreView;
use beistand_protocol::{Blob, Problem, ProblemCode};

use super::who::{Address, Body, Staff};
use super::{Rejected, whole};
use crate::hub::Recipient;
use crate::notice::Notice;
use crate::store::{NewSession, StoreError};
use crate::{App, limits, password, token, views};

/// An uncompressed point on P-256 (SEC 1, section 2.3.3).
const POINT: usize = 65;
const LONGEST_NAME: usize = 80;

/// Signs a device in.
#[utoipa::path(post, path = "/api/v1/sessions", request_body = SignIn, responses(
    (status = 201, body = SignedIn), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 429, body = Problem), (status = 503, body = Problem)))]
pub async fn sign_in(
    State(app): State<App>,
    Address(address): Address,
    Body(body): Body<SignIn>,
) -> Result<(StatusCode, Json<SignedIn>), Rejected> {
    check(&body)?;
    let now = app.runtime.now();
    limits::sign_in(&app, address, &body.name, now).await?;
    let found = app.store.person_by_name(body.name.clone()).await?;
    let (person, hash) = found.unzip();
    let right = password::verify(body.password, hash).await;
    let Some(person) = person.filter(|_| right) else {
        app.metrics.sign_in_failed();
        return Err(Rejected(Problem::new(ProblemCode::WrongPassword)));
    };
    limits::signed_in(&app, address, &body.name, now).await?;
    let token = Blob(app.runtime.bytes::<32>().to_vec()).to_text();
    let session = NewSession {
        person_no: person.no,
        device: body.device,
        device_name: body.device_name,
        public_key: body.public_key.0,
        token_hash: token::hash(&token).ok_or(crate::store::StoreError::Unavailable)?,
    };
    app.store.open_session(session, now).await?;
    // Seekers who are asked right now must know of the new device.
    app.publish(Notice::Presence { person: person.id });
    let centre = CentreView::from(&app.store.centre_by_no(person.centre_no).await?);
    let me = views::me(&app, &person).await?;
    Ok((StatusCode::CREATED, Json(SignedIn { token, me, centre })))
}

fn check(body: &SignIn) -> Result<(), Rejected> {
    let malformed = |field: &str| Err(Rejected(Problem::new(ProblemCode::Malformed).at(field)));
    if body.public_key.0.len() != POINT || body.public_key.0.first() != Some(&4) {
        return malformed("public_key");
    }
    if body.name.chars().count() > LONGEST_NAME || body.name.contains('\0') {
        return malformed("name");
    }
    if body.device_name.chars().count() > LONGEST_NAME || body.device_name.contains('\0') {
        return malformed("device_name");
    }
    Ok(())
}

/// Signs this device out; its availability ends with it.
#[utoipa::path(delete, path = "/api/v1/sessions/current", responses(
    (status = 204), (status = 401, body = Problem), (status = 503, body = Problem)))]
pub async fn sign_out(State(app): State<App>, Staff(session): Staff) -> Result<StatusCode, Rejected> {
    let (device, person) = (session.device, session.person.id);
    let doing = async move {
        let duty = app.store.close_session(session, app.runtime.now()).await?;
        for sender in app.hub.senders(Recipient::Person(person)) {
            if sender.device == Some(device) {
                sender.bye(Bye::SignedOut);
            }
        }
        app.publish(Notice::Duty { person_no: duty.person_no });
        app.publish(Notice::Presence { person });
        Ok::<_, StoreError>(())
    };
    whole(doing).await??;
    Ok(StatusCode::NO_CONTENT)
}
