use super::*;
use beistand_domain::Moment;
use beistand_protocol::view::DayKey;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::interval;

/// Answers one connection after the other with these bytes; an empty answer hangs up.
async fn answering(answers: Vec<String>) -> Account {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        for answer in answers {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 4096];
            let _ = socket.read(&mut request).await.unwrap();
            socket.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    Account::new(ServerAddress::parse(&address).unwrap()).unwrap().with_token("t")
}

fn http(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
}

fn command() -> CommandId {
    CommandId::from_parts(Moment::from_millis(1), [1; 10])
}

fn chat() -> ChatId {
    ChatId::from_parts(Moment::from_millis(1), [2; 10])
}

#[tokio::test]
async fn a_command_is_repeated_once_when_the_connection_breaks() {
    let body = serde_json::to_string(&ChatRevision { chat: chat(), revision: 4 }).unwrap();
    let account = answering(vec![String::new(), http("200 OK", &body)]).await;
    assert_eq!(account.accept(chat(), command()).await.unwrap().revision, 4);
}

#[tokio::test]
async fn a_refusal_keeps_its_code_and_who_holds_it() {
    let problem = Problem::new(ProblemCode::AlreadyAccepted).held_by("Ben");
    let account = answering(vec![http("409 Conflict", &serde_json::to_string(&problem).unwrap())]).await;
    assert_eq!(account.accept(chat(), command()).await, Err(AccountError::Refused(problem)));
}

#[tokio::test]
async fn a_foreign_server_and_a_restarting_one_are_told_apart() {
    let foreign = answering(vec![http("200 OK", "<html>hello</html>")]).await;
    assert_eq!(foreign.messages(chat(), 0, 10).await, Err(AccountError::NotBeistand { status: 200 }));
    let bad = http("502 Bad Gateway", "<html>nginx</html>");
    let restarting = answering(vec![bad.clone(), bad]).await;
    assert_eq!(restarting.messages(chat(), 0, 10).await, Err(AccountError::Unreachable));
}

#[test]
fn a_password_is_written_once_into_memory_that_is_wiped() {
    let body = anna();
    let text = wiped_after_use(&body, &[&body.name, &body.password, &body.device_name]).unwrap();
    assert!(text.len() > 6 * body.password.len());
    let room = 6 * (body.name.len() + body.password.len() + body.device_name.len()) + 1024;
    assert_eq!(text.capacity(), room, "growing would leave a copy behind");
}

#[tokio::test]
async fn a_page_of_the_network_is_no_answer_to_anything() {
    let portal = || http("200 OK", "<html>Please sign in to this network</html>");
    let not_ours = AccountError::NotBeistand { status: 200 };
    let (file, message) = (FileId::from_bytes([3; 16]), MessageId::from_bytes([4; 16]));
    let sent = (message, Audience::Everyone);
    assert_eq!(
        answering(vec![portal()]).await.send_file((chat(), file), sent, vec![1], |_| {}).await,
        Err(not_ours.clone())
    );
    assert_eq!(answering(vec![portal()]).await.file(chat(), file).await, Err(not_ours.clone()));
    assert_eq!(answering(vec![portal()]).await.sign_out().await, Err(not_ours.clone()));
    assert_eq!(answering(vec![portal()]).await.begin_self_test(command()).await, Err(not_ours));
}

#[tokio::test]
async fn a_command_that_is_swallowed_is_sent_once_more_with_the_same_id() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let server = ServerAddress::parse(&address).unwrap();
    let limits = Limits { head: Duration::from_millis(300), ..LIMITS };
    let account = Account::limited(server, limits).unwrap().with_token("t");
    let asked = tokio::spawn(async move {
        let mut asked = Vec::new();
        let (mut held, mut request) = (Vec::new(), vec![0; 4096]);
        let body = serde_json::to_string(&ChatRevision { chat: chat(), revision: 4 }).unwrap();
        for answer in [String::new(), http("200 OK", &body)] {
            let (mut socket, _) = listener.accept().await.unwrap();
            let length = socket.read(&mut request).await.unwrap();
            asked.push(String::from_utf8_lossy(&request[..length]).into_owned());
            socket.write_all(answer.as_bytes()).await.unwrap();
            // The first one stays open, and nothing comes.
            held.push(socket);
        }
        asked
    });
    account.accept(chat(), command()).await.unwrap();
    let asked = asked.await.unwrap();
    assert_eq!(asked[0], asked[1]);
    assert!(asked[0].contains(&command().to_string()));
}

