DROP INDEX articles_breaking_until;
DROP INDEX articles_featured_until;
