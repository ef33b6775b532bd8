//! What a frame asks, answered.

use beistand_domain::availability::Act;
use beistand_domain::{ChatId, MessageId, limits};
use beistand_protocol::live::{Answer, ClientFrame, Event, FromClient, Writer};
use beistand_protocol::view::Audience;
use beistand_protocol::{Blob, Problem, ProblemCode};

use crate::App;
use crate::api::problem::problem;
use crate::live::greeting::Party;
use crate::store::StoreError;
use crate::store::{Author, NewMessage};
use crate::views;

/// Does what one frame asks. `from` is the number of the sender it came on.
pub async fn answer(app: &App, party: &Party, from: u64, frame: FromClient) -> (u32, Answer) {
    let answer = match frame.frame {
        ClientFrame::Send { id, chat, audience, body } => {
            send(app, party, from, Sending { id, chat, audience, body }).await
        }
        ClientFrame::Typing { chat, audience } => typing(app, party, from, chat, audience),
        ClientFrame::Mark { chat, delivered, read } => mark(app, party, chat, (delivered, read)).await,
        ClientFrame::Renew => renew(app, party).await,
        ClientFrame::Resync | ClientFrame::Ping => Ok(Answer::Done),
        ClientFrame::Hello { .. } => Err(Problem::new(ProblemCode::Malformed).at("type")),
    };
    (frame.r, answer.unwrap_or_else(|problem| Answer::Refused { problem }))
}

struct Sending {
    id: MessageId,
    chat: ChatId,
    audience: Audience,
    body: Blob,
}

async fn send(app: &App, party: &Party, from: u64, sending: Sending) -> Result<Answer, Problem> {
    if sending.body.0.len() > limits::SEALED_MESSAGE_BYTES {
        return Err(Problem::new(ProblemCode::TooLarge).at("body"));
    }
    let author = author(party, sending.chat)?;
    if author == Author::Seeker && sending.audience == Audience::Counsellors {
        return Err(Problem::new(ProblemCode::Malformed).at("audience"));
    }
    let Sending { id, chat, audience, body } = sending;
    let arrived = app.runtime.now();
    let (hub, metrics, runtime) = (app.hub.clone(), app.metrics.clone(), app.runtime.clone());
    let published = move |appended: &crate::store::Appended| {
        let event = Event::MessageStored { message: appended.message.clone() };
        let to_seeker = audience == Audience::Everyone;
        if appended.new {
            hub.send_to_chat(chat, appended.counsellor, &event, to_seeker, from);
            metrics.delivered(arrived, runtime.now());
        }
    };
    let message = NewMessage { chat, id, author, audience, body };
    let appended = app.store.append(message, arrived, published).await.map_err(problem)?;
    if !appended.new {
        publish_again(app, author, &appended, from).await;
    }
    Ok(Answer::Stored { seq: appended.message.seq, at: appended.message.at })
}

/// A repeated message is the sign that its sender never received of the first time, so nobody else may have: whatever was
/// stored then is told once more.
async fn publish_again(app: &App, author: Author, appended: &crate::store::Appended, from: u64) {
    let (chat, place) = (appended.message.chat, appended.message.seq);
    let stored = app.store.messages(chat, author, (place.saturating_sub(1), 1), app.runtime.now()).await;
    // If it cannot be read now, whoever missed it finds the hole with the next message or snapshot.
    let Some(message) = stored.ok().and_then(|(messages, _)| messages.into_iter().next()) else { return };
    let to_seeker = message.audience == Audience::Everyone;
    app.hub.send_to_chat(chat, appended.counsellor, &Event::MessageStored { message }, to_seeker, from);
}

fn typing(app: &App, party: &Party, from: u64, chat: ChatId, audience: Audience) -> Result<Answer, Problem> {
    let author = author(party, chat)?;
    let counsellor = app.hub.counsellor_of(chat).ok_or_else(|| problem(StoreError::NotFound))?;
    let by = match author {
        Author::Seeker => Writer::Seeker,
        Author::Person { id, .. } if id == counsellor => Writer::Counsellor { id },
        Author::Person { .. } => return Err(problem(StoreError::NotFound)),
    };
    let event = Event::Typing { chat, by };
    app.hub.send_to_chat(chat, counsellor, &event, audience == Audience::Everyone, from);
    Ok(Answer::Done)
}

async fn mark(app: &App, party: &Party, chat: ChatId, marks: (u32, u32)) -> Result<Answer, Problem> {
    let author = author(party, chat)?;
    let moved = app.store.mark(chat, author, marks, app.runtime.now()).await.map_err(problem)?;
    if let Some((seeker, counsellor, person)) = moved {
        app.hub.send_to_chat(chat, person, &Event::MarksChanged { chat, seeker, counsellor }, true, 0);
    }
    Ok(Answer::Done)
}

async fn renew(app: &App, party: &Party) -> Result<Answer, Problem> {
    match party {
        Party::Counsellor(session) => {
            let now = app.runtime.now();
            let act = Act::Renew { device: session.device };
            app.store.act(session.person.no, act, now).await.map_err(problem)?;
            Ok(Answer::Renewed { until: views::renewed_until(now) })
        }
        Party::Seeker { .. } | Party::Visitor { .. } => Err(problem(StoreError::NotFound)),
    }
}

/// Who writes in this chat; a seeker has one chat only, a visitor none.
fn author(party: &Party, chat: ChatId) -> Result<Author, Problem> {
    match party {
        Party::Counsellor(session) => Ok(Author::Person { no: session.person.no, id: session.person.id }),
        Party::Seeker { chat: own } if *own == chat => Ok(Author::Seeker),
        Party::Seeker { .. } | Party::Visitor { .. } => Err(problem(StoreError::NotFound)),
    }
}
