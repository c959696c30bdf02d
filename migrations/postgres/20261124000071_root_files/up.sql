-- The publisher's own files, such as ads.txt. One that was taken away keeps its row, so that its revisions go on.
CREATE TABLE root_files (
    name TEXT NOT NULL PRIMARY KEY,
    text TEXT,
    changed_at TIMESTAMPTZ NOT NULL,
    revision BIGINT NOT NULL
);
