//! Replays the golden conversations of `tests/conversations`, which the seeker's page replays too: connection and
//! session together, without a network.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use beistand_protocol::live::{Answer, ClientFrame, FromClient, ServerFrame, Writer};
use beistand_seal::hash_of;
use serde::Deserialize;
use serde_json::{Value, json};

use super::*;
use crate::AccountError;
use crate::connection::{Connection, Input, Output};
use server_message::{Cheat, From, ServerMessage};
use shown::shown;

mod server_message;
mod shown;

#[derive(Deserialize)]
struct Script {
    name: String,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    #[serde(flatten)]
    act: Act,
    #[serde(default)]
    expect: serde_json::Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
enum Act {
    Receive {
        message: ServerMessage,
    },
    Write {
        #[serde(rename = "as")]
        name: String,
        text: String,
    },
    Answer {
        to: String,
        stored: Option<u32>,
        refused: Option<ProblemCode>,
    },
    Marks {
        delivered: u32,
        read: u32,
    },
    Typing,
    Look {
        at_end: bool,
    },
    Server {
        messages: Vec<ServerMessage>,
    },
    Fail {
        fetches: u32,
    },
    Lose {
        events: u64,
    },
    Cut,
    Connect {
        last_seq: u32,
        #[serde(default)]
        delivered: u32,
        #[serde(default)]
        read: u32,
    },
    Wait {
        seconds: u64,
    },
}

struct Replay {
    desk: Desk,
    connection: Connection,
    /// The number of the last event.
    events: u64,
    /// What was written on the present connection.
    written: Vec<FromClient>,
    ids: BTreeMap<String, MessageId>,
    /// Bodies that were sent or received.
    bodies: BTreeMap<MessageId, Blob>,
    server: Vec<ServerMessage>,
    failing: u32,
    at_end: bool,
}

impl Replay {
    /// An active chat, empty and connected.
    fn begin(name: &str) -> Self {
        let desk = Desk::new(&format!("golden-{}", name.replace(|c: char| !c.is_alphanumeric(), "-")));
        let connection = Connection::new("token", desk.runtime.now());
        let mut replay = Self {
            desk,
            connection,
            events: 0,
            written: vec![],
            ids: BTreeMap::new(),
            bodies: BTreeMap::new(),
            server: vec![],
            failing: 0,
            at_end: true,
        };
        replay.connect(0, Marks::default());
        replay.finish();
        replay
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Receive { message } => {
                let message = self.message(&message);
                self.event(Event::MessageStored { message });
            }
            Act::Write { name, text } => {
                let id = self.desk.session.send_message(chat_id(), &text).unwrap();
                self.ids.insert(name, id);
            }
            Act::Answer { to, stored, refused } => self.answer(&to, stored, refused),
            Act::Marks { delivered, read } => self.event(Event::MarksChanged {
                chat: chat_id(),
                seeker: Marks { delivered, read },
                counsellor: Marks::default(),
            }),
            Act::Typing => self.event(Event::Typing { chat: chat_id(), by: Writer::Seeker }),
            Act::Look { at_end } => self.at_end = at_end,
            Act::Server { messages } => self.server = messages,
            Act::Fail { fetches } => self.failing = fetches,
            Act::Lose { events } => self.events += events,
            Act::Cut => self.input(Input::Lost),
            Act::Connect { last_seq, delivered, read } => self.connect(last_seq, Marks { delivered, read }),
            Act::Wait { seconds } => {
                for _ in 0..seconds {
                    self.desk.clock.advance(Duration::from_secs(1));
                    self.desk.session.tick();
                    self.finish();
                }
            }
        }
    }

    /// Lets all work finish that follows: orders go to the connection, fetches to the server.
    fn finish(&mut self) {
        loop {
            if self.at_end {
                self.desk.session.mark_read(chat_id());
            }
            let orders = self.desk.session.take_orders();
            if orders.is_empty() {
                return;
            }
            for order in orders {
                match order {
                    Order::Ask { ticket, frame } => self.input(Input::Ask { ticket, frame }),
                    Order::FetchMessages { chat, after } => {
                        let page = self.page(after);
                        self.desk.session.messages_fetched(chat, page);
                    }
                    Order::SendFile { .. } => panic!("no script attaches a file"),
                }
            }
        }
    }

    fn page(&mut self, after: u32) -> Result<MessagePage, AccountError> {
        if self.failing > 0 {
            self.failing -= 1;
            return Err(AccountError::Unreachable);
        }
        let behind: Vec<_> = self.server.iter().filter(|one| one.seq > after).cloned().collect();
        Ok(MessagePage { messages: behind.iter().map(|one| self.message(one)).collect(), more: false })
    }

    fn input(&mut self, input: Input) {
        let now = self.desk.runtime.now();
        for output in self.connection.handle(input, now, 0.0) {
            let event = match output {
                Output::Write(frame) => {
                    if let ClientFrame::Send { id, body, .. } = &frame.frame {
                        self.bodies.insert(*id, body.clone());
                    }
                    self.written.push(frame);
                    continue;
                }
                Output::Open | Output::Close => continue,
                Output::LinkChanged(link) => LiveEvent::LinkChanged(link),
                Output::Snapshot { now, world } => LiveEvent::SnapshotCame { now, world },
                Output::Event(event) => LiveEvent::Happened(event),
                Output::Answered { ticket, answer } => LiveEvent::Answered { ticket, answer },
                Output::Unanswered { ticket } => LiveEvent::Unanswered { ticket },
                Output::LeaseRenewed { until } => LiveEvent::LeaseRenewed { until },
                Output::WrongVersion => LiveEvent::WrongVersion,
            };
            self.desk.session.handle(event);
        }
    }

