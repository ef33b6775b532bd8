//! What can happen in a history, and how it is drawn from a seed. Every step is possible at any time: one that has nothing to
//! do does nothing, so that a history stays one when steps are left out.

/// Two devices of Anna, one of Ben and one of Clara.
pub const DESKS: [(usize, &str); 4] = [(0, "anna"), (0, "anna"), (1, "ben"), (2, "clara")];
/// Counsellors.
pub const PEOPLE: usize = 3;
/// Seekers who are there at once, each with one chat after the other.
pub const PAGES: usize = 4;

/// A client with a network of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    Desk(usize),
    Page(usize),
}

/// What becomes of a command on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is answered.
    Answered,
    /// It is answered, and given again with the same id.
    Twice,
    /// The line breaks after so many turns of the scheduler; then it is given again with the same id.
    Broken(u8),
}

/// What becomes of a message on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Post {
    /// It is answered.
    Answered,
    /// It is answered, and sent again with the same id.
    Twice,
    /// It is written, and the line goes silent before anybody reads the answer. It stays in the outbox.
    Unanswered,
}

/// How a client's line is disturbed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The program closes its connection.
    Leaves,
    /// The line is cut.
    Cut,
    /// Nothing arrives any more, and nobody is told.
    Silent,
    /// Everything arrives later.
    Held,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Withdraw,
    Decline,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    On,
    Off,
    Lock,
    Break,
    Resume,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    SignIn(usize),
    SignOut(usize),
    Switch(usize, Switch, Fate),
    Request(usize, Fate),
    Accept(usize, usize, Fate),
    /// All desks accept the same request at once.
    Race(usize),
    Begin(usize, Fate),
    SeekerEnds(usize, Ending, Fate),
    CounsellorEnds(usize, usize, Fate),
    SeekerSays(usize, Post),
    CounsellorSays(usize, usize, Post),
    /// Everybody in this chat writes at once.
    Burst(usize),
    Trouble(Client, Trouble),
    Returns(Client),
    /// Time goes by while those who are connected say so.
    Seconds(u8),
    Minutes(u8),
    /// Time jumps, as when all machines slept.
    Hours(u8),
    Restart,
    Crash,
}

/// Numbers from a seed (splitmix64).
pub struct Draw(u64);

impl Draw {
    pub fn from(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) >> 33).unwrap() % end
    }

    fn byte(&mut self, end: u8) -> u8 {
        u8::try_from(self.below(usize::from(end))).unwrap()
    }

    fn desk(&mut self) -> usize {
        self.below(DESKS.len())
    }

    fn page(&mut self) -> usize {
        self.below(PAGES)
    }

    fn client(&mut self) -> Client {
        match self.below(2) {
            0 => Client::Desk(self.desk()),
            _ => Client::Page(self.page()),
        }
    }

    fn fate(&mut self) -> Fate {
        match self.below(6) {
            0 => Fate::Twice,
            1 => Fate::Broken(self.byte(120)),
            _ => Fate::Answered,
        }
    }

    fn post(&mut self) -> Post {
        match self.below(6) {
            0 => Post::Twice,
            1 => Post::Unanswered,
            _ => Post::Answered,
        }
    }

    fn trouble(&mut self) -> Trouble {
        match self.below(4) {
            0 => Trouble::Leaves,
            1 => Trouble::Cut,
            2 => Trouble::Silent,
            _ => Trouble::Held,
        }
    }

    fn switch(&mut self) -> Switch {
        match self.below(10) {
            0 => Switch::Off,
            1 | 2 => Switch::Lock,
            3 => Switch::Break,
            4 | 5 => Switch::Resume,
            _ => Switch::On,
        }
    }

    fn ending(&mut self) -> Ending {
        match self.below(3) {
            0 => Ending::Withdraw,
            1 => Ending::Decline,
            _ => Ending::End,
        }
    }

    /// The next step; what makes chats and words is likelier than what ends them.
    pub fn step(&mut self) -> Step {
        match self.below(100) {
            0..4 => Step::SignIn(self.desk()),
            4..5 => Step::SignOut(self.desk()),
            5..17 => Step::Switch(self.desk(), self.switch(), self.fate()),
            17..27 => Step::Request(self.page(), self.fate()),
            27..38 => Step::Accept(self.desk(), self.page(), self.fate()),
            38..40 => Step::Race(self.page()),
            40..50 => Step::Begin(self.page(), self.fate()),
            50..53 => Step::SeekerEnds(self.page(), self.ending(), self.fate()),
            53..55 => Step::CounsellorEnds(self.desk(), self.page(), self.fate()),
            55..66 => Step::SeekerSays(self.page(), self.post()),
            66..77 => Step::CounsellorSays(self.desk(), self.page(), self.post()),
            77..81 => Step::Burst(self.page()),
            81..88 => Step::Trouble(self.client(), self.trouble()),
            88..95 => Step::Seconds(1 + self.byte(50)),
            95..97 => Step::Minutes(1 + self.byte(6)),
            97 => Step::Hours(1 + self.byte(2)),
            98 => Step::Restart,
            _ => Step::Crash,
        }
    }
}

/// The history of a seed: an opening in which people come, so that most of the rest means something, and then anything.
pub fn history(seed: u64, length: usize) -> Vec<Step> {
    let mut draw = Draw::from(seed);
    let mut steps = Vec::with_capacity(length);
    for desk in 0..DESKS.len() {
        steps.push(Step::SignIn(desk));
    }
    for desk in [0, 2, 3] {
        steps.push(Step::Switch(desk, Switch::On, Fate::Answered));
    }
    for (page, desk) in [(0, 0), (1, 2), (2, 3)] {
        steps.push(Step::Request(page, draw.fate()));
        steps.push(Step::Accept(desk, page, draw.fate()));
        steps.push(Step::Begin(page, draw.fate()));
    }
    // Whoever is in trouble comes back some steps later.
    let mut away: Vec<(usize, Client)> = Vec::new();
    while steps.len() < length {
        if let Some(back) = away.iter().position(|(at, _)| *at <= steps.len()) {
            steps.push(Step::Returns(away.swap_remove(back).1));
            continue;
        }
        let step = draw.step();
        if let Step::Trouble(client, _) = step {
            away.push((steps.len() + 1 + draw.below(8), client));
        }
        steps.push(step);
    }
    steps
}
