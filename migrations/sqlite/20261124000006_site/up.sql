-- The site, its pages, menus and front page, and where old addresses went.
CREATE TABLE site (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    settings TEXT NOT NULL,
    logo_id TEXT REFERENCES media (id),
    icon_id TEXT REFERENCES media (id),
    changed_at TEXT NOT NULL,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL
);

CREATE TABLE pages (
    id TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    slug TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    parent_id TEXT REFERENCES pages (id),
    position INTEGER NOT NULL,
    status TEXT NOT NULL,
    publishable BOOLEAN NOT NULL,
    public_from TEXT NOT NULL,
    public_until TEXT,
    published_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    html TEXT NOT NULL,
    text TEXT NOT NULL,
    blocks TEXT NOT NULL,
    featured_media_id TEXT REFERENCES media (id),
    seo TEXT NOT NULL,
    body_format TEXT NOT NULL,
    body_source TEXT NOT NULL,
    legacy_source TEXT,
    legacy_kind TEXT,
    legacy_id TEXT,
    legacy_status TEXT,
    announced_at TEXT,
    created_at TEXT NOT NULL,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX pages_parent ON pages (parent_id, position);
CREATE INDEX pages_order ON pages (publishable, position, title_key, id);

CREATE TABLE menus (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    legacy_id TEXT,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL
);

CREATE TABLE menu_items (
    id TEXT NOT NULL PRIMARY KEY,
    menu_id TEXT NOT NULL REFERENCES menus (id) ON DELETE CASCADE,
    parent_id TEXT REFERENCES menu_items (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    title TEXT,
    kind TEXT NOT NULL,
    target_id TEXT,
    url TEXT,
    open_in_new BOOLEAN NOT NULL
);
CREATE INDEX menu_items_menu ON menu_items (menu_id, position);
CREATE INDEX menu_items_parent ON menu_items (parent_id);
CREATE INDEX menu_items_target ON menu_items (target_id);

CREATE TABLE home_blocks (
    id TEXT NOT NULL PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    position INTEGER NOT NULL,
    title TEXT,
    kind TEXT NOT NULL,
    source_id TEXT,
    format TEXT,
    time_window TEXT,
    size INTEGER NOT NULL,
    link_category_id TEXT REFERENCES categories (id)
);
CREATE INDEX home_blocks_link ON home_blocks (link_category_id);

CREATE TABLE home_picks (
    block_id TEXT NOT NULL REFERENCES home_blocks (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (block_id, position)
) WITHOUT ROWID;
CREATE INDEX home_picks_article ON home_picks (article_id);

CREATE TABLE redirects (
    path TEXT NOT NULL PRIMARY KEY,
    target_kind TEXT NOT NULL,
    target_id TEXT,
    target_url TEXT,
    code INTEGER NOT NULL,
    origin TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE INDEX redirects_target ON redirects (target_id);
