//! A server that follows a script: it answers everything, keeps nothing but its state, and says what it received.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use axum::extract::{Path, State, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use beistand_client::runtime::fake::FakeClock;
use beistand_client::runtime::{Clock, fake};
use beistand_domain::{CentreId, ChatId, FileId, Moment};
use beistand_protocol::live::{Answer, Bye, ClientFrame, Event, FromClient, ServerFrame, Who, World};
use beistand_protocol::rest::availability::{AvailabilityAct, AwayReason, SetAvailability};
use beistand_protocol::rest::chat::ChatRevision;
use beistand_protocol::rest::file::FileStored;
use beistand_protocol::rest::message::MessagePage;
use beistand_protocol::rest::self_test::BeginSelfTest;
use beistand_protocol::rest::session::{RotateSession, RotatedToken, SignIn, SignedIn};
use beistand_protocol::view::{AvailabilityView, CentreView, MeView, OffView, PauseView, Role};
use beistand_protocol::{Problem, ProblemCode};
use tokio::sync::{broadcast, watch};

pub use crate::truth::{Received, Truth};

#[derive(Clone, Debug)]
enum Say {
    Event(Box<Event>),
    Bye(Bye),
    HangUp,
}

#[derive(Clone)]
pub struct Server {
    pub address: String,
    clock: FakeClock,
    truth: Arc<Mutex<Truth>>,
    say: broadcast::Sender<Say>,
    received: Arc<watch::Sender<Vec<Received>>>,
    /// Whether late answers are held back.
    held: Arc<watch::Sender<bool>>,
}

impl Server {
    pub async fn start(clock: FakeClock) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (say, _) = broadcast::channel(64);
        let server = Self {
            address,
            clock,
            truth: Arc::default(),
            say,
            received: Arc::default(),
            held: Arc::new(watch::Sender::new(true)),
        };
        let router = Router::new()
            .route("/api/v1/sessions", post(sign_in))
            .route("/api/v1/sessions/current", delete(sign_out))
            .route("/api/v1/sessions/current/token", post(rotate))
            .route("/api/v1/availability", put(set_availability))
            .route("/api/v1/self-tests", post(begin_self_test))
            .route("/api/v1/chats/{chat}/{step}", post(step).get(messages))
            .route("/api/v1/chats/{chat}/files/{file}", put(take_file))
            .route("/api/v1/live", get(live))
            .with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        server
    }

    pub fn truth(&self) -> MutexGuard<'_, Truth> {
        self.truth.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends an event to every connected desk.
    pub fn publish(&self, event: Event) {
        let _ = self.say.send(Say::Event(Box::new(event)));
    }

    pub fn let_answers_go(&self) {
        self.held.send_replace(false);
    }

    pub fn bye(&self, why: Bye) {
        let _ = self.say.send(Say::Bye(why));
    }

    /// Cuts all connections.
    pub fn hang_up(&self) {
        let _ = self.say.send(Say::HangUp);
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.borrow().clone()
    }

    /// Waits until this was received.
    pub async fn receives(&self, wanted: Received) {
        self.receives_such(1, |received| *received == wanted).await;
    }

    /// Waits until such a thing was received as often as this.
    pub async fn receives_such(&self, times: usize, wanted: impl Fn(&Received) -> bool) {
        let mut received = self.received.subscribe();
        let waited = received.wait_for(|all| all.iter().filter(|one| wanted(one)).count() >= times);
        tokio::time::timeout(Duration::from_secs(20), waited).await.expect("the server hears it").unwrap();
    }

    fn note(&self, received: Received) {
        self.received.send_modify(|all| all.push(received));
    }

    fn snapshot(&self) -> ServerFrame {
        let truth = self.truth();
        let now = Moment::from_millis(self.clock.now().millis() - truth.behind.as_millis() as i64);
        let (requests, chats) = (truth.requests.clone(), truth.chats.clone());
        let availability = truth.availability.clone();
        let world = World::Counsellor { me: me(), centre: centre(), availability, requests, chats };
        ServerFrame::Snapshot { now, world }
    }
}

