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

-- What somebody has typed and not saved: one for each and article, until they save.
CREATE TABLE autosaves (
    article_id UUID NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    actor_id UUID NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    revision BIGINT NOT NULL,
    content JSONB NOT NULL,
    PRIMARY KEY (article_id, actor_id)
);
CREATE INDEX autosaves_at ON autosaves (at);

-- Who is editing, for a few minutes at a time. It hinders nobody from saving.
CREATE TABLE article_locks (
    article_id UUID NOT NULL PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    actor_id UUID NOT NULL,
    actor_name TEXT NOT NULL,
    taken_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);

-- What an alert says, in the row that tells of it.
ALTER TABLE changes ADD COLUMN alert JSONB;
