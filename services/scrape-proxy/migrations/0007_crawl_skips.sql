-- Pages that a crawl found and left out, by reason: a page is one however many links lead to it, and none once it is
-- visited after all. Only as much of it is kept as counting needs.
CREATE TABLE crawl_skips (
    job_id     UUID        NOT NULL,
    url_hash   BYTEA       NOT NULL,
    user_id    UUID        NOT NULL,
    reason     TEXT        NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_crawl_skips PRIMARY KEY (job_id, url_hash),
    CONSTRAINT fk_crawl_skips_crawl_jobs FOREIGN KEY (job_id) REFERENCES crawl_jobs (id) ON DELETE CASCADE,
    CONSTRAINT ck_crawl_skips_reason CHECK (reason IN ('outside', 'excluded', 'depth', 'limit', 'blocked'))
);

ALTER TABLE crawl_skips ENABLE ROW LEVEL SECURITY;
ALTER TABLE crawl_skips FORCE ROW LEVEL SECURITY;
CREATE POLICY crawl_skips_of_user ON crawl_skips TO app_scrape
    USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
    WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
CREATE POLICY crawl_skips_of_crawler ON crawl_skips TO app_scrape
    USING ((SELECT current_setting('app.crawler', true)) = 'on');
CREATE POLICY crawl_skips_of_owner ON crawl_skips TO CURRENT_USER USING (true);
