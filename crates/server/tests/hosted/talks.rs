//! Everybody who talks, and what must be true of it afterwards.

use std::time::Duration;

use beistand_testkit::PATIENCE;

use crate::talk::{Talker, Transcripts};

/// Waits until the seeker's page says that the counsellor is connected, or is not.
pub async fn sees(seeker: &Talker, here: bool) {
    let seen = async {
        while seeker.sees_the_counsellor() != Some(here) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, seen).await.expect("the seeker's page says something else");
}

/// Everybody who talks.
pub struct Talks {
    pub counsellors: Vec<Talker>,
    pub seekers: Vec<Talker>,
}

impl Talks {
    fn all(&self) -> impl Iterator<Item = &Talker> {
        self.counsellors.iter().chain(&self.seekers)
    }

    /// Waits until everybody has had this many more messages acknowledged.
    pub async fn go_on(&self, more: usize) {
        let waits: Vec<_> = self.all().map(|talker| talker.acknowledged(talker.count() + more)).collect();
        let all = futures_util::future::join_all(waits);
        tokio::time::timeout(PATIENCE * 2, all).await.expect("somebody does not get on");
    }

    /// How many messages were acknowledged to all together.
    pub fn acknowledged(&self) -> usize {
        self.all().map(Talker::count).sum()
    }

    /// Ends it, and nobody who was there was taken for away.
    pub async fn finish(self) {
        for talker in self.agree().await {
            assert!(!talker.lost_the_lease(), "a counsellor was there all the time and was taken for away");
        }
    }

    /// Ends it: everything that was written is acknowledged, and every reader has it, at the same place, once.
    pub async fn agree(self) -> Vec<Talker> {
        let mut sides = Vec::new();
        for talker in self.counsellors.into_iter().chain(self.seekers) {
            talker.hush();
            sides.push(talker);
        }
        let quiet = futures_util::future::join_all(sides.iter().map(Talker::quiet));
        tokio::time::timeout(PATIENCE * 2, quiet).await.expect("something was not acknowledged");
        let places = Transcripts::of(&sides);
        let agreed = async {
            while !sides.iter().all(|talker| talker.has(&places)) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        if tokio::time::timeout(PATIENCE * 2, agreed).await.is_err() {
            let missing: Vec<String> = sides.iter().filter_map(|talker| talker.lacks(&places)).collect();
            panic!("a reader does not have everything: {missing:?}");
        }
        places.check(&sides);
        sides
    }
}
