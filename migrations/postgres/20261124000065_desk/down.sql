ALTER TABLE changes DROP COLUMN alert;
DROP TABLE article_locks;
DROP TABLE autosaves;
DROP TABLE previews;