fn me() -> MeView {
    let person = beistand_app::fake::chats::anna();
    MeView {
        person,
        sign_in_name: "anna".into(),
        roles: vec![Role::Counsellor],
        topics: vec![],
        parallel_chats: 3,
        reachable: true,
    }
}

fn centre() -> CentreView {
    CentreView { id: CentreId::from_bytes([2; 16]), slug: "demo".into(), name: "Beratungsstelle Demo".into() }
}

fn refused(problem: Problem) -> Response {
    (StatusCode::from_u16(problem.status).unwrap(), Json(problem)).into_response()
}

async fn sign_in(State(server): State<Server>, Json(body): Json<SignIn>) -> Response {
    let turned_away = server.truth().busy_sign_ins;
    if turned_away > 0 {
        server.truth().busy_sign_ins = turned_away - 1;
        server.note(Received::BusySignIn);
        return refused(Problem::new(ProblemCode::Unavailable).retry_after(4));
    }
    server.note(Received::SignIn);
    if body.password != "richtig" {
        return refused(Problem::new(ProblemCode::WrongPassword));
    }
    match (server.truth().second_factor.clone(), body.code) {
        (Some(_), None) => return refused(Problem::new(ProblemCode::SecondFactorNeeded)),
        (Some(right), Some(code)) if code != right => return refused(Problem::new(ProblemCode::WrongCode)),
        (Some(_) | None, _) => {}
    }
    server.truth().device = Some(body.device);
    server.truth().day_key = Some(body.day_key);
    let signed_in = SignedIn { token: "token".into(), me: me(), centre: centre() };
    (StatusCode::CREATED, Json(signed_in)).into_response()
}

async fn sign_out(State(server): State<Server>) -> Response {
    if !server.truth().takes_sign_outs {
        server.note(Received::RefusedSignOut);
        return refused(Problem::new(ProblemCode::Unavailable));
    }
    server.note(Received::SignOut);
    StatusCode::NO_CONTENT.into_response()
}

async fn rotate(State(server): State<Server>, Json(body): Json<RotateSession>) -> Json<RotatedToken> {
    server.truth().day_key = Some(body.day_key);
    server.note(Received::Rotation);
    Json(RotatedToken { token: server.truth().next_token.take() })
}

async fn set_availability(State(server): State<Server>, Json(body): Json<SetAvailability>) -> Response {
    server.note(Received::Availability(body.act));
    if let Some(problem) = server.truth().refuse_act.clone() {
        return refused(problem);
    }
    let now = server.clock.now();
    let (availability, requests) = {
        let mut truth = server.truth();
        let on = |device| AvailabilityView::On { since: now, device, until: lease_end(now) };
        truth.availability = match (body.act, truth.device) {
            (AvailabilityAct::On | AvailabilityAct::Resume, Some(device)) => on(device),
            (AvailabilityAct::Pause { why }, Some(device)) => {
                AvailabilityView::Paused { since: now, device, until: lease_end(now), why: pause(why) }
            }
            (AvailabilityAct::Off, _) | (_, None) => AvailabilityView::Off { why: OffView::Chosen },
        };
        (truth.availability.clone(), truth.requests.clone())
    };
    server.publish(Event::AvailabilityChanged { availability: availability.clone(), requests });
    if server.truth().answers_late {
        let mut held = server.held.subscribe();
        let _ = held.wait_for(|held| !*held).await;
    }
    Json(availability).into_response()
}

async fn begin_self_test(State(server): State<Server>, Json(body): Json<BeginSelfTest>) -> Response {
    if !server.truth().takes_tests {
        return refused(Problem::new(ProblemCode::Unavailable));
    }
    server.note(Received::SelfTest(body.id));
    StatusCode::ACCEPTED.into_response()
}

