-- Numbered pages skip rows: with all that decides what is public in the index, no skipped row is read.
DROP INDEX articles_published;
CREATE INDEX articles_published ON articles (publishable, published_at, id, public_from, public_until);
DROP INDEX articles_updated;
CREATE INDEX articles_updated ON articles (publishable, updated_at, id, public_from, public_until);
DROP INDEX articles_title;
CREATE INDEX articles_title ON articles (publishable, title_key, id, public_from, public_until);
DROP INDEX articles_views;
CREATE INDEX articles_views ON articles (publishable, view_count, id, public_from, public_until);
