-- Articles: a small row for lists, the body apart, one feed table for each axis.
CREATE TABLE articles (
    id UUID NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    title_key TEXT COLLATE "C" NOT NULL,
    short_title TEXT,
    kicker TEXT,
    subtitle TEXT,
    excerpt TEXT NOT NULL,
    language TEXT NOT NULL,
    direction TEXT NOT NULL,
    format TEXT NOT NULL,
    status TEXT NOT NULL,
    publishable BOOLEAN NOT NULL,
    public_from TIMESTAMPTZ NOT NULL,
    public_until TIMESTAMPTZ,
    published_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    featured_until TIMESTAMPTZ,
    breaking_until TIMESTAMPTZ,
    sponsored BOOLEAN NOT NULL,
    comments_open BOOLEAN NOT NULL,
    primary_category_id UUID REFERENCES categories (id),
    featured_media_id UUID REFERENCES media (id),
    word_count INTEGER NOT NULL,
    view_count BIGINT NOT NULL,
    comment_count BIGINT NOT NULL,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    legacy_source TEXT,
    legacy_kind TEXT,
    legacy_id TEXT,
    legacy_status TEXT,
    guid TEXT,
    announced_at TIMESTAMPTZ,
    trashed_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX articles_published ON articles (publishable, published_at, id);
CREATE INDEX articles_updated ON articles (publishable, updated_at, id);
CREATE INDEX articles_title ON articles (publishable, title_key, id);
CREATE INDEX articles_views ON articles (publishable, view_count, id);
CREATE INDEX articles_legacy ON articles (legacy_id);
CREATE INDEX articles_due ON articles (public_from) WHERE publishable = TRUE AND announced_at IS NULL;
CREATE INDEX articles_ending ON articles (public_until) WHERE announced_at IS NOT NULL AND public_until IS NOT NULL;
CREATE INDEX articles_featured ON articles (published_at, id) WHERE publishable = TRUE AND featured_until IS NOT NULL;
CREATE INDEX articles_breaking ON articles (published_at, id) WHERE publishable = TRUE AND breaking_until IS NOT NULL;
CREATE INDEX articles_format ON articles (format, published_at, id) WHERE publishable = TRUE;
CREATE INDEX articles_primary_category ON articles (primary_category_id);
CREATE INDEX articles_featured_media ON articles (featured_media_id);

CREATE TABLE article_bodies (
    article_id UUID NOT NULL PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    html TEXT NOT NULL,
    text TEXT NOT NULL,
    blocks JSONB NOT NULL,
    dateline TEXT,
    location JSONB,
    sources JSONB NOT NULL,
    seo JSONB NOT NULL,
    extra JSONB NOT NULL
);

CREATE TABLE article_authors (
    article_id UUID NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    author_id UUID NOT NULL REFERENCES authors (id),
    role TEXT NOT NULL,
    PRIMARY KEY (article_id, position)
);
CREATE INDEX article_authors_author ON article_authors (author_id);

CREATE TABLE article_categories (
    article_id UUID NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    category_id UUID NOT NULL REFERENCES categories (id),
    PRIMARY KEY (article_id, position)
);
CREATE INDEX article_categories_category ON article_categories (category_id);

CREATE TABLE article_tags (
    article_id UUID NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    tag_id UUID NOT NULL REFERENCES tags (id),
    PRIMARY KEY (article_id, position)
);
CREATE INDEX article_tags_tag ON article_tags (tag_id);

CREATE TABLE article_gallery (
    article_id UUID NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    media_id UUID NOT NULL REFERENCES media (id),
    PRIMARY KEY (article_id, position)
);
CREATE INDEX article_gallery_media ON article_gallery (media_id);

CREATE TABLE article_picks (
    article_id UUID NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    picked_id UUID NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (article_id, position)
);
CREATE INDEX article_picks_picked ON article_picks (picked_id);

CREATE TABLE article_corrections (
    id UUID NOT NULL PRIMARY KEY,
    article_id UUID NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX article_corrections_article ON article_corrections (article_id, at);

CREATE TABLE article_translations (
    group_id UUID NOT NULL,
    article_id UUID NOT NULL UNIQUE REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, article_id)
);

CREATE TABLE revisions (
    id UUID NOT NULL PRIMARY KEY,
    article_id UUID NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    by_name TEXT NOT NULL,
    note TEXT,
    body_format TEXT NOT NULL,
    body_source TEXT NOT NULL,
    fields JSONB NOT NULL,
    UNIQUE (article_id, number)
);

CREATE TABLE category_feed (
    category_id UUID NOT NULL REFERENCES categories (id) ON DELETE CASCADE,
    published_at TIMESTAMPTZ NOT NULL,
    article_id UUID NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    direct BOOLEAN NOT NULL,
    PRIMARY KEY (category_id, published_at, article_id)
);
CREATE INDEX category_feed_article ON category_feed (article_id);
CREATE INDEX category_feed_direct ON category_feed (category_id, published_at, article_id) WHERE direct = TRUE;

CREATE TABLE tag_feed (
    tag_id UUID NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    published_at TIMESTAMPTZ NOT NULL,
    article_id UUID NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (tag_id, published_at, article_id)
);
CREATE INDEX tag_feed_article ON tag_feed (article_id);

CREATE TABLE author_feed (
    author_id UUID NOT NULL REFERENCES authors (id) ON DELETE CASCADE,
    published_at TIMESTAMPTZ NOT NULL,
    article_id UUID NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (author_id, published_at, article_id)
);
CREATE INDEX author_feed_article ON author_feed (article_id);
