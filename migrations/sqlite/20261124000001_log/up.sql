-- The log of public changes, and the small facts about this database.
CREATE TABLE facts (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    resource_id TEXT NOT NULL,
    op TEXT NOT NULL,
    event TEXT NOT NULL,
    reason TEXT,
    version BIGINT NOT NULL,
    slug TEXT,
    path TEXT,
    previous_slug TEXT,
    previous_path TEXT,
    changed TEXT NOT NULL,
    keys TEXT NOT NULL
);
CREATE INDEX changes_resource ON changes (kind, resource_id, seq);
CREATE INDEX changes_at ON changes (at);

CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
