-- Surrogate numbers (`no`) are for joins and never leave the store; ids are the 16 bytes of a UUIDv7.
-- Moments and spans are milliseconds, moments since 1970 (UTC). NULL stands for what is not there.

CREATE TABLE server_secret (
    name TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

-- The tenant: who runs the service and owns people, centres and topics.
CREATE TABLE organisation (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL
) STRICT;

-- start_page, bubble: whether live chat is offered there at all. revision: rises with each change of the row or its offerings.
CREATE TABLE centre (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    organisation_no INTEGER NOT NULL REFERENCES organisation (no),
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    start_page INTEGER NOT NULL,
    bubble INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
CREATE INDEX centre_by_organisation ON centre (organisation_no);

-- A field of advice. mode: pool, offer, suggest. revision: rises with each change of the row or its members.
CREATE TABLE topic (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    organisation_no INTEGER NOT NULL REFERENCES organisation (no),
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    revision INTEGER NOT NULL,
    mode TEXT NOT NULL,
    hours TEXT NOT NULL,
    chat_length INTEGER NOT NULL,
    first_warning INTEGER NOT NULL,
    second_warning INTEGER NOT NULL,
    away_keeps_place INTEGER NOT NULL,
    answer_within INTEGER NOT NULL,
    seeker_gone_after INTEGER NOT NULL,
    readable_after_end INTEGER NOT NULL,
    offer_written_after INTEGER NOT NULL,
    UNIQUE (organisation_no, slug)
) STRICT;

-- Which centre offers which topic, and where it offers its live chat.
CREATE TABLE offering (
    centre_no INTEGER NOT NULL REFERENCES centre (no),
    topic_no INTEGER NOT NULL REFERENCES topic (no),
    start_page INTEGER NOT NULL,
    bubble INTEGER NOT NULL,
    PRIMARY KEY (centre_no, topic_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX offering_by_topic ON offering (topic_no);

-- sign_in_key is the name in lower case: two people of an organisation cannot differ in case only. state: active, deactivated.
CREATE TABLE person (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    organisation_no INTEGER NOT NULL REFERENCES organisation (no),
    sign_in_name TEXT NOT NULL,
    sign_in_key TEXT NOT NULL,
    name TEXT NOT NULL,
    -- NULL until the person has chosen one.
    password_hash TEXT,
    state TEXT NOT NULL,
    revision INTEGER NOT NULL,
    reachable INTEGER NOT NULL,
    parallel_chats INTEGER NOT NULL,
    free_since INTEGER NOT NULL,
    missed_offers INTEGER NOT NULL,
    UNIQUE (organisation_no, sign_in_key)
) STRICT;
CREATE INDEX person_by_sign_in ON person (sign_in_key);

-- A way to choose a password, once and until then; the token itself is in the link only.
CREATE TABLE password_link (
    person_no INTEGER NOT NULL PRIMARY KEY REFERENCES person (no),
    token_hash BLOB NOT NULL UNIQUE,
    until INTEGER NOT NULL
) STRICT;

-- A second factor: the shared secret, the newest time step whose code was taken, and a secret that can be confirmed until then.
CREATE TABLE second_factor (
    person_no INTEGER NOT NULL PRIMARY KEY REFERENCES person (no),
    secret BLOB,
    used INTEGER,
    pending BLOB,
    pending_until INTEGER
) STRICT;

-- What signs a person in once when the second factor is out of reach; the codes themselves are known to the person only.
CREATE TABLE recovery_code (
    person_no INTEGER NOT NULL REFERENCES person (no),
    code_hash BLOB NOT NULL,
    PRIMARY KEY (person_no, code_hash)
) STRICT;

-- A role of a person, for the organisation (neither number), a centre or a topic. role: counsellor, supervisor, admin.
CREATE TABLE membership (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    person_no INTEGER NOT NULL REFERENCES person (no),
    role TEXT NOT NULL,
    centre_no INTEGER REFERENCES centre (no),
    topic_no INTEGER REFERENCES topic (no),
    CHECK (centre_no IS NULL OR topic_no IS NULL)
) STRICT;
CREATE UNIQUE INDEX membership_once ON membership (person_no, role, coalesce(centre_no, 0), coalesce(topic_no, 0));
CREATE INDEX membership_by_topic ON membership (topic_no, role);

CREATE TABLE device (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    person_no INTEGER NOT NULL REFERENCES person (no),
    name TEXT NOT NULL,
    -- What its day keys are signed with.
    signing_key BLOB NOT NULL,
    -- What chat keys are sealed to, since which day, and the device's signature.
    day INTEGER NOT NULL,
    day_key BLOB NOT NULL,
    day_signature BLOB NOT NULL
) STRICT;

-- A device that is signed in. Tokens themselves are known to the device only; previous_hash is
-- of the one before, next_hash of one that was given out and has not been used yet.
CREATE TABLE session (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    device_no INTEGER NOT NULL UNIQUE REFERENCES device (no),
    person_no INTEGER NOT NULL REFERENCES person (no),
    token_hash BLOB NOT NULL UNIQUE,
    previous_hash BLOB UNIQUE,
    next_hash BLOB UNIQUE,
    token_since INTEGER NOT NULL,
    opened INTEGER NOT NULL,
    used INTEGER NOT NULL
) STRICT;
CREATE INDEX session_by_person ON session (person_no);

-- One row for each person who ever switched on. state: off, on, paused. The last three belong to a lease.
CREATE TABLE availability (
    person_no INTEGER PRIMARY KEY REFERENCES person (no),
    state TEXT NOT NULL,
    why TEXT,
    device_id BLOB,
    since INTEGER,
    renewed INTEGER
) STRICT;

-- Server processes that share this database. One that has not renewed its row for long is dead.
CREATE TABLE process (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    renewed INTEGER NOT NULL
) STRICT;

-- Which process a counsellor's program is connected to; NULL is none, since `since`. Not a foreign key: a dead process is
-- removed first, and what it held is given up afterwards.
CREATE TABLE presence (
    person_no INTEGER PRIMARY KEY REFERENCES person (no),
    process_no INTEGER,
    since INTEGER NOT NULL
) STRICT;
CREATE INDEX presence_by_process ON presence (process_no);

-- Work that one process at a time does, until `until`.
CREATE TABLE job (
    name TEXT NOT NULL PRIMARY KEY,
    process_no INTEGER NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- state: waiting, accepted, active, ended. entry: start_page, bubble. What stands from `started` to `readable_after_end` is
-- what the chat was promised when it began. Marks of the seeker: the places the seeker sees, and the same message's `seq`.
-- seeker_process: meaningful while the seeker is there (away_since is NULL).
CREATE TABLE chat (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    centre_no INTEGER NOT NULL REFERENCES centre (no),
    topic_no INTEGER NOT NULL REFERENCES topic (no),
    entry TEXT NOT NULL,
    number INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    requested INTEGER NOT NULL,
    wanted_no INTEGER REFERENCES person (no),
    state TEXT NOT NULL,
    offers INTEGER NOT NULL,
    accepted_by INTEGER REFERENCES person (no),
    accepted INTEGER,
    started INTEGER,
    ends INTEGER,
    first_warning INTEGER,
    second_warning INTEGER,
    seeker_gone_after INTEGER,
    readable_after_end INTEGER,
    ended INTEGER,
    ending TEXT,
    away_since INTEGER,
    seeker_process INTEGER,
    deadline INTEGER,
    seeker_delivered INTEGER NOT NULL,
    seeker_read INTEGER NOT NULL,
    seeker_delivered_seq INTEGER NOT NULL,
    seeker_read_seq INTEGER NOT NULL
) STRICT;
CREATE INDEX chat_by_topic ON chat (topic_no, state, requested);
CREATE INDEX chat_by_acceptor ON chat (accepted_by, state);
CREATE INDEX chat_by_deadline ON chat (deadline);
CREATE INDEX chat_by_process ON chat (seeker_process) WHERE state <> 'ended' AND away_since IS NULL;
-- The numbers in use in a centre. An ended chat keeps its number until it is purged.
CREATE UNIQUE INDEX chat_number ON chat (centre_no, number);

-- A request that was put before a counsellor. outcome: rejected, missed, withdrawn; NULL while it is open.
CREATE TABLE offer (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_no INTEGER NOT NULL REFERENCES chat (no) ON DELETE CASCADE,
    person_no INTEGER NOT NULL REFERENCES person (no),
    until INTEGER NOT NULL,
    outcome TEXT
) STRICT;
CREATE INDEX offer_by_chat ON offer (chat_no);
CREATE INDEX offer_open ON offer (person_no) WHERE outcome IS NULL;

-- One stay of a counsellor in a conversation. left_how: chosen, gone; left_seq: the last place read. Marks: places as
-- counsellors count them, and as the seeker does.
CREATE TABLE participant (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_no INTEGER NOT NULL REFERENCES chat (no) ON DELETE CASCADE,
    person_no INTEGER NOT NULL REFERENCES person (no),
    since INTEGER NOT NULL,
    reads_from INTEGER NOT NULL,
    left_at INTEGER,
    left_how TEXT,
    left_seq INTEGER,
    delivered_seq INTEGER NOT NULL,
    read_seq INTEGER NOT NULL,
    delivered INTEGER NOT NULL,
    read INTEGER NOT NULL
) STRICT;
CREATE INDEX participant_by_chat ON participant (chat_no);
CREATE INDEX participant_by_person ON participant (person_no, chat_no);

-- An invitation that has not been answered; until is NULL once the counsellor agreed and the seeker is asked.
CREATE TABLE invitation (
    chat_no INTEGER NOT NULL REFERENCES chat (no) ON DELETE CASCADE,
    to_no INTEGER NOT NULL REFERENCES person (no),
    by_no INTEGER NOT NULL REFERENCES person (no),
    history INTEGER NOT NULL,
    until INTEGER,
    PRIMARY KEY (chat_no, to_no)
) STRICT, WITHOUT ROWID;

-- The seeker's way into a chat; deleted with its end.
CREATE TABLE seeker_token (
    token_hash BLOB NOT NULL PRIMARY KEY,
    chat_no INTEGER NOT NULL REFERENCES chat (no) ON DELETE CASCADE,
    -- Half the key that locks the storage of the seeker's tab, and the hash of what it is asked for with.
    tab_hash BLOB NOT NULL UNIQUE,
    tab_half BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX seeker_token_by_chat ON seeker_token (chat_no);

-- The chat key, sealed to a device.
CREATE TABLE envelope (
    chat_no INTEGER NOT NULL REFERENCES chat (no) ON DELETE CASCADE,
    device_id BLOB NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (chat_no, device_id)
) STRICT, WITHOUT ROWID;

-- Append-only until the chat is purged. seq: the place among all messages, which counsellors count. shared_seq: the number of
-- messages for everyone up to and with this one, which is the place the seeker counts; hidden ones leave no gap in it.
-- sender: NULL is the seeker. audience: everyone, counsellors. bytes, shared_bytes: of all bodies up to and with this one, and of
-- those for everyone.
CREATE TABLE message (
    no INTEGER PRIMARY KEY,
    chat_no INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    shared_seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    at INTEGER NOT NULL,
    sender INTEGER,
    audience TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    shared_bytes INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX message_place ON message (chat_no, seq);

-- Sealed files; their bytes are in the file store under the id. state: coming (the bytes may be on their way), stored, going
-- (its chat is purged, and with it everything this row knew; the bytes are to be removed, since `due`).
CREATE TABLE file (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    -- The name of its bytes in the file store: another one for each try, so that what was acknowledged is never replaced.
    content BLOB NOT NULL UNIQUE,
    chat_no INTEGER,
    message_id BLOB,
    sender INTEGER,
    audience TEXT,
    size INTEGER NOT NULL,
    state TEXT NOT NULL,
    due INTEGER
) STRICT;
CREATE INDEX file_by_chat ON file (chat_no, message_id);
CREATE INDEX file_going ON file (due) WHERE state = 'going';

-- Answers to commands, so that a repeated one gets the same; kept as long as its actor might repeat it.
-- `about` is the chat it belongs to and goes with.
CREATE TABLE command (
    actor BLOB NOT NULL,
    id BLOB NOT NULL,
    about BLOB,
    what TEXT NOT NULL,
    answer TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (actor, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX command_by_age ON command (at);
CREATE INDEX command_by_chat ON command (about);

-- Who did which administrative or security act when, without content. actor: the person, or NULL; role: operator, process,
-- person. centre_no: NULL is the whole organisation. subject: the name of whom or what it is about, as it was. before, after:
-- what was changed, as JSON.
CREATE TABLE audit (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    organisation_no INTEGER REFERENCES organisation (no),
    actor_kind TEXT NOT NULL,
    actor_no INTEGER REFERENCES person (no),
    act TEXT NOT NULL,
    centre_no INTEGER REFERENCES centre (no),
    subject_id BLOB,
    subject TEXT,
    before TEXT,
    after TEXT
) STRICT;
CREATE INDEX audit_by_organisation ON audit (organisation_no, no);
CREATE INDEX audit_by_subject ON audit (subject_id, no);

-- How often something happened, and nothing else: no chat and no seeker. day: days since 1970 in the zone of the topic. person_no:
-- the counsellor who did it, for kinds that somebody does.
CREATE TABLE statistic (
    day INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    centre_no INTEGER NOT NULL REFERENCES centre (no),
    topic_no INTEGER NOT NULL REFERENCES topic (no),
    person_no INTEGER REFERENCES person (no),
    what TEXT NOT NULL,
    n INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX statistic_once ON statistic (centre_no, day, topic_no, hour, what, coalesce(person_no, 0));
CREATE INDEX statistic_by_person ON statistic (person_no, day) WHERE person_no IS NOT NULL;

-- One row. newest: a recent moment at which the clock was not in doubt; accepted: when the operator last said that the clock is right;
-- in_doubt: 1 while the server of this file doubts its clock, so that a new start does not forget it.
CREATE TABLE clock (
    no INTEGER PRIMARY KEY CHECK (no = 1),
    newest INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    in_doubt INTEGER NOT NULL
) STRICT;

-- Tries within a window, by a keyed hash of whatever is limited.
CREATE TABLE attempt (
    what BLOB NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_by_age ON attempt (until);
