//! Runs the [`Connection`] machine over a real WebSocket, in a task of its own.

use beistand_domain::Moment;
use beistand_protocol::live::{Answer, ClientFrame, Event, FromClient, ServerFrame, World};
use futures_util::{SinkExt, StreamExt};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use crate::connection::{Connection, GIVE_UP_AFTER, Input, Link, Output};
use crate::way::{self, Stream};
use crate::{Runtime, ServerAddress};

/// What comes of the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LiveEvent {
    /// The link is another one now.
    LinkChanged(Link),
    /// `now` is the server's clock.
    SnapshotCame {
        /// The server's clock.
        now: Moment,
        /// The world.
        world: World,
    },
    /// Something has happened.
    Happened(Event),
    /// A question was answered.
    Answered {
        /// The question's number.
        ticket: u64,
        /// The answer.
        answer: Answer,
    },
    /// It may or may not have arrived.
    Unanswered {
        /// The question's number.
        ticket: u64,
    },
    /// The server has renewed the lease.
    LeaseRenewed {
        /// When it ends without another renewal.
        until: Moment,
    },
    /// Server and program do not speak the same version.
    WrongVersion,
}

/// A handle; the connection ends when the handle is dropped.
#[derive(Debug)]
pub struct Live {
    inputs: UnboundedSender<Input>,
}

impl Live {
    /// Starts connecting, and goes on until the token is refused or the handle is dropped. `tell` must not block.
    pub fn start(
        server: &ServerAddress,
        token: &str,
        runtime: Runtime,
        tell: impl Fn(LiveEvent) + Send + 'static,
    ) -> Self {
        let (inputs, orders) = unbounded_channel();
        let machine = Connection::new(token, runtime.now());
        let driver = Driver { server: server.clone(), runtime, machine, socket: Socket::Closed, tell };
        tokio::spawn(driver.run(orders));
        Self { inputs }
    }

    /// Writes a frame; the answer comes back with this ticket.
    pub fn ask(&self, ticket: u64, frame: ClientFrame) {
        self.give(Input::Ask { ticket, frame });
    }

    /// Tries at once instead of waiting for the next try.
    pub fn retry_now(&self) {
        self.give(Input::RetryNow);
    }

    /// Asks the server for a new snapshot, and disregards what comes before it.
    pub fn resync(&self) {
        self.give(Input::Resync);
    }

    /// Greets the server with another token from the next connection on.
    pub fn replace_token(&self, token: &str) {
        self.give(Input::ReplaceToken(token.to_owned()));
    }

    /// Whether this device keeps the lease of the availability alive.
    pub fn renew_lease(&self, renews: bool) {
        self.give(Input::RenewLease(renews));
    }

    fn give(&self, input: Input) {
        // A connection that has ended for good has said so; there is nothing left to ask of it.
        let _ = self.inputs.send(input);
    }
}

type Opening = std::pin::Pin<Box<dyn Future<Output = Option<Stream>> + Send>>;

enum Socket {
    Closed,
    Opening(Opening),
    Open(Box<Stream>),
}

struct Driver<T> {
    server: ServerAddress,
    runtime: Runtime,
    machine: Connection,
    socket: Socket,
    tell: T,
}

impl<T: Fn(LiveEvent) + Send> Driver<T> {
    async fn run(mut self, mut orders: UnboundedReceiver<Input>) {
        while let Some(deadline) = self.machine.deadline() {
            let due = self.runtime.clock.sleep_until(deadline);
            let input = tokio::select! {
                order = orders.recv() => match order {
                    Some(input) => input,
                    None => break,
                },
                input = self.socket.next() => input,
                () = due => Input::Tick,
            };
            self.handle(input).await;
        }
        if let Socket::Open(mut stream) = self.socket {
            // Best effort: the server notices a closed socket anyway.
            let _ = WebSocketStream::close(&mut stream, None).await;
        }
    }

    async fn handle(&mut self, input: Input) {
        let mut input = Some(input);
        while let Some(next) = input.take() {
            if let (Input::Opened, Socket::Closed) = (&next, &self.socket) {
                continue;
            }
            for output in self.machine.handle(next, self.runtime.now(), self.runtime.fraction()) {
                if !self.carry_out(output).await {
                    input = Some(Input::Lost);
                }
            }
        }
    }

    /// False: the socket broke while writing.
    async fn carry_out(&mut self, output: Output) -> bool {
        match output {
            Output::Open => self.socket = Socket::Opening(Box::pin(open(self.server.clone()))),
            Output::Write(frame) => return self.write(&frame).await,
            Output::Close => self.socket = Socket::Closed,
            Output::LinkChanged(link) => (self.tell)(LiveEvent::LinkChanged(link)),
            Output::Snapshot { now, world } => (self.tell)(LiveEvent::SnapshotCame { now, world }),
            Output::Event(event) => (self.tell)(LiveEvent::Happened(event)),
            Output::Answered { ticket, answer } => (self.tell)(LiveEvent::Answered { ticket, answer }),
            Output::Unanswered { ticket } => (self.tell)(LiveEvent::Unanswered { ticket }),
            Output::LeaseRenewed { until } => (self.tell)(LiveEvent::LeaseRenewed { until }),
            Output::WrongVersion => (self.tell)(LiveEvent::WrongVersion),
        }
        true
    }

    async fn write(&mut self, frame: &FromClient) -> bool {
        let Socket::Open(stream) = &mut self.socket else {
            return true;
        };
        let Ok(text) = serde_json::to_string(frame) else {
            return true;
        };
        let give_up = self.runtime.clock.sleep_until(self.runtime.now() + GIVE_UP_AFTER);
        tokio::select! {
            sent = stream.send(Message::text(text)) => sent.is_ok(),
            () = give_up => false,
        }
    }
}

impl Socket {
    /// The next thing this socket has to say; waits for ever when it is closed.
    async fn next(&mut self) -> Input {
        match self {
            Self::Closed => std::future::pending().await,
            Self::Opening(opening) => match opening.await {
                Some(stream) => {
                    *self = Self::Open(Box::new(stream));
                    Input::Opened
                }
                None => {
                    *self = Self::Closed;
                    Input::Lost
                }
            },
            Self::Open(stream) => loop {
                match stream.next().await {
                    Some(Ok(Message::Text(text))) => match serde_json::from_str::<ServerFrame>(&text) {
                        Ok(frame) => break Input::Received(Box::new(frame)),
                        Err(_) => {
                            tracing::warn!("a frame of the server was not understood and is passed over")
                        }
                    },
                    Some(Ok(Message::Close(_)) | Err(_)) | None => break Input::Lost,
                    Some(Ok(_)) => {}
                }
            },
        }
    }
}

/// Opens the socket, or says that it could not.
async fn open(server: ServerAddress) -> Option<Stream> {
    let opened = way::open(&server).await;
    opened.inspect_err(|obstacle| tracing::debug!(?obstacle, "the live connection")).ok()
}
