-- Server processes that share this database. One that has not renewed its row for long is dead.
CREATE TABLE process (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    renewed INTEGER NOT NULL
) STRICT;

-- Which process a counsellor's program is connected to; 0 is none, since `since`.
CREATE TABLE presence (
    person_no INTEGER PRIMARY KEY REFERENCES person (no),
    process_no INTEGER NOT NULL,
    since INTEGER NOT NULL
) STRICT;
CREATE INDEX presence_by_process ON presence (process_no);

-- Which process the seeker's page is connected to; meaningful while the seeker is there.
ALTER TABLE chat ADD COLUMN seeker_process INTEGER NOT NULL DEFAULT 0;
CREATE INDEX chat_by_process ON chat (seeker_process) WHERE state <> 'ended' AND away_since = 0;

-- Work that one process at a time does, until `until`.
CREATE TABLE job (
    name TEXT NOT NULL PRIMARY KEY,
    process_no INTEGER NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
