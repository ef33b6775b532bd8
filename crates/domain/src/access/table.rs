//! The table: what each action requires.

/// What an actor may want to do or hear. Every REST endpoint, every frame of a client and every event of a subscription is
/// one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Sign a device in.
    SignIn,
    /// Sign this device out, or replace its token.
    KeepSession,
    /// Switch one's availability, pause it, renew its lease.
    SetAvailability,
    /// Ask whether one would learn of a request.
    TestAlerts,
    /// Read a start page, and hear when it changes.
    ReadStartPage,
    /// Read the offers of the desk's updates.
    ReadUpdates,
    /// Ask for a live chat.
    RequestChat,
    /// Read the half of a key that is held for a seeker's tab; who has its id is that tab.
    ReadTabHalf,
    /// Take a request, reject an offer of it, take over an unattended chat.
    TakeChat,
    /// "Jetzt chatten", cancelling, leaving the waiting room.
    AnswerAccept,
    /// End a conversation.
    EndChat,
    /// Read the messages and files of a chat, and set marks.
    ReadChat,
    /// Read what only counsellors read.
    ReadHidden,
    /// Write messages, send files, be seen typing.
    WriteChat,
    /// Write what only counsellors read.
    WriteHidden,
    /// Ask a colleague into a chat, leave it.
    ChangeParticipants,
    /// Learn of a request in the queue.
    HearRequest,
    /// Learn of a chat one takes part in.
    HearChat,
    /// Learn of one's own chat as its seeker.
    HearOwnChat,
    /// Read a centre's statistics.
    ReadStatistics,
    /// Read one's own statistics.
    ReadOwnStatistics,
    /// Change settings of a centre, offer a topic there.
    ChangeCentre,
    /// Change a topic's settings and members.
    ChangeTopic,
    /// Say whether one may be suggested at all.
    SetReachable,
    /// Change one's password, see and end one's sessions.
    ChangeOwnAccount,
    /// Choose a password by a link.
    ChoosePassword,
    /// Change people, shared topics and texts of an organisation.
    ChangeOrganisation,
    /// Set up organisations and everything in them, on the command line.
    Operate,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 28] = [
        Self::SignIn,
        Self::KeepSession,
        Self::SetAvailability,
        Self::TestAlerts,
        Self::ReadStartPage,
        Self::ReadUpdates,
        Self::RequestChat,
        Self::ReadTabHalf,
        Self::TakeChat,
        Self::AnswerAccept,
        Self::EndChat,
        Self::ReadChat,
        Self::ReadHidden,
        Self::WriteChat,
        Self::WriteHidden,
        Self::ChangeParticipants,
        Self::HearRequest,
        Self::HearChat,
        Self::HearOwnChat,
        Self::ReadStatistics,
        Self::ReadOwnStatistics,
        Self::ChangeCentre,
        Self::ChangeTopic,
        Self::SetReachable,
        Self::ChangeOwnAccount,
        Self::ChoosePassword,
        Self::ChangeOrganisation,
        Self::Operate,
    ];
}

/// What an actor has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Requirement {
    /// No token is needed.
    Anyone,
    /// Any signed-in person.
    SignedIn,
    /// The operator of the server.
    Operator,
    /// The seeker of the chat, while it lives.
    SeekerOfChat,
    /// Someone who holds the chat, or took part and may still read it.
    ParticipantOfChat,
    /// A member of the chat's topic, from whichever centre.
    MemberOfTopic,
    /// The person it is about.
    Themselves,
    /// A supervisor of the topic, the centre or the organisation.
    SupervisorOfCentre,
    /// An admin of the centre or the organisation.
    AdminOfCentre,
    /// An admin of the organisation, or of the only centre that offers the topic.
    AdminOfTopic,
    /// An admin of the organisation.
    AdminOfOrganisation,
}

/// What an action requires; one of them is enough.
pub const fn requirements(action: Action) -> &'static [Requirement] {
    match action {
        Action::SignIn
        | Action::ReadStartPage
        | Action::ReadUpdates
        | Action::RequestChat
        | Action::ReadTabHalf
        | Action::ChoosePassword => &[Requirement::Anyone],
        Action::KeepSession
        | Action::SetAvailability
        | Action::TestAlerts
        | Action::SetReachable
        | Action::ChangeOwnAccount
        | Action::ReadOwnStatistics => &[Requirement::SignedIn],
        Action::ReadStatistics => &[Requirement::SupervisorOfCentre, Requirement::AdminOfCentre],
        Action::TakeChat | Action::HearRequest => &[Requirement::MemberOfTopic],
        Action::AnswerAccept | Action::HearOwnChat => &[Requirement::SeekerOfChat],
        Action::EndChat | Action::ReadChat | Action::WriteChat => {
            &[Requirement::SeekerOfChat, Requirement::ParticipantOfChat]
        }
        Action::ReadHidden | Action::WriteHidden | Action::ChangeParticipants | Action::HearChat => {
            &[Requirement::ParticipantOfChat]
        }
        Action::ChangeCentre => &[Requirement::AdminOfCentre, Requirement::Operator],
        Action::ChangeTopic => &[Requirement::AdminOfTopic, Requirement::Operator],
        Action::ChangeOrganisation => &[Requirement::AdminOfOrganisation, Requirement::Operator],
        Action::Operate => &[Requirement::Operator],
    }
}
