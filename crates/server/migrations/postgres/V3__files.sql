-- Sealed files; their bytes are in the file store under the id. state: coming (the bytes may be on their way), stored, going
-- (its chat is purged, and with it everything this row knew; the bytes are to be removed, since `due`).
CREATE TABLE file (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id BYTEA NOT NULL UNIQUE,
    chat_no BIGINT NOT NULL,
    message_id BYTEA NOT NULL,
    sender BIGINT NOT NULL,
    audience BIGINT NOT NULL,
    size BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    due BIGINT NOT NULL
);
CREATE INDEX file_by_chat ON file (chat_no, message_id);
CREATE INDEX file_going ON file (due) WHERE state = 'going';
