DROP INDEX media_created;
ALTER TABLE media DROP COLUMN search_key;
DROP TABLE media_leftovers;
DROP TABLE media_jobs;
DROP TABLE media_former;
DROP TABLE media_desk;
