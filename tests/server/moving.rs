//! The move from an embedded database to a PostgreSQL.

use beistand_domain::{FileId, MessageId};
use beistand_protocol::live::Answer;
use beistand_protocol::rest::message::MessagePage;
use beistand_protocol::view::Audience;
use beistand_server::admin::{self, Admin, Task};
use beistand_server::config::{Database, Settings};
use beistand_testkit::people;
use beistand_testkit::postgres::Cluster;
use beistand_testkit::s3::S3Store;
use beistand_testkit::server::runs_on_postgres;
use reqwest::Method;

use crate::world::{Talk, talking};

async fn migrate_to_postgres(talk: &Talk, database: &Database, s3: &S3Store) -> anyhow::Result<String> {
    let (data, database) = (talk.centre.server.data().to_owned(), database.clone());
    let (place, _) = s3.place("files");
    let moving = Admin {
        files: Some(place.parse().map_err(anyhow::Error::msg)?),
        s3: s3.settings(),
        ..Admin::new(data, database, Task::MigrateToPostgres)
    };
    admin::run(moving, &talk.centre.runtime).await
}

#[tokio::test]
async fn a_moved_installation_goes_on_where_it_was() {
    if runs_on_postgres() {
        return;
    }
    let mut talk = talking().await.unwrap();
    talk.seeker.say(&mut talk.seeker_wire, "Vorher").await.unwrap();
    let s3 = S3Store::start().await.unwrap();
    let runtime = &talk.centre.runtime;
    let of = (talk.seeker.chat, runtime.id(FileId::from_parts));
    let (message, sealed) = (runtime.id(MessageId::from_parts), [7; 64]);
    talk.seeker.rest.send_file(of, (message, Audience::Everyone), &sealed).await.unwrap().unwrap();
    let address = Cluster::shared().await.unwrap().database().await.unwrap();
    let database = Database { address: Some(address.parse().unwrap()) };
    let running = migrate_to_postgres(&talk, &database, &s3).await.unwrap_err().to_string();
    assert!(running.contains("a server runs on this file"), "{running}");

    talk.centre.server.stop().await.unwrap();
    let moved = migrate_to_postgres(&talk, &database, &s3).await.unwrap();
    assert!(moved.contains("        1  sealed files copied to s3://beistand/files\n"), "{moved}");
    assert!(moved.contains("        1  message\n") && moved.contains("        5  person\n"), "{moved}");
    let again = migrate_to_postgres(&talk, &database, &s3).await.unwrap_err().to_string();
    assert!(again.contains("not empty"), "{again}");

    talk.centre
        .server
        .restart_on(Settings {
            database,
            files: Some(s3.place("files").0.parse().unwrap()),
            s3: s3.settings(),
            ..beistand_testkit::server::settings()
        })
        .await
        .unwrap();
    assert_eq!(talk.centre.anna.rest.file(of.0, of.1).await.unwrap().unwrap(), sealed, "from the bucket now");
    let (mut wire, view) = talk.seeker.connect().await.unwrap();
    assert_eq!(view.last_seq, 1);
    let answer = talk.seeker.say(&mut wire, "Nachher").await.unwrap();
    assert!(matches!(answer, Answer::Stored { seq: 2, .. }), "{answer:?}");
    let path = format!("/api/v1/chats/{}/messages", talk.seeker.chat);
    let none: Option<&()> = None;
    let page: MessagePage = talk.centre.anna.rest.call(Method::GET, &path, none).await.unwrap().unwrap();
    let texts: Vec<String> =
        page.messages.iter().map(|message| people::read(&talk.keys, message).unwrap()).collect();
    assert_eq!(texts, ["Vorher", "Nachher"]);
    let second =
        beistand_testkit::Seeker::request(&talk.centre.server.url(), &talk.centre.runtime, "sucht").await;
    assert_eq!(second.unwrap().unwrap().number, 2, "numbers go on as well");
}

#[tokio::test]
async fn a_move_that_fails_keeps_nothing() {
    if runs_on_postgres() {
        return;
    }
    let mut talk = talking().await.unwrap();
    talk.centre.server.stop().await.unwrap();
    // A row that PostgreSQL cannot take, in a table that comes late.
    let file = talk.centre.server.data().join("beistand.sqlite");
    let source = rusqlite::Connection::open(file).unwrap();
    source.execute("UPDATE command SET what = 'a' || char(0) || 'b'", []).unwrap();
    drop(source);
    let address = Cluster::shared().await.unwrap().database().await.unwrap();
    let database = Database { address: Some(address.parse().unwrap()) };
    let s3 = S3Store::start().await.unwrap();
    let failed = migrate_to_postgres(&talk, &database, &s3).await.unwrap_err().to_string();
    assert_eq!(failed, "command", "so far it got");
    let (data, task) = (talk.centre.server.data().to_owned(), Task::List);
    let list = admin::run(Admin::new(data, database, task), &talk.centre.runtime).await.unwrap();
    assert_eq!(list, "nothing yet; begin with add-centre\n");
}
