-- Redirects are things of their own now: with an id, and a revision for `If-Match`.
ALTER TABLE redirects
    ADD COLUMN id UUID NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;
ALTER TABLE redirects
    ALTER COLUMN id DROP DEFAULT,
    ALTER COLUMN revision DROP DEFAULT;
CREATE INDEX redirects_leads_to ON redirects (target_url);
CREATE INDEX redirects_created ON redirects (created_at, id);
