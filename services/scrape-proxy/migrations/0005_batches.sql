-- A batch is a job whose pages are given instead of found. Its pages are scraped as single ones are: robots.txt and
-- links play no part.
ALTER TABLE crawl_jobs ADD COLUMN kind TEXT NOT NULL DEFAULT 'crawl';
ALTER TABLE crawl_jobs ADD CONSTRAINT ck_crawl_jobs_kind CHECK (kind IN ('crawl', 'batch'));
