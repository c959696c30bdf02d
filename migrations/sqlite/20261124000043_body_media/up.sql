-- What a body shows, so that what only drafts show is as unseen as they are. A body may name what is not stored.
CREATE TABLE article_body_media (
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    media_id TEXT NOT NULL,
    PRIMARY KEY (article_id, media_id)
) WITHOUT ROWID;
CREATE INDEX article_body_media_media ON article_body_media (media_id);
INSERT INTO article_body_media (article_id, media_id)
SELECT DISTINCT b.article_id, t.value FROM article_bodies b, json_tree(b.blocks) t WHERE t.key = 'media_id' AND t.type = 'text';

CREATE TABLE page_body_media (
    page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
    media_id TEXT NOT NULL,
    PRIMARY KEY (page_id, media_id)
) WITHOUT ROWID;
CREATE INDEX page_body_media_media ON page_body_media (media_id);
INSERT INTO page_body_media (page_id, media_id)
SELECT DISTINCT p.id, t.value FROM pages p, json_tree(p.blocks) t WHERE t.key = 'media_id' AND t.type = 'text';
