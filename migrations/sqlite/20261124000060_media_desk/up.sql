-- Who brought a medium through the newsroom. Readers see such a medium only where something public shows it.
CREATE TABLE media_desk (
    media_id TEXT NOT NULL PRIMARY KEY REFERENCES media (id) ON DELETE CASCADE,
    owner_id TEXT REFERENCES users (id) ON DELETE SET NULL,
    uploaded_by TEXT NOT NULL
);
CREATE INDEX media_desk_owner ON media_desk (owner_id);

-- The files that a medium had before: what was said under their addresses goes on.
CREATE TABLE media_former (
    hash TEXT NOT NULL PRIMARY KEY,
    media_id TEXT NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    mime TEXT NOT NULL,
    filename TEXT NOT NULL,
    width INTEGER,
    height INTEGER
);
CREATE INDEX media_former_media ON media_former (media_id);

-- Media whose widths are still to be made; `turn` tells a wish from a newer one for the same medium.
CREATE TABLE media_jobs (
    media_id TEXT NOT NULL PRIMARY KEY REFERENCES media (id) ON DELETE CASCADE,
    turn TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    due_at TEXT NOT NULL
);
CREATE INDEX media_jobs_due ON media_jobs (due_at);

-- Files that no medium has, or may never have: removed when they are due and none has them.
CREATE TABLE media_leftovers (
    hash TEXT NOT NULL PRIMARY KEY,
    due_at TEXT NOT NULL
);

ALTER TABLE media ADD COLUMN search_key TEXT NOT NULL DEFAULT '';
UPDATE media SET search_key = lower(filename || ' ' || title || ' ' || alt || ' ' || coalesce(caption, '') || ' ' || coalesce(credit, ''));
CREATE INDEX media_created ON media (created_at, id);
