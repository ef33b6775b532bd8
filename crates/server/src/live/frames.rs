//! What a frame asks, answered.

use beistand_domain::access::{About, Action};
use beistand_domain::availability::Act;
use beistand_domain::{ChatId, MessageId, limits};
use beistand_protocol::live::{Answer, ClientFrame, Event, FromClient, Writer};
use beistand_protocol::view::{Audience, MessageView};
use beistand_protocol::{Blob, Problem, ProblemCode};

use crate::hub::Hub;
use crate::live::party::Party;
use crate::problem::problem;
use crate::state::App;
use crate::views;
use beistand_store::StoreError;
use beistand_store::{Actor, Appended, NewMessage};

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
    let author = party.actor();
    let Sending { id, chat, audience, body } = sending;
    let arrived = app.runtime.now();
    let (hub, metrics, runtime) = (app.hub.clone(), app.metrics.clone(), app.runtime.clone());
    let published = move |appended: &Appended| {
        if appended.new {
            publish(&hub, appended, from);
            metrics.delivered(arrived, runtime.now());
        }
    };
    let message = NewMessage { chat, id, author: author.clone(), audience, body };
    let appended = app.store.append(message, arrived, published).await.map_err(problem)?;
    if !appended.new {
        publish_again(app, &author, appended.seq_for(&author), &appended, from).await;
    }
    Ok(Answer::Stored { seq: appended.seq_for(&author), at: appended.message.at })
}

/// Each side gets the message in its own count; hidden ones do not go to the seeker.
fn publish(hub: &Hub, appended: &Appended, from: u64) {
    let for_seeker = appended.for_seeker().map(|message| Event::MessageStored { message });
    let event = Event::MessageStored { message: appended.message.clone() };
    hub.send_to_chat(appended.message.chat, &appended.counsellors, (&event, for_seeker.as_ref()), from);
}

/// A repeated message is the sign that its sender never received the first answer, so nobody else may have received the
/// message: what was stored then is published once more.
async fn publish_again(app: &App, author: &Actor, place: u32, appended: &Appended, from: u64) {
    let behind = (place.saturating_sub(1), 1);
    let stored = app.store.messages(appended.message.chat, author.clone(), behind, app.runtime.now()).await;
    // If it cannot be read now, a client that missed it finds the gap with the next message or snapshot.
    let Some(stored) = stored.ok().and_then(|(messages, _)| messages.into_iter().next()) else { return };
    let message = MessageView { seq: appended.message.seq, ..stored };
    publish(&app.hub, &appended.repeated(message), from);
}

/// Passed on among those who hold the chat, as the hub knows them: nothing is read for something that is over in seconds.
fn typing(app: &App, party: &Party, from: u64, chat: ChatId, audience: Audience) -> Result<Answer, Problem> {
    let counsellors = app.hub.counsellors_of(chat).ok_or_else(|| problem(StoreError::NotFound))?;
    let by = match party {
        Party::Seeker { chat: own } if *own == chat && audience == Audience::Everyone => Writer::Seeker,
        Party::Counsellor(session) if counsellors.contains(&session.person.id) => {
            Writer::Counsellor { id: session.person.id }
        }
        Party::Seeker { .. } | Party::Counsellor(_) | Party::Visitor { .. } => {
            return Err(problem(StoreError::NotFound));
        }
    };
    let event = Event::Typing { chat, by };
    let for_seeker = (audience == Audience::Everyone).then_some(&event);
    app.hub.send_to_chat(chat, &counsellors, (&event, for_seeker), from);
    Ok(Answer::Done)
}

async fn mark(app: &App, party: &Party, chat: ChatId, marks: (u32, u32)) -> Result<Answer, Problem> {
    let moved = app.store.mark(chat, party.actor(), marks, app.runtime.now()).await.map_err(problem)?;
    if let Some(moved) = moved {
        let event = |(seeker, counsellor)| Event::MarksChanged { chat, seeker, counsellor };
        let for_seeker = moved.for_seeker.map(event);
        let for_counsellors = event(moved.for_counsellors);
        app.hub.send_to_chat(chat, &moved.counsellors, (&for_counsellors, for_seeker.as_ref()), 0);
    }
    Ok(Answer::Done)
}

async fn renew(app: &App, party: &Party) -> Result<Answer, Problem> {
    party.actor().may(Action::SetAvailability, &About::Nothing).map_err(problem)?;
    match party {
        Party::Counsellor(session) => {
            let now = app.runtime.now();
            let act = Act::Renew { device: session.device };
            app.store.act(session.person.id, act, now).await.map_err(problem)?;
            Ok(Answer::Renewed { until: views::renewed_until(now) })
        }
        Party::Seeker { .. } | Party::Visitor { .. } => Err(problem(StoreError::NotFound)),
    }
}
