-- Views and comments: what readers leave.
CREATE TABLE article_views (
    article_id UUID NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    hour TIMESTAMPTZ NOT NULL,
    views BIGINT NOT NULL,
    PRIMARY KEY (article_id, hour)
);
CREATE INDEX article_views_hour ON article_views (hour, article_id, views);

-- `shown_parent_id` is the nearest approved ancestor and `shown_root_id` the topmost one, or the comment itself:
-- kept with each change of a status, so that a page of threads is two index ranges.
CREATE TABLE comments (
    id UUID NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    subject_kind TEXT NOT NULL,
    subject_id UUID NOT NULL,
    parent_id UUID REFERENCES comments (id),
    shown_parent_id UUID,
    shown_root_id UUID NOT NULL,
    author_id UUID REFERENCES authors (id),
    author_name TEXT NOT NULL,
    author_email TEXT,
    author_url TEXT,
    author_address TEXT,
    body_html TEXT NOT NULL,
    body_text TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    legacy_source TEXT,
    legacy_kind TEXT,
    legacy_id TEXT,
    revision BIGINT NOT NULL
);
CREATE INDEX comments_subject ON comments (subject_kind, subject_id, status, created_at, id);
CREATE INDEX comments_roots ON comments (subject_kind, subject_id, status, created_at, id) WHERE shown_parent_id IS NULL;
CREATE INDEX comments_replies ON comments (shown_root_id, status, created_at, id) WHERE shown_parent_id IS NOT NULL;
CREATE INDEX comments_parent ON comments (parent_id);
CREATE INDEX comments_status ON comments (status, created_at, id);
