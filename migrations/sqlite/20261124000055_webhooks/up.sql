-- Who is told of changes, and what each was told. A secret is derived from the root secret by the webhook's id and
-- `generation`, so none is stored; `previous_until` ends the time in which the one before signs too. `seq` is the last
-- row of the log that deliveries were made of; `failures` counts attempts that failed since the last one that did not.
CREATE TABLE webhooks (
    id TEXT NOT NULL PRIMARY KEY,
    url TEXT NOT NULL,
    description TEXT NOT NULL,
    events TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    ended TEXT,
    generation BIGINT NOT NULL,
    previous_until TEXT,
    seq BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    claimed_until TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    revision BIGINT NOT NULL
);

-- `seq` is null for a test.
CREATE TABLE deliveries (
    id TEXT NOT NULL PRIMARY KEY,
    webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    event_id TEXT NOT NULL,
    seq BIGINT,
    event TEXT NOT NULL,
    body TEXT NOT NULL,
    status TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    next_at TEXT,
    response_status BIGINT,
    response_body TEXT,
    error TEXT,
    duration_ms BIGINT,
    created_at TEXT NOT NULL,
    attempted_at TEXT,
    delivered_at TEXT,
    UNIQUE (webhook_id, seq)
);
CREATE INDEX deliveries_webhook ON deliveries (webhook_id, created_at, id);
CREATE INDEX deliveries_due ON deliveries (webhook_id, next_at, seq) WHERE status = 'pending';
CREATE INDEX deliveries_created ON deliveries (created_at);
