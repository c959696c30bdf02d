-- Authors, categories and tags: what articles are filed under.
CREATE TABLE authors (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    job_title TEXT,
    bio TEXT,
    portrait_id TEXT REFERENCES media (id),
    social TEXT NOT NULL,
    seo TEXT NOT NULL,
    article_count BIGINT NOT NULL,
    legacy_source TEXT,
    legacy_kind TEXT,
    legacy_id TEXT,
    login TEXT,
    email TEXT,
    created_at TEXT NOT NULL,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX authors_name ON authors (name_key, id);

CREATE TABLE categories (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT,
    picture_id TEXT REFERENCES media (id),
    parent_id TEXT REFERENCES categories (id),
    position INTEGER NOT NULL,
    path TEXT NOT NULL UNIQUE,
    pinned_id TEXT,
    pinned_until TEXT,
    seo TEXT NOT NULL,
    article_count BIGINT NOT NULL,
    article_count_with_descendants BIGINT NOT NULL,
    legacy_source TEXT,
    legacy_kind TEXT,
    legacy_id TEXT,
    created_at TEXT NOT NULL,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX categories_parent ON categories (parent_id, position);

CREATE TABLE tags (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT,
    picture_id TEXT REFERENCES media (id),
    seo TEXT NOT NULL,
    article_count BIGINT NOT NULL,
    legacy_source TEXT,
    legacy_kind TEXT,
    legacy_id TEXT,
    created_at TEXT NOT NULL,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX tags_name ON tags (name_key, id);
