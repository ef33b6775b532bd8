-- Server processes that share this database. One that has not renewed its row for long is dead.
CREATE TABLE process (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    renewed BIGINT NOT NULL
);

-- Which process a counsellor's program is connected to; 0 is none, since `since`.
CREATE TABLE presence (
    person_no BIGINT PRIMARY KEY REFERENCES person (no),
    process_no BIGINT NOT NULL,
    since BIGINT NOT NULL
);
CREATE INDEX presence_by_process ON presence (process_no);

-- Which process the seeker's page is connected to; meaningful while the seeker is there.
ALTER TABLE chat ADD COLUMN seeker_process BIGINT NOT NULL DEFAULT 0;
CREATE INDEX chat_by_process ON chat (seeker_process) WHERE state <> 'ended' AND away_since = 0;

-- Work that one process at a time does, until `until`.
CREATE TABLE job (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    process_no BIGINT NOT NULL,
    until BIGINT NOT NULL
);
