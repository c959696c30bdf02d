-- What a body shows, so that what only drafts show is as unseen as they are. A body may name what is not stored.
CREATE TABLE article_body_media (
    article_id UUID NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    media_id UUID NOT NULL,
    PRIMARY KEY (article_id, media_id)
);
CREATE INDEX article_body_media_media ON article_body_media (media_id);
INSERT INTO article_body_media (article_id, media_id)
SELECT DISTINCT b.article_id, (named #>> '{}')::uuid
FROM article_bodies b, jsonb_path_query(b.blocks, 'strict $.**.media_id') named WHERE jsonb_typeof(named) = 'string';

CREATE TABLE page_body_media (
    page_id UUID NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
    media_id UUID NOT NULL,
    PRIMARY KEY (page_id, media_id)
);
CREATE INDEX page_body_media_media ON page_body_media (media_id);
INSERT INTO page_body_media (page_id, media_id)
SELECT DISTINCT p.id, (named #>> '{}')::uuid
FROM pages p, jsonb_path_query(p.blocks, 'strict $.**.media_id') named WHERE jsonb_typeof(named) = 'string';
