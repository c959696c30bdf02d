-- Who may use the Admin API. An author is not a user; a user may have a profile among the authors.
CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('admin', 'editor', 'author', 'contributor')),
    password_hash TEXT NOT NULL,
    author_id TEXT REFERENCES authors (id) ON DELETE SET NULL,
    active BOOLEAN NOT NULL,
    token_version BIGINT NOT NULL,
    created_at TEXT NOT NULL,
    revision BIGINT NOT NULL
);

-- A sign-in and the tokens that follow from it: only the newest refresh token opens it.
CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    refresh_hash TEXT NOT NULL,
    agent TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at TEXT NOT NULL,
    used_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL UNIQUE,
    secret_hash TEXT NOT NULL,
    scopes TEXT NOT NULL,
    networks TEXT NOT NULL,
    expires_at TEXT,
    last_used_at TEXT,
    revoked_at TEXT,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL
);

-- Who did what, from where. Rows are added and never changed.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT,
    actor_name TEXT NOT NULL,
    address TEXT,
    request_id TEXT,
    action TEXT NOT NULL,
    resource_kind TEXT NOT NULL,
    resource_id TEXT,
    before TEXT,
    after TEXT
);
CREATE INDEX audit_resource ON audit (resource_kind, resource_id, seq);
CREATE INDEX audit_actor ON audit (actor_id, seq);

-- What only the newsroom knows of an article.
CREATE TABLE article_desk (
    article_id TEXT NOT NULL PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    owner_id TEXT REFERENCES users (id) ON DELETE SET NULL,
    embargo_until TEXT
);
CREATE INDEX article_desk_owner ON article_desk (owner_id);
CREATE INDEX articles_status ON articles (status, changed_at, id);
CREATE INDEX articles_changed ON articles (changed_at, id);
ALTER TABLE revisions ADD COLUMN by_id TEXT;
