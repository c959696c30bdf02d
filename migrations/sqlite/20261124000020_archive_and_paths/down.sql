DROP INDEX articles_ids;
DROP TABLE article_months;
DELETE FROM facts WHERE name = 'archive_zone';
