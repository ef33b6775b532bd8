//! Centres and their topics, as their admins set them up.

use axum::Json;
use axum::extract::{Path, State};
use beistand_domain::centre::{Name, OpeningHours};
use beistand_domain::{CentreId, TopicId};
use beistand_protocol::Problem;
use beistand_protocol::rest::administration::{
    AddTopic, AdministeredCentres, CentreSettings, ChangeTopic, SetLiveChat,
};
use beistand_store::{
    Actor, AdminOutcome, CentreAt, LiveChatChange, NewTopic, StoreError, TopicAt, TopicChange,
};

use super::administration::{not_a_setting, outcome, parsed};
use super::who::{Body, Caller};
use crate::notice::Notice;
use crate::problem::Rejected;
use crate::state::App;
use crate::{administration, views};

/// The centres that the caller sets up; none where there is none.
#[utoipa::path(get, path = "/centres", responses(
    (status = 200, body = AdministeredCentres), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 503, body = Problem)))]
pub async fn list(State(app): State<App>, caller: Caller) -> Result<Json<AdministeredCentres>, Rejected> {
    let centres = app.store.administered_centres(caller.actor()).await?;
    if centres.is_empty() {
        return Err(StoreError::NotFound.into());
    }
    let organisation = administration::sets_up_organisation(&caller.actor());
    Ok(Json(AdministeredCentres { centres: centres.iter().map(views::centre).collect(), organisation }))
}

/// What is set for a centre, and what its start page says now.
#[utoipa::path(get, path = "/centres/{centre}/settings", params(("centre" = CentreId, Path)), responses(
    (status = 200, body = CentreSettings), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 503, body = Problem)))]
pub async fn settings(
    State(app): State<App>,
    caller: Caller,
    Path(centre): Path<String>,
) -> Result<Json<CentreSettings>, Rejected> {
    current(&app, caller.actor(), id(&centre)?).await
}

/// Sets where live chat is offered.
#[utoipa::path(put, path = "/centres/{centre}/live-chat", params(("centre" = CentreId, Path)), request_body = SetLiveChat,
    responses((status = 200, body = CentreSettings), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 503, body = Problem)))]
pub async fn set_live_chat(
    State(app): State<App>,
    caller: Caller,
    Path(centre): Path<String>,
    Body(body): Body<SetLiveChat>,
) -> Result<Json<CentreSettings>, Rejected> {
    let (actor, centre) = (caller.actor(), id(&centre)?);
    let change =
        LiveChatChange { seen: body.seen, start_page: body.start_page_live_chat, topics: body.topics };
    let done = app.store.set_live_chat(actor.clone(), centre, change, app.runtime.now()).await?;
    saved(&app, (actor, centre), done).await
}

/// Lets a centre offer a new topic.
#[utoipa::path(post, path = "/centres/{centre}/topics", params(("centre" = CentreId, Path)), request_body = AddTopic,
    responses((status = 200, body = CentreSettings), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
    (status = 503, body = Problem)))]
pub async fn add_topic(
    State(app): State<App>,
    caller: Caller,
    Path(centre): Path<String>,
    Body(body): Body<AddTopic>,
) -> Result<Json<CentreSettings>, Rejected> {
    let (actor, centre) = (caller.actor(), id(&centre)?);
    let (slug, name) = (parsed(&body.slug, "slug")?, parsed::<Name>(&body.name, "name")?);
    let new = NewTopic { id: body.id, slug, name, members: body.members, or_shared: false, open: false };
    let now = app.runtime.now();
    let done = app.store.add_topic(actor.clone(), CentreAt::Id(centre), new, now).await?;
    saved(&app, (actor, centre), done).await
}

/// Changes a topic.
#[utoipa::path(patch, path = "/centres/{centre}/topics/{topic}",
    params(("centre" = CentreId, Path), ("topic" = TopicId, Path)), request_body = ChangeTopic,
    responses((status = 200, body = CentreSettings), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
    (status = 503, body = Problem)))]
pub async fn change_topic(
    State(app): State<App>,
    caller: Caller,
    Path((centre, topic)): Path<(String, String)>,
    Body(body): Body<ChangeTopic>,
) -> Result<Json<CentreSettings>, Rejected> {
    let (actor, centre) = (caller.actor(), id(&centre)?);
    let topic: TopicId = topic.parse().map_err(|_| StoreError::NotFound)?;
    let change = change(body)?;
    let at = TopicAt::Ids(centre, topic);
    let done = app.store.change_topic(actor.clone(), at, change, app.runtime.now()).await?;
    saved(&app, (actor, centre), done).await
}

/// The change that a body asks for, if every setting is one.
fn change(body: ChangeTopic) -> Result<TopicChange, Rejected> {
    if body.mode.is_some_and(|mode| !mode.can_be_chosen()) {
        return Err(not_a_setting("mode"));
    }
    let hours = body.hours.map(|hours| OpeningHours::new(hours.zone, hours.week)).transpose();
    let times = body.times.map(beistand_domain::centre::TopicTimes::checked).transpose();
    Ok(TopicChange {
        seen: Some(body.seen),
        name: body.name.map(|name| parsed(&name, "name")).transpose()?,
        mode: body.mode,
        hours: hours.map_err(|_| not_a_setting("hours"))?,
        times: times.map_err(|_| not_a_setting("times"))?,
        members: body.members,
    })
}

/// Publishes what was saved, and gives what stands now.
async fn saved(
    app: &App,
    (actor, centre): (Actor, CentreId),
    done: AdminOutcome,
) -> Result<Json<CentreSettings>, Rejected> {
    outcome(done)?;
    app.dispatch(Notice::Settings);
    current(app, actor, centre).await
}

async fn current(app: &App, actor: Actor, centre: CentreId) -> Result<Json<CentreSettings>, Rejected> {
    let state = app.store.centre_state(actor.clone(), centre).await?;
    Ok(Json(administration::centre(&state, &actor, app.runtime.now())))
}

/// The centre in the address; one that is no id is simply not there.
pub fn id(text: &str) -> Result<CentreId, StoreError> {
    text.parse().map_err(|_| StoreError::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;
    use beistand_domain::centre::Interval;
    use beistand_domain::routing::Mode;
    use beistand_protocol::ProblemCode;
    use beistand_protocol::rest::administration::WeekHours;

    #[test]
    fn what_is_no_setting_is_named() {
        let field = |body: ChangeTopic| {
            let refused = change(body).unwrap_err().0;
            (refused.code, refused.field)
        };
        let hours = |zone: &str, from, until| {
            let week = vec![Interval { weekday: 1, from, until }];
            ChangeTopic { hours: Some(WeekHours { zone: zone.into(), week }), ..ChangeTopic::default() }
        };
        let not = |field: &str| (ProblemCode::NotASetting, Some(field.to_owned()));
        assert_eq!(field(hours("Europe/Atlantis", 0, 60)), not("hours"));
        assert_eq!(field(hours("Europe/Berlin", 60, 0)), not("hours"));
        assert_eq!(field(ChangeTopic { mode: Some(Mode::Suggest), ..ChangeTopic::default() }), not("mode"));
        assert_eq!(field(ChangeTopic { name: Some(" ".into()), ..ChangeTopic::default() }), not("name"));
        assert!(change(hours("Europe/Berlin", 0, 60)).is_ok());
    }
}
