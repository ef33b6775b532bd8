-- Sealed files; their bytes are in the file store under the id. state: coming (the bytes may be on their way), stored, going
-- (its chat is purged, and with it everything this row knew; the bytes are to be removed, since `due`).
CREATE TABLE file (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    chat_no INTEGER NOT NULL,
    message_id BLOB NOT NULL,
    sender INTEGER NOT NULL,
    audience INTEGER NOT NULL,
    size INTEGER NOT NULL,
    state TEXT NOT NULL,
    due INTEGER NOT NULL
) STRICT;
CREATE INDEX file_by_chat ON file (chat_no, message_id);
CREATE INDEX file_going ON file (due) WHERE state = 'going';
