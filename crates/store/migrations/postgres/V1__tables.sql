-- Surrogate numbers (`no`) are for joins and never leave the store; ids are the 16 bytes of a UUIDv7.
-- Moments and spans are milliseconds, moments since 1970 (UTC). NULL stands for what is not there. Texts sort by their
-- bytes, as in SQLite.

CREATE TABLE server_secret (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);

-- The tenant: who runs the service and owns people, centres and topics.
CREATE TABLE organisation (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id BYTEA NOT NULL UNIQUE,
    slug TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL
);

-- start_page, bubble: whether live chat is offered there at all. revision: rises with each change of the row or its offerings.
CREATE TABLE centre (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id BYTEA NOT NULL UNIQUE,
    organisation_no BIGINT NOT NULL REFERENCES organisation (no),
    slug TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    start_page BIGINT NOT NULL,
    bubble BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX centre_by_organisation ON centre (organisation_no);

-- A field of advice. mode: pool, offer, suggest. revision: rises with each change of the row or its members.
CREATE TABLE topic (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id BYTEA NOT NULL UNIQUE,
    organisation_no BIGINT NOT NULL REFERENCES organisation (no),
    slug TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    mode TEXT COLLATE "C" NOT NULL,
    hours TEXT COLLATE "C" NOT NULL,
    chat_length BIGINT NOT NULL,
    first_warning BIGINT NOT NULL,
    second_warning BIGINT NOT NULL,
    away_keeps_place BIGINT NOT NULL,
    answer_within BIGINT NOT NULL,
    seeker_gone_after BIGINT NOT NULL,
    readable_after_end BIGINT NOT NULL,
    offer_written_after BIGINT NOT NULL,
    UNIQUE (organisation_no, slug)
);

-- Which centre offers which topic, and where it offers its live chat.
CREATE TABLE offering (
    centre_no BIGINT NOT NULL REFERENCES centre (no),
    topic_no BIGINT NOT NULL REFERENCES topic (no),
    start_page BIGINT NOT NULL,
    bubble BIGINT NOT NULL,
    PRIMARY KEY (centre_no, topic_no)
);
CREATE INDEX offering_by_topic ON offering (topic_no);

-- sign_in_key is the name in lower case: two people of an organisation cannot differ in case only. state: active, deactivated.
CREATE TABLE person (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id BYTEA NOT NULL UNIQUE,
    organisation_no BIGINT NOT NULL REFERENCES organisation (no),
    sign_in_name TEXT COLLATE "C" NOT NULL,
    sign_in_key TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    -- NULL until the person has chosen one.
    password_hash TEXT COLLATE "C",
    state TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    reachable BIGINT NOT NULL,
    parallel_chats BIGINT NOT NULL,
    free_since BIGINT NOT NULL,
    missed_offers BIGINT NOT NULL,
    UNIQUE (organisation_no, sign_in_key)
);
CREATE INDEX person_by_sign_in ON person (sign_in_key);

-- A way to choose a password, once and until then; the token itself is in the link only.
CREATE TABLE password_link (
    person_no BIGINT NOT NULL PRIMARY KEY REFERENCES person (no),
    token_hash BYTEA NOT NULL UNIQUE,
    until BIGINT NOT NULL
);

-- A second factor: the shared secret, the newest time step whose code was taken, and a secret that can be confirmed until then.
CREATE TABLE second_factor (
    person_no BIGINT NOT NULL PRIMARY KEY REFERENCES person (no),
    secret BYTEA,
    used BIGINT,
    pending BYTEA,
    pending_until BIGINT
);

-- What signs a person in once when the second factor is out of reach; the codes themselves are known to the person only.
CREATE TABLE recovery_code (
    person_no BIGINT NOT NULL REFERENCES person (no),
    code_hash BYTEA NOT NULL,
    PRIMARY KEY (person_no, code_hash)
);

-- A role of a person, for the organisation (neither number), a centre or a topic. role: counsellor, supervisor, admin.
CREATE TABLE membership (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_no BIGINT NOT NULL REFERENCES person (no),
    role TEXT COLLATE "C" NOT NULL,
    centre_no BIGINT REFERENCES centre (no),
    topic_no BIGINT REFERENCES topic (no),
    CHECK (centre_no IS NULL OR topic_no IS NULL)
);
CREATE UNIQUE INDEX membership_once ON membership (person_no, role, coalesce(centre_no, 0), coalesce(topic_no, 0));
CREATE INDEX membership_by_topic ON membership (topic_no, role);

CREATE TABLE device (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id BYTEA NOT NULL UNIQUE,
    person_no BIGINT NOT NULL REFERENCES person (no),
    name TEXT COLLATE "C" NOT NULL,
    -- What its day keys are signed with.
    signing_key BYTEA NOT NULL,
    -- What chat keys are sealed to, since which day, and the device's signature.
    day BIGINT NOT NULL,
    day_key BYTEA NOT NULL,
    day_signature BYTEA NOT NULL
);

-- A device that is signed in. Tokens themselves are known to the device only; previous_hash is
-- of the one before, next_hash of one that was given out and has not been used yet.
CREATE TABLE session (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id BYTEA NOT NULL UNIQUE,
    device_no BIGINT NOT NULL UNIQUE REFERENCES device (no),
    person_no BIGINT NOT NULL REFERENCES person (no),
    token_hash BYTEA NOT NULL UNIQUE,
    previous_hash BYTEA UNIQUE,
    next_hash BYTEA UNIQUE,
    token_since BIGINT NOT NULL,
    opened BIGINT NOT NULL,
    used BIGINT NOT NULL
);
CREATE INDEX session_by_person ON session (person_no);

-- One row for each person who ever switched on. state: off, on, paused. The last three belong to a lease.
CREATE TABLE availability (
    person_no BIGINT PRIMARY KEY REFERENCES person (no),
    state TEXT COLLATE "C" NOT NULL,
    why TEXT COLLATE "C",
    device_id BYTEA,
    since BIGINT,
    renewed BIGINT
);

-- Server processes that share this database. One that has not renewed its row for long is dead.
CREATE TABLE process (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    renewed BIGINT NOT NULL
);

-- Which process a counsellor's program is connected to; NULL is none, since `since`. Not a foreign key: a dead process is
-- removed first, and what it held is given up afterwards.
CREATE TABLE presence (
    person_no BIGINT PRIMARY KEY REFERENCES person (no),
    process_no BIGINT,
    since BIGINT NOT NULL
);
CREATE INDEX presence_by_process ON presence (process_no);

-- Work that one process at a time does, until `until`.
CREATE TABLE job (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    process_no BIGINT NOT NULL,
    until BIGINT NOT NULL
);

-- state: waiting, accepted, active, ended. entry: start_page, bubble. What stands from `started` to `readable_after_end` is
-- what the chat was promised when it began. Marks of the seeker: the places the seeker sees, and the same message's `seq`.
-- seeker_process: meaningful while the seeker is there (away_since is NULL).
CREATE TABLE chat (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id BYTEA NOT NULL UNIQUE,
    centre_no BIGINT NOT NULL REFERENCES centre (no),
    topic_no BIGINT NOT NULL REFERENCES topic (no),
    entry TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    requested BIGINT NOT NULL,
    wanted_no BIGINT REFERENCES person (no),
    state TEXT COLLATE "C" NOT NULL,
    offers BIGINT NOT NULL,
    accepted_by BIGINT REFERENCES person (no),
    accepted BIGINT,
    started BIGINT,
    ends BIGINT,
    first_warning BIGINT,
    second_warning BIGINT,
    seeker_gone_after BIGINT,
    readable_after_end BIGINT,
    ended BIGINT,
    ending TEXT COLLATE "C",
    away_since BIGINT,
    seeker_process BIGINT,
    deadline BIGINT,
    seeker_delivered BIGINT NOT NULL,
    seeker_read BIGINT NOT NULL,
    seeker_delivered_seq BIGINT NOT NULL,
    seeker_read_seq BIGINT NOT NULL
);
CREATE INDEX chat_by_topic ON chat (topic_no, state, requested);
CREATE INDEX chat_by_acceptor ON chat (accepted_by, state);
CREATE INDEX chat_by_deadline ON chat (deadline);
CREATE INDEX chat_by_process ON chat (seeker_process) WHERE state <> 'ended' AND away_since IS NULL;
-- The numbers in use in a centre. An ended chat keeps its number until it is purged.
CREATE UNIQUE INDEX chat_number ON chat (centre_no, number);

-- A request that was put before a counsellor. outcome: rejected, missed, withdrawn; NULL while it is open.
CREATE TABLE offer (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chat_no BIGINT NOT NULL REFERENCES chat (no) ON DELETE CASCADE,
    person_no BIGINT NOT NULL REFERENCES person (no),
    until BIGINT NOT NULL,
    outcome TEXT COLLATE "C"
);
CREATE INDEX offer_by_chat ON offer (chat_no);
CREATE INDEX offer_open ON offer (person_no) WHERE outcome IS NULL;

-- One stay of a counsellor in a conversation. left_how: chosen, gone; left_seq: the last place read. Marks: places as
-- counsellors count them, and as the seeker does.
CREATE TABLE participant (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chat_no BIGINT NOT NULL REFERENCES chat (no) ON DELETE CASCADE,
    person_no BIGINT NOT NULL REFERENCES person (no),
    since BIGINT NOT NULL,
    reads_from BIGINT NOT NULL,
    left_at BIGINT,
    left_how TEXT COLLATE "C",
    left_seq BIGINT,
    delivered_seq BIGINT NOT NULL,
    read_seq BIGINT NOT NULL,
    delivered BIGINT NOT NULL,
    read BIGINT NOT NULL
);
CREATE INDEX participant_by_chat ON participant (chat_no);
CREATE INDEX participant_by_person ON participant (person_no, chat_no);

-- An invitation that has not been answered; until is NULL once the counsellor agreed and the seeker is asked.
CREATE TABLE invitation (
    chat_no BIGINT NOT NULL REFERENCES chat (no) ON DELETE CASCADE,
    to_no BIGINT NOT NULL REFERENCES person (no),
    by_no BIGINT NOT NULL REFERENCES person (no),
    history BIGINT NOT NULL,
    until BIGINT,
    PRIMARY KEY (chat_no, to_no)
);

-- The seeker's way into a chat; deleted with its end.
CREATE TABLE seeker_token (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    chat_no BIGINT NOT NULL REFERENCES chat (no) ON DELETE CASCADE,
    -- Half the key that locks the storage of the seeker's tab, and the hash of what it is asked for with.
    tab_hash BYTEA NOT NULL UNIQUE,
    tab_half BYTEA NOT NULL
);
CREATE INDEX seeker_token_by_chat ON seeker_token (chat_no);

-- The chat key, sealed to a device.
CREATE TABLE envelope (
    chat_no BIGINT NOT NULL REFERENCES chat (no) ON DELETE CASCADE,
    device_id BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (chat_no, device_id)
);

-- Append-only until the chat is purged. seq: the place among all messages, which counsellors count. shared_seq: the number of
-- messages for everyone up to and with this one, which is the place the seeker counts; hidden ones leave no gap in it.
-- sender: NULL is the seeker. audience: everyone, counsellors. bytes, shared_bytes: of all bodies up to and with this one, and of
-- those for everyone.
CREATE TABLE message (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chat_no BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    shared_seq BIGINT NOT NULL,
    id BYTEA NOT NULL,
    at BIGINT NOT NULL,
    sender BIGINT,
    audience TEXT COLLATE "C" NOT NULL,
    bytes BIGINT NOT NULL,
    shared_bytes BIGINT NOT NULL,
    body BYTEA NOT NULL
);
CREATE UNIQUE INDEX message_place ON message (chat_no, seq);
-- SQLite's one writer remembers the messages of a live chat; several processes ask.
CREATE UNIQUE INDEX message_id ON message (chat_no, id);

-- Sealed files; their bytes are in the file store under the id. state: coming (the bytes may be on their way), stored, going
-- (its chat is purged, and with it everything this row knew; the bytes are to be removed, since `due`).
CREATE TABLE file (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id BYTEA NOT NULL UNIQUE,
    -- The name of its bytes in the file store: another one for each try, so that what was acknowledged is never replaced.
    content BYTEA NOT NULL UNIQUE,
    chat_no BIGINT,
    message_id BYTEA,
    sender BIGINT,
    audience TEXT COLLATE "C",
    size BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    due BIGINT
);
CREATE INDEX file_by_chat ON file (chat_no, message_id);
CREATE INDEX file_going ON file (due) WHERE state = 'going';

-- Answers to commands, so that a repeated one gets the same; kept as long as its actor might repeat it.
-- `about` is the chat it belongs to and goes with.
CREATE TABLE command (
    actor BYTEA NOT NULL,
    id BYTEA NOT NULL,
    about BYTEA,
    what TEXT COLLATE "C" NOT NULL,
    answer TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (actor, id)
);
CREATE INDEX command_by_age ON command (at);
CREATE INDEX command_by_chat ON command (about);

-- Who did which administrative or security act when, without content. actor: the person, or NULL; role: operator, process,
-- person. centre_no: NULL is the whole organisation. subject: the name of whom or what it is about, as it was. before, after:
-- what was changed, as JSON.
CREATE TABLE audit (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at BIGINT NOT NULL,
    organisation_no BIGINT REFERENCES organisation (no),
    actor_kind TEXT COLLATE "C" NOT NULL,
    actor_no BIGINT REFERENCES person (no),
    act TEXT COLLATE "C" NOT NULL,
    centre_no BIGINT REFERENCES centre (no),
    subject_id BYTEA,
    subject TEXT COLLATE "C",
    before TEXT COLLATE "C",
    after TEXT COLLATE "C"
);
CREATE INDEX audit_by_organisation ON audit (organisation_no, no);
CREATE INDEX audit_by_subject ON audit (subject_id, no);

-- How often something happened, and nothing else: no chat and no seeker. day: days since 1970 in the zone of the topic. person_no:
-- the counsellor who did it, for kinds that somebody does.
CREATE TABLE statistic (
    day BIGINT NOT NULL,
    hour BIGINT NOT NULL,
    centre_no BIGINT NOT NULL REFERENCES centre (no),
    topic_no BIGINT NOT NULL REFERENCES topic (no),
    person_no BIGINT REFERENCES person (no),
    what TEXT COLLATE "C" NOT NULL,
    n BIGINT NOT NULL
);
CREATE UNIQUE INDEX statistic_once ON statistic (centre_no, day, topic_no, hour, what, coalesce(person_no, 0));
CREATE INDEX statistic_by_person ON statistic (person_no, day) WHERE person_no IS NOT NULL;

-- One row. newest: a recent moment at which the clock was not in doubt; accepted: when the operator last said that the clock is right;
-- in_doubt: 1 while the server of this file doubts its clock, so that a new start does not forget it.
CREATE TABLE clock (
    no BIGINT PRIMARY KEY CHECK (no = 1),
    newest BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    in_doubt BIGINT NOT NULL
);

-- Tries within a window, by a keyed hash of whatever is limited.
CREATE TABLE attempt (
    what BYTEA NOT NULL PRIMARY KEY,
    count BIGINT NOT NULL,
    until BIGINT NOT NULL
);
CREATE INDEX attempt_by_age ON attempt (until);