    fn push(&mut self, frame: ServerFrame) {
        self.input(Input::Received(Box::new(frame)));
    }

    fn event(&mut self, event: Event) {
        self.events += 1;
        self.push(ServerFrame::Event { n: self.events, event });
    }

    fn connect(&mut self, last_seq: u32, seeker_marks: Marks) {
        if self.connection.link() != Link::Connected {
            self.written.clear();
            self.input(Input::RetryNow);
            self.input(Input::Tick);
            self.input(Input::Opened);
        }
        self.events = 0;
        let chat = ChatView { last_seq, seeker_marks, ..active(&self.desk.runtime) };
        let me = MeView {
            person: me(),
            sign_in_name: "anna".into(),
            roles: vec![],
            topics: vec![],
            parallel_chats: 3,
            reachable: true,
        };
        let availability = AvailabilityView::Off { why: OffView::Chosen };
        let (centre, requests) = (centre(), vec![]);
        let world = WireWorld::Counsellor { me, centre, availability, requests, chats: vec![chat] };
        self.push(ServerFrame::Snapshot { now: self.desk.runtime.now(), world });
    }

    fn answer(&mut self, to: &str, stored: Option<u32>, refused: Option<ProblemCode>) {
        let id = self.ids[to];
        let is_it =
            |frame: &&FromClient| matches!(frame.frame, ClientFrame::Send { id: sent, .. } if sent == id);
        let r = self.written.iter().rev().find(is_it).expect("it was sent on this connection").r;
        let answer = match (stored, refused) {
            (Some(seq), _) => Answer::Stored { seq, at: self.desk.runtime.now() },
            (None, code) => Answer::Refused { problem: Problem::new(code.expect("stored or refused")) },
        };
        self.push(ServerFrame::Answer { r, answer });
    }

    fn message(&mut self, message: &ServerMessage) -> MessageView {
        let id = self.id(&message.name);
        let (mut sender, known) = match message.from {
            From::Me => (Sender::Counsellor { id: me().id }, Some(self.bodies[&id].clone())),
            From::Other => (Sender::Seeker, self.bodies.get(&id).cloned()),
        };
        let body = match known {
            Some(body) => body,
            None => {
                let seen = message.seen.as_ref().map(|name| hash_of(&self.bodies[&self.ids[name]].0));
                let removes = message.deletes.as_ref().map(|name| self.id(name));
                Blob(message.sealed(id, (seen, removes), &self.desk.runtime))
            }
        };
        self.bodies.insert(id, body.clone());
        let other = message.body_of.as_ref().map(|name| self.bodies[&self.ids[name]].clone());
        if message.cheat == Some(Cheat::AsAnotherSender) {
            sender = Sender::Counsellor { id: me().id };
        }
        let (chat, at) = (chat_id(), self.desk.runtime.now());
        let (audience, body) = (Audience::Everyone, other.unwrap_or(body));
        MessageView { id, chat, seq: message.seq, at, sender, audience, body }
    }

    fn id(&mut self, name: &str) -> MessageId {
        let fresh = MessageId::from_bytes([100 + u8::try_from(self.ids.len()).unwrap(); 16]);
        *self.ids.entry(name.to_owned()).or_insert(fresh)
    }

    /// What is true now of one field that a script compares.
    fn found(&self, field: &str) -> Value {
        let frames = || self.written.iter().map(|frame| &frame.frame);
        match field {
            "transcript" => self.transcript(),
            "outbox" => {
                let unsent = self.desk.session.outbox.of_chat(chat_id());
                let sendable = unsent.iter().filter(|message| message.failed.is_none());
                sendable.map(|message| self.name(message.id)).collect()
            }
            "sent" => {
                let sent = frames().filter_map(|frame| match frame {
                    ClientFrame::Send { id, .. } => Some(self.name(*id)),
                    _ => None,
                });
                sent.collect()
            }
            "marks" => {
                let marks = frames().filter_map(|frame| match frame {
                    ClientFrame::Mark { delivered, read, .. } => {
                        Some(json!({ "delivered": delivered, "read": read }))
                    }
                    _ => None,
                });
                marks.fold(Value::Null, |_, newest| newest)
            }
            "typing" => self.desk.session.seeker_types(chat_id()).into(),
            "resyncs" => frames().filter(|frame| matches!(frame, ClientFrame::Resync)).count().into(),
            other => panic!("nobody knows {other}"),
        }
    }

    fn transcript(&self) -> Value {
        let lines = self.desk.session.transcript(chat_id(), None, 100).items;
        lines.into_iter().flat_map(shown).collect()
    }

    fn name(&self, id: MessageId) -> Value {
        let named = self.ids.iter().find(|(_, known)| **known == id);
        named.map_or_else(|| format!("unknown {id}"), |(name, _)| name.clone()).into()
    }
}

#[test]
fn the_golden_conversations_come_out_as_on_the_seekers_page() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conversations");
    let mut differences = Vec::new();
    let mut steps = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let scripts: Vec<Script> = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for script in scripts {
            let mut replay = Replay::begin(&script.name);
            for (n, step) in (1..).zip(script.steps) {
                replay.act(step.act);
                replay.finish();
                for (field, wanted) in step.expect {
                    steps += 1;
                    let found = replay.found(&field);
                    if found != wanted {
                        let what = format!("{}: {}, step {n}, {field}", path.display(), script.name);
                        differences.push(format!("{what}\n  wanted {wanted}\n  found  {found}"));
                    }
                }
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(steps > 50, "only {steps} comparisons");
}
