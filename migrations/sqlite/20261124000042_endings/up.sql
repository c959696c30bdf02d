-- The next end is the first entry: what has ended stays out, or it is read again with each list.
DROP INDEX articles_ending;
CREATE INDEX articles_ending ON articles (public_until) WHERE publishable AND announced_at IS NOT NULL AND public_until IS NOT NULL;
