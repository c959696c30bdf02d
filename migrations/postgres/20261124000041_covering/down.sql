DROP INDEX articles_views;
CREATE INDEX articles_views ON articles (publishable, view_count, id);
DROP INDEX articles_title;
CREATE INDEX articles_title ON articles (publishable, title_key, id);
DROP INDEX articles_updated;
CREATE INDEX articles_updated ON articles (publishable, updated_at, id);
DROP INDEX articles_published;
CREATE INDEX articles_published ON articles (publishable, published_at, id);
