DROP INDEX comments_writer;
DROP INDEX comments_digest;
ALTER TABLE comments DROP COLUMN digest;
DROP TABLE kept_answers;
DROP TABLE tallies;
