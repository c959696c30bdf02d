-- Imports that are started by an upload; those of the command line have no size.
ALTER TABLE import_runs
    ADD COLUMN file TEXT NOT NULL DEFAULT '',
    ADD COLUMN size BIGINT,
    ADD COLUMN options JSONB,
    ADD COLUMN progress INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN error TEXT,
    ADD COLUMN created_by TEXT NOT NULL DEFAULT 'Command line',
    ADD COLUMN cancelled BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX import_runs_started ON import_runs (started_at, id);
CREATE INDEX import_runs_state ON import_runs (state);
