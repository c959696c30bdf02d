DROP INDEX import_runs_state;
DROP INDEX import_runs_started;
ALTER TABLE import_runs DROP COLUMN cancelled;
ALTER TABLE import_runs DROP COLUMN created_by;
ALTER TABLE import_runs DROP COLUMN error;
ALTER TABLE import_runs DROP COLUMN progress;
ALTER TABLE import_runs DROP COLUMN options;
ALTER TABLE import_runs DROP COLUMN size;
ALTER TABLE import_runs DROP COLUMN file;
