DROP TABLE comments;
DROP TABLE article_views;
