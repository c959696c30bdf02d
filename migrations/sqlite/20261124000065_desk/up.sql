-- Tokens that open one document each to who has no account, draft or not. Only a keyed hash of a token is kept.
CREATE TABLE previews (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('article', 'page')),
    document_id TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    by_id TEXT,
    by_name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
);
CREATE INDEX previews_document ON previews (document_id);
CREATE INDEX previews_created ON previews (created_at, id);

-- What somebody has typed and not saved: one for each and article, until they save.
CREATE TABLE autosaves (
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    actor_id TEXT NOT NULL,
    at TEXT NOT NULL,
    revision BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (article_id, actor_id)
);
CREATE INDEX autosaves_at ON autosaves (at);

-- Who is editing, for a few minutes at a time. It hinders nobody from saving.
CREATE TABLE article_locks (
    article_id TEXT NOT NULL PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
);

-- What an alert says, in the row that tells of it.
ALTER TABLE changes ADD COLUMN alert TEXT;
