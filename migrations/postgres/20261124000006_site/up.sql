-- The site, its pages, menus and front page, and where old addresses went.
CREATE TABLE site (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    settings JSONB NOT NULL,
    logo_id UUID REFERENCES media (id),
    icon_id UUID REFERENCES media (id),
    changed_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL
);

CREATE TABLE pages (
    id UUID NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    slug TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    title_key TEXT COLLATE "C" NOT NULL,
    excerpt TEXT NOT NULL,
    parent_id UUID REFERENCES pages (id),
    position INTEGER NOT NULL,
    status TEXT NOT NULL,
    publishable BOOLEAN NOT NULL,
    public_from TIMESTAMPTZ NOT NULL,
    public_until TIMESTAMPTZ,
    published_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    html TEXT NOT NULL,
    text TEXT NOT NULL,
    blocks JSONB NOT NULL,
    featured_media_id UUID REFERENCES media (id),
    seo JSONB NOT NULL,
    body_format TEXT NOT NULL,
    body_source TEXT NOT NULL,
    legacy_source TEXT,
    legacy_kind TEXT,
    legacy_id TEXT,
    legacy_status TEXT,
    announced_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX pages_parent ON pages (parent_id, position);
CREATE INDEX pages_order ON pages (publishable, position, title_key, id);

CREATE TABLE menus (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL UNIQUE,
    title TEXT NOT NULL,
    legacy_id TEXT,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL
);

CREATE TABLE menu_items (
    id UUID NOT NULL PRIMARY KEY,
    menu_id UUID NOT NULL REFERENCES menus (id) ON DELETE CASCADE,
    parent_id UUID REFERENCES menu_items (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    title TEXT,
    kind TEXT NOT NULL,
    target_id UUID,
    url TEXT,
    open_in_new BOOLEAN NOT NULL
);
CREATE INDEX menu_items_menu ON menu_items (menu_id, position);
CREATE INDEX menu_items_parent ON menu_items (parent_id);
CREATE INDEX menu_items_target ON menu_items (target_id);

CREATE TABLE home_blocks (
    id UUID NOT NULL PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    position INTEGER NOT NULL,
    title TEXT,
    kind TEXT NOT NULL,
    source_id UUID,
    format TEXT,
    time_window TEXT,
    size INTEGER NOT NULL,
    link_category_id UUID REFERENCES categories (id)
);
CREATE INDEX home_blocks_link ON home_blocks (link_category_id);

CREATE TABLE home_picks (
    block_id UUID NOT NULL REFERENCES home_blocks (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    article_id UUID NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (block_id, position)
);
CREATE INDEX home_picks_article ON home_picks (article_id);

CREATE TABLE redirects (
    path TEXT NOT NULL PRIMARY KEY,
    target_kind TEXT NOT NULL,
    target_id UUID,
    target_url TEXT,
    code INTEGER NOT NULL,
    origin TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX redirects_target ON redirects (target_id);
