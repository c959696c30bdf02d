ALTER TABLE revisions DROP COLUMN by_id;
DROP INDEX articles_changed;
DROP INDEX articles_status;
DROP TABLE article_desk;
DROP TABLE audit;
DROP TABLE api_keys;
DROP TABLE sessions;
DROP TABLE users;
