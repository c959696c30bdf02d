-- Pictures, sound, films and documents.
CREATE TABLE media (
    id UUID NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    hash TEXT,
    source_url TEXT,
    mime TEXT NOT NULL,
    filename TEXT NOT NULL,
    title TEXT NOT NULL,
    width INTEGER,
    height INTEGER,
    bytes BIGINT,
    widths JSONB NOT NULL,
    alt TEXT NOT NULL,
    caption TEXT,
    credit TEXT,
    license TEXT,
    rights_until TIMESTAMPTZ,
    focal_x DOUBLE PRECISION NOT NULL,
    focal_y DOUBLE PRECISION NOT NULL,
    color TEXT,
    placeholder TEXT,
    duration_seconds INTEGER,
    poster_id UUID REFERENCES media (id),
    legacy_source TEXT,
    legacy_kind TEXT,
    legacy_id TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX media_hash ON media (hash);
CREATE INDEX media_source_url ON media (source_url);
CREATE INDEX media_legacy ON media (legacy_id);
CREATE INDEX media_poster ON media (poster_id);
