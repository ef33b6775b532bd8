-- Surrogate numbers (`no`) are for joins and never leave the store; ids are the 16 bytes of a UUIDv7.
-- Moments are milliseconds since 1970 (UTC).

CREATE TABLE server_secret (
    name TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

CREATE TABLE centre (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL
) STRICT;

CREATE TABLE topic (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    centre_no INTEGER NOT NULL REFERENCES centre (no),
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    start_page_live_chat INTEGER NOT NULL,
    bubble_live_chat INTEGER NOT NULL,
    hours TEXT NOT NULL,
    chat_length INTEGER NOT NULL,
    away_keeps_place INTEGER NOT NULL,
    answer_within INTEGER NOT NULL,
    seeker_gone_after INTEGER NOT NULL,
    offer_written_after INTEGER NOT NULL,
    UNIQUE (centre_no, slug)
) STRICT;

CREATE TABLE person (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    centre_no INTEGER NOT NULL REFERENCES centre (no),
    sign_in_name TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    roles TEXT NOT NULL,
    reachable INTEGER NOT NULL,
    parallel_chats INTEGER NOT NULL
) STRICT;

CREATE TABLE member (
    topic_no INTEGER NOT NULL REFERENCES topic (no),
    person_no INTEGER NOT NULL REFERENCES person (no),
    PRIMARY KEY (topic_no, person_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    person_no INTEGER NOT NULL REFERENCES person (no),
    name TEXT NOT NULL,
    public_key BLOB NOT NULL
) STRICT;

-- A device that is signed in. The token itself is known to the device only.
CREATE TABLE session (
    device_no INTEGER PRIMARY KEY REFERENCES device (no),
    token_hash BLOB NOT NULL UNIQUE,
    person_no INTEGER NOT NULL REFERENCES person (no),
    created INTEGER NOT NULL
) STRICT;

-- One row for each person who ever switched on. state: off, on, paused.
CREATE TABLE availability (
    person_no INTEGER PRIMARY KEY REFERENCES person (no),
    state TEXT NOT NULL,
    why TEXT NOT NULL,
    device_id BLOB NOT NULL,
    since INTEGER NOT NULL,
    renewed INTEGER NOT NULL
) STRICT;

-- state: waiting, accepted, active, ended. 0 stands for "not yet" in moments and for "nobody" in numbers.
CREATE TABLE chat (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    centre_no INTEGER NOT NULL REFERENCES centre (no),
    topic_no INTEGER NOT NULL REFERENCES topic (no),
    number INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    requested INTEGER NOT NULL,
    state TEXT NOT NULL,
    counsellor_no INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    started INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    ending TEXT NOT NULL,
    away_since INTEGER NOT NULL,
    deadline INTEGER NOT NULL,
    seeker_delivered INTEGER NOT NULL,
    seeker_read INTEGER NOT NULL,
    counsellor_delivered INTEGER NOT NULL,
    counsellor_read INTEGER NOT NULL
) STRICT;
CREATE INDEX chat_by_topic ON chat (topic_no, state, requested);
CREATE INDEX chat_by_counsellor ON chat (counsellor_no, state);
CREATE INDEX chat_by_deadline ON chat (deadline);
-- The numbers in use in a centre. An ended chat keeps its number until it is purged.
CREATE UNIQUE INDEX chat_number ON chat (centre_no, number);

-- The seeker's way into a chat; deleted with its end.
CREATE TABLE seeker_token (
    token_hash BLOB NOT NULL PRIMARY KEY,
    chat_no INTEGER NOT NULL REFERENCES chat (no) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX seeker_token_by_chat ON seeker_token (chat_no);

-- The chat key, sealed to a device.
CREATE TABLE envelope (
    chat_no INTEGER NOT NULL REFERENCES chat (no) ON DELETE CASCADE,
    device_id BLOB NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (chat_no, device_id)
) STRICT, WITHOUT ROWID;

-- Append-only until the chat is purged. sender: 0 is the seeker, else a person's number.
CREATE TABLE message (
    no INTEGER PRIMARY KEY,
    chat_no INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    at INTEGER NOT NULL,
    sender INTEGER NOT NULL,
    audience INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX message_place ON message (chat_no, seq);

-- Answers to commands, so that a repeated one gets the same; kept as long as somebody might repeat it.
-- `about` is the chat it belongs to and goes with, or empty.
CREATE TABLE command (
    actor BLOB NOT NULL,
    id BLOB NOT NULL,
    about BLOB NOT NULL,
    what TEXT NOT NULL,
    answer TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (actor, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX command_by_age ON command (at);
CREATE INDEX command_by_chat ON command (about);

-- Tries within a window, by a keyed hash of whatever is limited.
CREATE TABLE attempt (
    what BLOB NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_by_age ON attempt (until);
