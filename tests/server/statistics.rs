//! Counts equal a recount of what happened, over any history, and outlive every chat.

use std::collections::BTreeMap;
use std::time::Duration;

use beistand_domain::CentreId;
use beistand_domain::statistics::Day;
use beistand_protocol::Problem;
use beistand_protocol::rest::administration::AdministeredCentres;
use beistand_protocol::rest::statistics::{DayCount, OwnStatistics, Statistics};
use beistand_runtime::Runtime;
use beistand_store::Store;
use beistand_testkit::people::Rest;
use beistand_testkit::{Counsellor, PATIENCE, Seeker, TestServer, clock};
use reqwest::Method;
use serde::de::DeserializeOwned;

/// How a request goes on.
#[derive(Clone, Copy, Debug)]
enum Story {
    Withdraws,
    Declines,
    Talks { counsellor: usize, messages: u32, by_seeker: bool },
}

type Counts = BTreeMap<String, u64>;

struct World {
    server: TestServer,
    runtime: Runtime,
    staff: Vec<Counsellor>,
    admin: Counsellor,
    centre: CentreId,
    /// By topic, and of each counsellor.
    wanted: Counts,
    own: Vec<Counts>,
}

impl World {
    async fn open() -> Self {
        let server = TestServer::start().await.unwrap();
        let runtime = clock::runtime(&server.clock, 99);
        let url = server.url();
        let mut staff = Vec::new();
        for name in ["anna", "ben"] {
            let person = Counsellor::sign_in(&url, &runtime, name).await.unwrap();
            person.switch(true).await.unwrap();
            staff.push(person);
        }
        let admin = Counsellor::sign_in(&url, &runtime, "adam").await.unwrap();
        let centres: AdministeredCentres = get(&admin.rest, "/api/v1/centres").await.unwrap();
        let centre = centres.centres.iter().find(|centre| centre.slug == "demo").unwrap().id;
        let own = vec![Counts::new(); 2];
        Self { server, runtime, staff, admin, centre, wanted: Counts::new(), own }
    }

    fn count(&mut self, what: &str, n: u64) {
        *self.wanted.entry(what.to_owned()).or_default() += n;
    }

    fn count_own(&mut self, counsellor: usize, what: &str, n: u64) {
        *self.own[counsellor].entry(what.to_owned()).or_default() += n;
        self.count(what, n);
    }

    async fn tell(&mut self, story: Story) {
        for person in &self.staff {
            person.switch(true).await.unwrap();
        }
        let seeker = Seeker::request(&self.server.url(), &self.runtime, "sucht").await.unwrap().ok().unwrap();
        self.count("requested", 1);
        match story {
            Story::Withdraws => {
                seeker.command("withdraw").await.unwrap().unwrap();
                self.count("withdrawn", 1);
            }
            Story::Declines => {
                self.accept(&seeker, 0).await;
                seeker.command("decline").await.unwrap().unwrap();
                self.count("declined", 1);
            }
            Story::Talks { counsellor, messages, by_seeker } => {
                self.accept(&seeker, counsellor).await;
                self.talk(&seeker, (counsellor, messages, by_seeker)).await;
            }
        }
    }

    async fn accept(&mut self, seeker: &Seeker, counsellor: usize) {
        self.staff[counsellor].accept(seeker.chat).await.unwrap().unwrap();
        self.count_own(counsellor, "accepted", 1);
        self.count("waited_under_1", 1);
    }

    async fn talk(&mut self, seeker: &Seeker, (counsellor, messages, by_seeker): (usize, u32, bool)) {
        let (mut wire, view) = seeker.connect().await.unwrap();
        seeker.begin(&view).await.unwrap().unwrap();
        self.count_own(counsellor, "began", 1);
        for n in 0..messages {
            seeker.say(&mut wire, &format!("{n}")).await.unwrap();
        }
        if messages > 0 {
            self.count("message_of_seeker", u64::from(messages));
        }
        // Longer than a lease lasts would end it, and with it the talk.
        self.server.clock.advance(Duration::from_secs(30));
        if by_seeker {
            seeker.command("end").await.unwrap().unwrap();
            self.count("ended_by_seeker", 1);
        } else {
            self.staff[counsellor].command(seeker.chat, "end").await.unwrap().unwrap();
            self.count("ended_by_counsellor", 1);
        }
        self.count("talked_under_5", 1);
    }
}

