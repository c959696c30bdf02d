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
