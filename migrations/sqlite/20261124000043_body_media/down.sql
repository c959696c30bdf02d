DROP TABLE page_body_media;
DROP TABLE article_body_media;