async fn get<T: DeserializeOwned>(rest: &Rest, path: &str) -> Result<T, Problem> {
    let answer = rest.raw(Method::GET, path, None).await.unwrap();
    let done = answer.status().is_success();
    let text = answer.text().await.unwrap();
    if done { Ok(serde_json::from_str(&text).unwrap()) } else { Err(serde_json::from_str(&text).unwrap()) }
}

fn summed(days: &[DayCount]) -> Counts {
    days.iter().fold(Counts::new(), |mut sums, DayCount { what, n, .. }| {
        *sums.entry(what.clone()).or_default() += n;
        sums
    })
}

#[tokio::test]
async fn counts_equal_what_happened_and_outlive_the_chats() {
    let mut world = World::open().await;
    for seed in 0..40_u32 {
        // Any mixture will do, and the same one each time.
        let counsellor = usize::from(seed % 3 == 1);
        let story = match seed * 7 % 5 {
            0 => Story::Withdraws,
            1 => Story::Declines,
            _ => Story::Talks { counsellor, messages: seed % 4, by_seeker: seed % 2 == 0 },
        };
        world.tell(story).await;
    }
    let period = world.period();
    let path = format!("/api/v1/centres/{}/statistics?{period}", world.centre);
    let today = world.statistics(&path).await;
    assert_eq!(summed(&today.days), world.wanted);
    let of_topics: u64 = today.by_topic.iter().filter(|one| one.what == "requested").map(|one| one.n).sum();
    let of_hours: u64 = today.hours.iter().filter(|one| one.what == "requested").map(|one| one.n).sum();
    assert_eq!((of_topics, of_hours), (40, 40));
    for (person, wanted) in world.staff.iter().zip(&world.own) {
        let own: OwnStatistics = get(&person.rest, &format!("/api/v1/me/statistics?{period}")).await.unwrap();
        assert_eq!(&summed(&own.days), wanted);
    }

    // All chats are purged 48 hours later.
    world.server.clock.advance(Duration::from_secs(3 * 24 * 60 * 60));
    let store = Store::open(&world.server.database().place(world.server.data())).await.unwrap();
    let now = world.runtime.now();
    let purged = async {
        while !store.due(now, 1).await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, purged).await.expect("chats are purged when their time is over");
    world.admin = Counsellor::sign_in(&world.server.url(), &world.runtime, "adam").await.unwrap();
    assert_eq!(world.statistics(&path).await.days, today.days);
}

impl World {
    /// Today and tomorrow, whatever the zone; before that lie the demo's invented counts.
    fn period(&self) -> String {
        let today = self.runtime.now().epoch_day();
        format!("from={}&until={}", Day::from_number(today), Day::from_number(today + 1))
    }

    async fn statistics(&self, path: &str) -> Statistics {
        get(&self.admin.rest, path).await.unwrap()
    }
}

#[tokio::test]
async fn a_period_that_is_none_is_named() {
    let world = World::open().await;
    let ask = async |period: &str| {
        let path = format!("/api/v1/centres/{}/statistics?{period}", world.centre);
        let refused = get::<Statistics>(&world.admin.rest, &path).await.unwrap_err();
        (refused.status, refused.field)
    };
    assert_eq!(ask("from=heute&until=2026-11-30").await, (400, Some("from".into())));
    assert_eq!(ask("from=2026-11-30&until=2026-11-29").await, (400, Some("until".into())));
    assert_eq!(ask("from=2020-01-01&until=2026-11-29").await, (400, Some("until".into())));
    assert_eq!(ask("from=2020-01-01").await, (400, Some("from".into())));
}