fn pause(why: AwayReason) -> PauseView {
    match why {
        AwayReason::Locked => PauseView::Locked,
        AwayReason::Suspended => PauseView::Suspended,
        AwayReason::Idle => PauseView::Idle,
        AwayReason::Break => PauseView::Break,
        AwayReason::Phone => PauseView::Phone,
        AwayReason::Meeting => PauseView::Meeting,
    }
}

async fn step(State(server): State<Server>, Path((chat, step)): Path<(ChatId, String)>) -> Response {
    match step.as_str() {
        "accept" => server.note(Received::Accept(chat)),
        _ => server.note(Received::End(chat)),
    }
    if let Some(problem) = server.truth().refuse_end.clone().filter(|_| step == "end") {
        return refused(problem);
    }
    match server.truth().refuse_accept.clone().filter(|_| step == "accept") {
        Some(problem) => refused(problem),
        None => Json(ChatRevision { chat, revision: 2 }).into_response(),
    }
}

async fn take_file(
    State(server): State<Server>,
    Path((_, file)): Path<(ChatId, FileId)>,
) -> Json<FileStored> {
    server.note(Received::File);
    let _ = server.held.subscribe().wait_for(|held| !*held).await;
    Json(FileStored { file, size: 0 })
}

async fn messages() -> Json<MessagePage> {
    Json(MessagePage { messages: vec![], more: false })
}

async fn live(State(server): State<Server>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(move |socket| converse(server, socket))
}

async fn converse(server: Server, mut socket: WebSocket) {
    let mut says = server.say.subscribe();
    let mut n = 0;
    loop {
        tokio::select! {
            frame = socket.recv() => {
                let Some(Ok(Message::Text(text))) = frame else { return };
                let frame: FromClient = serde_json::from_str(&text).unwrap();
                if let ClientFrame::Hello { who, .. } = &frame.frame {
                    if let Who::Counsellor { token } = who {
                        server.note(Received::Hello(token.clone()));
                    }
                    if !server.truth().reachable { return }
                    let refused = server.truth().refuse_hello.clone();
                    if let Some(refused) = refused {
                        server.truth().refused_hellos += 1;
                        return write(&mut socket, &refused).await;
                    }
                    n = 0;
                    write(&mut socket, &server.snapshot()).await;
                } else {
                    let resync = matches!(frame.frame, ClientFrame::Resync);
                    let answer = answer(&server, &frame.frame);
                    server.note(Received::Frame(frame.frame));
                    write(&mut socket, &ServerFrame::Answer { r: frame.r, answer }).await;
                    if resync {
                        n = 0;
                        write(&mut socket, &server.snapshot()).await;
                    }
                }
            }
            say = says.recv() => match say.unwrap() {
                Say::Event(event) => {
                    n += 1;
                    write(&mut socket, &ServerFrame::Event { n, event: *event }).await;
                }
                Say::Bye(why) => return write(&mut socket, &ServerFrame::Bye { why }).await,
                Say::HangUp => return,
            }
        }
    }
}

fn answer(server: &Server, frame: &ClientFrame) -> Answer {
    let now = server.clock.now();
    match frame {
        ClientFrame::Send { .. } => {
            let mut truth = server.truth();
            truth.stored += 1;
            Answer::Stored { seq: truth.stored, at: now }
        }
        ClientFrame::Renew => Answer::Renewed { until: lease_end(now) },
        ClientFrame::Hello { .. }
        | ClientFrame::Typing { .. }
        | ClientFrame::Mark { .. }
        | ClientFrame::Resync
        | ClientFrame::Ping => Answer::Done,
    }
}

async fn write(socket: &mut WebSocket, frame: &ServerFrame) {
    let _ = socket.send(Message::Text(serde_json::to_string(frame).unwrap().into())).await;
}

fn lease_end(now: Moment) -> Moment {
    now + beistand_domain::limits::LEASE_LENGTH
}

/// A clock at the moment the fake chats happened, and an runtime on it.
pub fn time() -> (beistand_app::Runtime, FakeClock) {
    fake::runtime(1)
}
