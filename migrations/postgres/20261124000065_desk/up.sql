-- Tokens that open one document each to who has no account, draft or not. Only a keyed hash of a token is kept.
CREATE TABLE previews (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('article', 'page')),
    document_id UUID NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    by_id UUID,
    by_name TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX previews_document ON previews (document_id);
CREATE INDEX previews_created ON previews (created_at, id);
