DROP INDEX articles_ending;
CREATE INDEX articles_ending ON articles (public_until) WHERE announced_at IS NOT NULL AND public_until IS NOT NULL;
