CREATE TABLE kept_redirects (
    path TEXT NOT NULL PRIMARY KEY,
    target_kind TEXT NOT NULL,
    target_id TEXT,
    target_url TEXT,
    code INTEGER NOT NULL,
    origin TEXT NOT NULL,
    created_at TEXT NOT NULL
);
INSERT INTO kept_redirects SELECT path, target_kind, target_id, target_url, code, origin, created_at FROM redirects;
DROP TABLE redirects;
ALTER TABLE kept_redirects RENAME TO redirects;
CREATE INDEX redirects_target ON redirects (target_id);
