-- How often a page was begun, and a job since it last made progress: what fails each time is given up, with its reason,
-- instead of being begun for ever.
ALTER TABLE crawl_pages ADD COLUMN attempts SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE crawl_jobs ADD COLUMN attempts SMALLINT NOT NULL DEFAULT 0;
