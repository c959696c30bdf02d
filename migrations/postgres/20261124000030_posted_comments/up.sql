-- What is counted for limits, on every node alike. A name is a keyed hash: nobody is found from it.
CREATE TABLE tallies (
    name TEXT NOT NULL PRIMARY KEY,
    count BIGINT NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX tallies_ends ON tallies (ends_at);

-- Answers to writes that a client may send again under its key.
CREATE TABLE kept_answers (
    name TEXT NOT NULL PRIMARY KEY,
    request TEXT NOT NULL,
    answer TEXT NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX kept_answers_ends ON kept_answers (ends_at);

-- Who said what in answer to which comment, as one digest; none for what was imported.
ALTER TABLE comments ADD COLUMN digest TEXT;
CREATE UNIQUE INDEX comments_digest ON comments (subject_id, digest);
CREATE INDEX comments_writer ON comments (lower(author_email), status);
