DROP TABLE import_items;
DROP TABLE import_runs;