#[tokio::test]
async fn a_redirect_is_shown_and_not_followed_with_the_password() {
    let to = "HTTP/1.1 308 Permanent Redirect\r\nlocation: https://neu.example/api/v1/sessions\r\n\
              content-length: 0\r\nconnection: close\r\n\r\n";
    let moved = answering(vec![to.into()]).await.sign_in(anna()).await.unwrap_err();
    assert_eq!(moved, AccountError::Moved(ServerAddress::parse("https://neu.example").unwrap()));
}

fn anna() -> SignIn {
    SignIn {
        name: "anna".into(),
        password: "\u{1}".repeat(1000),
        code: None,
        device: beistand_domain::DeviceId::from_bytes([1; 16]),
        device_name: "Beistand".into(),
        signing_key: beistand_protocol::Blob(vec![4; 65]),
        day_key: DayKey {
            day: 1,
            public_key: beistand_protocol::Blob(vec![4; 65]),
            signature: beistand_protocol::Blob(vec![4; 64]),
        },
    }
}

/// Serves each connection so; a connection that is served stays open.
async fn serving<F: Future<Output = TcpStream> + Send>(
    limits: Limits,
    serve: impl Fn(TcpStream) -> F + Send + 'static,
) -> Account {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((socket, _)) = listener.accept().await {
            open.push(serve(socket).await);
        }
    });
    Account::limited(ServerAddress::parse(&address).unwrap(), limits).unwrap().with_token("t")
}

const SHORT: Duration = Duration::from_millis(400);

/// Sends an answer in ten parts, so slowly that all of it takes longer than any limit; `parts` of them come.
async fn slowly(mut socket: TcpStream, answer: String, parts: usize) -> TcpStream {
    let _ = socket.read(&mut [0; 4096]).await.unwrap();
    let mut line = interval(SHORT / 4);
    for part in answer.as_bytes().chunks(answer.len().div_ceil(10)).take(parts) {
        line.tick().await;
        socket.write_all(part).await.unwrap();
    }
    socket
}

#[tokio::test]
async fn a_list_over_a_slow_line_takes_its_time_and_a_silent_one_ends() {
    let page = MessagePage { messages: Vec::new(), more: false };
    let body = serde_json::to_string(&page).unwrap() + &" ".repeat(4096);
    let limits = Limits { head: SHORT, silence: SHORT };
    let answer = http("200 OK", &body);
    let slow = serving(limits, move |socket| slowly(socket, answer.clone(), 10)).await;
    assert_eq!(slow.messages(chat(), 0, 10).await, Ok(page));
    let answer = http("200 OK", &body);
    let silent = serving(limits, move |socket| slowly(socket, answer.clone(), 5)).await;
    assert_eq!(silent.messages(chat(), 0, 10).await, Err(AccountError::Unreachable));
}

#[tokio::test]
async fn a_file_that_comes_slowly_comes_and_one_that_stops_ends() {
    let answer = |body: &str| {
        let length = body.len();
        format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: {length}\r\n\r\n{body}"
        )
    };
    let (limits, file) = (Limits { head: SHORT, silence: SHORT }, FileId::from_bytes([3; 16]));
    let body = "x".repeat(4096);
    let whole = answer(&body);
    let slow = serving(limits, move |socket| slowly(socket, whole.clone(), 10)).await;
    assert_eq!(slow.file(chat(), file).await, Ok(body.clone().into_bytes()));
    let whole = answer(&body);
    let silent = serving(limits, move |socket| slowly(socket, whole.clone(), 5)).await;
    assert_eq!(silent.file(chat(), file).await, Err(AccountError::Unreachable));
}

#[tokio::test]
async fn a_file_that_goes_slowly_arrives_and_one_that_nobody_takes_ends() {
    const SIZE: usize = 16 * 1024 * 1024;
    let (file, message) = (FileId::from_bytes([3; 16]), MessageId::from_bytes([4; 16]));
    let limits = Limits { head: SHORT / 4, silence: SHORT };
    let slow = serving(limits, move |mut socket| async move {
        let mut line = interval(SHORT / 10);
        let (mut taken, mut part) = (0, vec![0; SIZE / 32]);
        while taken < SIZE {
            line.tick().await;
            let length = part.len().min(SIZE - taken);
            taken += socket.read_exact(&mut part[..length]).await.unwrap();
        }
        let stored = FileStored { file, size: SIZE as u64 };
        socket
            .write_all(http("201 Created", &serde_json::to_string(&stored).unwrap()).as_bytes())
            .await
            .unwrap();
        socket
    })
    .await;
    let sent = (message, Audience::Everyone);
    assert_eq!(slow.send_file((chat(), file), sent, vec![1; SIZE], |_| {}).await, Ok(()));
    let silent = serving(limits, std::future::ready).await;
    let ended = silent.send_file((chat(), file), sent, vec![1; SIZE], |_| {}).await;
    assert_eq!(ended, Err(AccountError::Stalled));
}
