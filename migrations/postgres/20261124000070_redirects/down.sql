DROP INDEX redirects_created;
DROP INDEX redirects_leads_to;
ALTER TABLE redirects
    DROP COLUMN revision,
    DROP COLUMN id;
