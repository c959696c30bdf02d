-- Redirects are things of their own now: with an id, and a revision for `If-Match`.
CREATE TABLE kept_redirects (
    path TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    target_kind TEXT NOT NULL,
    target_id TEXT,
    target_url TEXT,
    code INTEGER NOT NULL,
    origin TEXT NOT NULL,
    created_at TEXT NOT NULL,
    revision BIGINT NOT NULL
);
INSERT INTO kept_redirects
SELECT path,
    lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
    target_kind, target_id, target_url, code, origin, created_at, 1
FROM redirects;
DROP TABLE redirects;
ALTER TABLE kept_redirects RENAME TO redirects;
CREATE INDEX redirects_target ON redirects (target_id);
CREATE INDEX redirects_leads_to ON redirects (target_url);
CREATE INDEX redirects_created ON redirects (created_at, id);
