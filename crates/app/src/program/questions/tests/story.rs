//! A desk with chats, and what has to hold whatever the person wants and answers.

use std::collections::BTreeMap;

use super::happening::CHATS;
use super::*;

pub struct Story {
    questions: Questions,
    chats: BTreeMap<ChatId, ChatView>,
    detached: BTreeSet<ChatId>,
    waiting: u32,
    locked: bool,
    /// The question that is open, as the story has seen it.
    open: Option<(u32, QuestionAbout)>,
    newest: u32,
    /// Answers of the server since the person signed in.
    answers: Vec<(ChatId, bool)>,
    exits: Vec<Exit>,
}

/// What was chosen to happen after chats.
struct Exit {
    action: ExitAction,
    chats: BTreeSet<ChatId>,
    /// How many answers there had been when it was chosen.
    since: usize,
    went: bool,
}

impl Exit {
    /// What the first answer since then says of each chat; a later one is of another request.
    fn standing(&self, answers: &[(ChatId, bool)]) -> Vec<Option<bool>> {
        let since = &answers[self.since..];
        let first = |chat: &ChatId| since.iter().find(|(of, _)| of == chat).map(|(_, ended)| *ended);
        self.chats.iter().map(first).collect()
    }
}

impl Story {
    pub fn new() -> Self {
        let chats = (1..=CHATS).map(|n| (active(n).id, active(n))).collect();
        Self {
            questions: Questions::default(),
            chats,
            detached: BTreeSet::new(),
            waiting: 0,
            locked: false,
            open: None,
            newest: 0,
            answers: Vec::new(),
            exits: Vec::new(),
        }
    }

    pub fn happen(&mut self, happening: &Happening) {
        match happening {
            Happening::Want(want) => self.want(*want),
            Happening::Answer { back, choice } => self.answer(self.newest.saturating_sub(*back), *choice),
            Happening::EndAnswered { chat, ended } => self.end_answered(*chat, *ended),
            Happening::Chat(view) => drop(self.chats.insert(view.id, (**view).clone())),
            Happening::Detach(chat, true) => drop(self.detached.insert(*chat)),
            Happening::Detach(chat, false) => drop(self.detached.remove(chat)),
            Happening::Waiting(waiting) => self.waiting = *waiting,
            Happening::Lock(locked) => self.locked = *locked,
            Happening::Publish => self.publish(),
            Happening::SignIn(in_again) => self.leave_session(*in_again),
        }
        self.shows_what_is_open();
    }

    fn give(&mut self, input: Input) -> Vec<Effect> {
        let truth = Truth {
            detached: self.detached.iter().copied().collect(),
            waiting: self.waiting,
            locked: self.locked,
            ..with(&[])
        };
        self.questions.handle(input, &Truth { chats: self.chats.values().collect(), ..truth })
    }

    /// The same question with the same number as long as it is open, and none at a locked desk.
    fn shows_what_is_open(&self) {
        let truth = Truth { chats: self.chats.values().collect(), locked: self.locked, ..with(&[]) };
        let shown = self.questions.view(&truth).map(|question| (question.id, question.about));
        assert_eq!(shown, self.open.clone().filter(|_| !self.locked));
        assert_eq!(self.questions.is_open(), self.open.is_some());
    }

    fn is_here(&self, chat: ChatId) -> bool {
        self.chats.get(&chat).is_some_and(close_guard::is_talking)
    }

    fn running(&self) -> BTreeSet<ChatId> {
        self.chats.values().filter(|chat| close_guard::is_running(chat)).map(|chat| chat.id).collect()
    }

    fn in_main(&self) -> BTreeSet<ChatId> {
        let here = self.chats.keys().filter(|chat| self.is_here(**chat) && !self.detached.contains(chat));
        here.copied().collect()
    }

    /// Whether somebody would be left who counts on this desk.
    fn leaves_somebody(&self, want: Want) -> bool {
        match want {
            Want::EndChat(chat) => self.running().contains(&chat),
            Want::CloseTab(chat) | Want::CloseChatWindow(chat) => self.is_here(chat),
            Want::CloseWindow => !self.locked && !self.in_main().is_empty(),
            Want::Quit | Want::SignOut | Want::Update => self.waiting > 0 || !self.running().is_empty(),
        }
    }

