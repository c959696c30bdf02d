-- Numbered pages skip rows: with all that decides what is public in the index, no skipped row is read.
-- What is never public is in none of them, and no index begins with a column that nearly all rows share:
-- without statistics a planner would take it for a choice among few.
DROP INDEX articles_published;
CREATE INDEX articles_published ON articles (published_at, id, public_from, public_until, publishable) WHERE publishable;
DROP INDEX articles_updated;
CREATE INDEX articles_updated ON articles (updated_at, id, public_from, public_until, publishable) WHERE publishable;
DROP INDEX articles_title;
CREATE INDEX articles_title ON articles (title_key, id, public_from, public_until, publishable) WHERE publishable;
DROP INDEX articles_views;
CREATE INDEX articles_views ON articles (view_count, id, public_from, public_until, publishable) WHERE publishable;
DROP INDEX articles_ids;
CREATE INDEX articles_ids ON articles (id) WHERE publishable;
DROP INDEX articles_due;
CREATE INDEX articles_due ON articles (public_from) WHERE publishable AND announced_at IS NULL;
DROP INDEX articles_featured;
CREATE INDEX articles_featured ON articles (published_at, id) WHERE publishable AND featured_until IS NOT NULL;
DROP INDEX articles_breaking;
CREATE INDEX articles_breaking ON articles (published_at, id) WHERE publishable AND breaking_until IS NOT NULL;
DROP INDEX articles_format;
CREATE INDEX articles_format ON articles (format, published_at, id) WHERE publishable;
