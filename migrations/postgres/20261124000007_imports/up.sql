-- Imports: their runs, and what each source item became.
CREATE TABLE import_runs (
    id UUID NOT NULL PRIMARY KEY,
    source TEXT NOT NULL,
    digest TEXT NOT NULL,
    state TEXT NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,
    report JSONB NOT NULL
);

CREATE TABLE import_items (
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    identity TEXT NOT NULL,
    target_id UUID NOT NULL,
    digest TEXT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (source, kind, identity)
);
CREATE INDEX import_items_target ON import_items (target_id);
