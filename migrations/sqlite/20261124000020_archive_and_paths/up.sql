-- How many public articles each month has, by the clock of the site's zone. It is filled when the
-- database is opened, because SQLite knows no zones.
CREATE TABLE article_months (
    month TEXT NOT NULL PRIMARY KEY,
    article_count BIGINT NOT NULL
) WITHOUT ROWID;

-- The walk of all paths goes by id.
CREATE INDEX articles_ids ON articles (publishable, id);