    fn want(&mut self, want: Want) {
        let asks = self.leaves_somebody(want);
        let effects = self.give(Input::Wanted(want));
        if !asks {
            // The one before stays: this one leads to nothing that it would be about.
            return assert!(matches!(effects[..], [Effect::Go(_) | Effect::Refuse(_)]), "{effects:?}");
        }
        assert!(matches!(effects[..], [Effect::Show { .. }]), "unasked: {want:?} led to {effects:?}");
        let Asked::Open { id, about } = &self.questions.asked else { panic!("{want:?} has to ask") };
        assert!(*id > self.newest, "a number comes once");
        self.newest = *id;
        self.open = Some((*id, about.clone()));
    }

    fn answer(&mut self, id: u32, choice: Choice) {
        let (running, in_main) = (self.running(), self.in_main());
        let effects = self.give(Input::Answered { id, choice });
        let Some((_, about)) = self.open.take_if(|(open, _)| *open == id) else {
            return assert_eq!(effects, [], "a stale answer does nothing");
        };
        let ends: BTreeSet<ChatId> = effects.iter().filter_map(|effect| ended_by(*effect)).collect();
        assert!(!matches!(choice, Choice::Keep | Choice::Cancel) || ends.is_empty(), "nobody wanted an end");
        assert!(choice != Choice::Cancel || effects.is_empty());
        let (action, chats) = match about {
            QuestionAbout::EndChat { .. } => return assert!(effects.len() <= 1),
            QuestionAbout::CloseTab { chat, .. } | QuestionAbout::CloseChatWindow { chat, .. } => {
                (ExitAction::CloseTab(chat), BTreeSet::from([chat]))
            }
            QuestionAbout::CloseWindow { .. } => (ExitAction::Hide, in_main),
            QuestionAbout::Quit { .. } => (ExitAction::Quit, running),
            QuestionAbout::SignOut { .. } => (ExitAction::SignOut, running),
            QuestionAbout::Update { .. } => (ExitAction::Update, running),
        };
        // Where the chats cannot go on without the person, to confirm is to end them.
        if choice != Choice::End && (choice != Choice::Confirm || go_on_without(action)) {
            return;
        }
        assert_eq!(ends, chats, "all it is about, and no other");
        if chats.is_empty() {
            return assert_eq!(effects, [Effect::Go(action)]);
        }
        assert_eq!(effects.len(), chats.len(), "nothing goes before the chats have ended");
        self.exits.push(Exit { action, chats, since: self.answers.len(), went: false });
    }

    /// An exit goes with the answer by which every chat it waits for has ended, and with no other.
    fn end_answered(&mut self, chat: ChatId, ended: bool) {
        self.answers.push((chat, ended));
        let mut due = Vec::new();
        for exit in &mut self.exits {
            let over = exit.standing(&self.answers).iter().all(|answer| *answer == Some(true));
            if over && !std::mem::replace(&mut exit.went, true) && !due.contains(&exit.action) {
                due.push(exit.action);
            }
        }
        // What was chosen twice happens once.
        for exit in &mut self.exits {
            exit.went |= due.contains(&exit.action);
        }
        let due: Vec<_> = due.into_iter().map(Effect::Go).collect();
        assert_eq!(self.give(Input::EndAnswered { chat, ended }), due);
    }

    fn publish(&mut self) {
        assert_eq!(self.give(Input::ChatsChanged), []);
        let running = self.running();
        self.open.take_if(|(_, about)| close_guard::subject(about).is_some_and(|of| !running.contains(&of)));
    }

    fn leave_session(&mut self, in_again: bool) {
        assert_eq!(self.give(Input::SessionLeft), []);
        (self.open, self.locked) = (None, false);
        self.exits.clear();
        self.answers.clear();
        if !in_again {
            self.chats.clear();
        }
    }
}

fn ended_by(effect: Effect) -> Option<ChatId> {
    match effect {
        Effect::End(chat) => Some(chat),
        Effect::Show { .. } | Effect::Go(_) | Effect::Refuse(_) => None,
    }
}

/// Chats may go on without the person whose desk closes.
fn go_on_without(action: ExitAction) -> bool {
    match action {
        ExitAction::Quit | ExitAction::SignOut | ExitAction::Update => true,
        ExitAction::CloseTab(_) | ExitAction::CloseChatWindow(_) | ExitAction::Hide => false,
    }
}
