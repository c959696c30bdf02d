-- Imports that are started by an upload; those of the command line have no size.
ALTER TABLE import_runs ADD COLUMN file TEXT NOT NULL DEFAULT '';
ALTER TABLE import_runs ADD COLUMN size BIGINT;
ALTER TABLE import_runs ADD COLUMN options TEXT;
ALTER TABLE import_runs ADD COLUMN progress INTEGER NOT NULL DEFAULT 0;
ALTER TABLE import_runs ADD COLUMN error TEXT;
ALTER TABLE import_runs ADD COLUMN created_by TEXT NOT NULL DEFAULT 'Command line';
ALTER TABLE import_runs ADD COLUMN cancelled BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX import_runs_started ON import_runs (started_at, id);
CREATE INDEX import_runs_state ON import_runs (state);
