-- Surrogate numbers (`no`) are for joins and never leave the store; ids are the 16 bytes of a UUIDv7.
-- Moments are milliseconds since 1970 (UTC). Texts sort by their bytes, as in SQLite.

CREATE TABLE server_secret (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);

CREATE TABLE centre (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id BYTEA NOT NULL UNIQUE,
    slug TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL
);

CREATE TABLE topic (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id BYTEA NOT NULL UNIQUE,
    centre_no BIGINT NOT NULL REFERENCES centre (no),
    slug TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    start_page_live_chat BIGINT NOT NULL,
    bubble_live_chat BIGINT NOT NULL,
    hours TEXT COLLATE "C" NOT NULL,
    chat_length BIGINT NOT NULL,
    away_keeps_place BIGINT NOT NULL,
    answer_within BIGINT NOT NULL,
    seeker_gone_after BIGINT NOT NULL,
    offer_written_after BIGINT NOT NULL,
    UNIQUE (centre_no, slug)
);

CREATE TABLE person (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id BYTEA NOT NULL UNIQUE,
    centre_no BIGINT NOT NULL REFERENCES centre (no),
    sign_in_name TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    password_hash TEXT COLLATE "C" NOT NULL,
    roles TEXT COLLATE "C" NOT NULL,
    reachable BIGINT NOT NULL,
    parallel_chats BIGINT NOT NULL
);

CREATE TABLE member (
    topic_no BIGINT NOT NULL REFERENCES topic (no),
    person_no BIGINT NOT NULL REFERENCES person (no),
    PRIMARY KEY (topic_no, person_no)
);

CREATE TABLE device (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id BYTEA NOT NULL UNIQUE,
    person_no BIGINT NOT NULL REFERENCES person (no),
    name TEXT COLLATE "C" NOT NULL,
    public_key BYTEA NOT NULL
);

-- A device that is signed in. The token itself is known to the device only.
CREATE TABLE session (
    device_no BIGINT PRIMARY KEY REFERENCES device (no),
    token_hash BYTEA NOT NULL UNIQUE,
    person_no BIGINT NOT NULL REFERENCES person (no),
    created BIGINT NOT NULL
);

-- One row for each person who ever switched on. state: off, on, paused.
CREATE TABLE availability (
    person_no BIGINT PRIMARY KEY REFERENCES person (no),
    state TEXT COLLATE "C" NOT NULL,
    why TEXT COLLATE "C" NOT NULL,
    device_id BYTEA NOT NULL,
    since BIGINT NOT NULL,
    renewed BIGINT NOT NULL
);

-- state: waiting, accepted, active, ended. 0 stands for "not yet" in moments and for "nobody" in numbers.
CREATE TABLE chat (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id BYTEA NOT NULL UNIQUE,
    centre_no BIGINT NOT NULL REFERENCES centre (no),
    topic_no BIGINT NOT NULL REFERENCES topic (no),
    number BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    requested BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    counsellor_no BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    started BIGINT NOT NULL,
    ended BIGINT NOT NULL,
    ending TEXT COLLATE "C" NOT NULL,
    away_since BIGINT NOT NULL,
    deadline BIGINT NOT NULL,
    seeker_delivered BIGINT NOT NULL,
    seeker_read BIGINT NOT NULL,
    counsellor_delivered BIGINT NOT NULL,
    counsellor_read BIGINT NOT NULL
);
CREATE INDEX chat_by_topic ON chat (topic_no, state, requested);
CREATE INDEX chat_by_counsellor ON chat (counsellor_no, state);
CREATE INDEX chat_by_deadline ON chat (deadline);
-- The numbers in use in a centre. An ended chat keeps its number until it is purged.
CREATE UNIQUE INDEX chat_number ON chat (centre_no, number);

-- The seeker's way into a chat; deleted with its end.
CREATE TABLE seeker_token (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    chat_no BIGINT NOT NULL REFERENCES chat (no) ON DELETE CASCADE
);
CREATE INDEX seeker_token_by_chat ON seeker_token (chat_no);

-- The chat key, sealed to a device.
CREATE TABLE envelope (
    chat_no BIGINT NOT NULL REFERENCES chat (no) ON DELETE CASCADE,
    device_id BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (chat_no, device_id)
);

-- Append-only until the chat is purged. sender: 0 is the seeker, else a person's number.
CREATE TABLE message (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chat_no BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    id BYTEA NOT NULL,
    at BIGINT NOT NULL,
    sender BIGINT NOT NULL,
    audience BIGINT NOT NULL,
    body BYTEA NOT NULL
);
CREATE UNIQUE INDEX message_place ON message (chat_no, seq);
-- SQLite's one writer remembers the messages of a live chat; several processes ask.
CREATE UNIQUE INDEX message_id ON message (chat_no, id);

-- Answers to commands, so that a repeated one gets the same; kept as long as somebody might repeat it.
-- `about` is the chat it belongs to and goes with, or empty.
CREATE TABLE command (
    actor BYTEA NOT NULL,
    id BYTEA NOT NULL,
    about BYTEA NOT NULL,
    what TEXT COLLATE "C" NOT NULL,
    answer TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (actor, id)
);
CREATE INDEX command_by_age ON command (at);
CREATE INDEX command_by_chat ON command (about);

-- Tries within a window, by a keyed hash of whatever is limited.
CREATE TABLE attempt (
    what BYTEA NOT NULL PRIMARY KEY,
    count BIGINT NOT NULL,
    until BIGINT NOT NULL
);
CREATE INDEX attempt_by_age ON attempt (until);
