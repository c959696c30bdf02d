-- When the clock alone changes which articles are featured or breaking.
CREATE INDEX articles_featured_until ON articles (featured_until) WHERE publishable AND featured_until IS NOT NULL;
CREATE INDEX articles_breaking_until ON articles (breaking_until) WHERE publishable AND breaking_until IS NOT NULL;
