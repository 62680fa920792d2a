-- Crawl jobs and their pages. A job is worked on by whoever holds its lease; a page is a row from the moment its URL
-- is found, so that a crawl continues where a killed process left it.

CREATE TABLE crawl_jobs (
    id          UUID        NOT NULL,
    user_id     UUID        NOT NULL,
    engine      TEXT        NOT NULL,
    external_id TEXT,
    start_url   TEXT        NOT NULL,
    options     JSONB       NOT NULL DEFAULT '{}',
    status      TEXT        NOT NULL DEFAULT 'scraping',
    total       INTEGER     NOT NULL DEFAULT 0,
    completed   INTEGER     NOT NULL DEFAULT 0,
    failed      INTEGER     NOT NULL DEFAULT 0,
    bytes       BIGINT      NOT NULL DEFAULT 0,
    error       TEXT,
    lease_owner TEXT,
    lease_until TIMESTAMPTZ,
    created_at  TIMESTAMPTZ NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL,
    started_at  TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    expires_at  TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_crawl_jobs PRIMARY KEY (id),
    CONSTRAINT ck_crawl_jobs_engine CHECK (engine IN ('embedded', 'firecrawl')),
    CONSTRAINT ck_crawl_jobs_status CHECK (status IN ('scraping', 'completed', 'failed', 'cancelled')),
    CONSTRAINT ck_crawl_jobs_counts CHECK (total >= 0 AND completed >= 0 AND failed >= 0 AND bytes >= 0),
    CONSTRAINT ck_crawl_jobs_external_id CHECK ((engine = 'firecrawl') = (external_id IS NOT NULL)),
    CONSTRAINT ck_crawl_jobs_finished_at CHECK ((status = 'scraping') = (finished_at IS NULL))
);

-- An id of Firecrawl leads to the job started through us.
CREATE UNIQUE INDEX uq_crawl_jobs_external_id ON crawl_jobs (external_id) WHERE external_id IS NOT NULL;
-- Claims and the watchdog look only at running jobs, oldest first: few among all that are kept.
CREATE INDEX idx_crawl_jobs_running ON crawl_jobs (engine, created_at) WHERE status = 'scraping';
-- Pruning by age.
CREATE INDEX idx_crawl_jobs_expires_at ON crawl_jobs (expires_at) WHERE finished_at IS NOT NULL;

CREATE TABLE crawl_pages (
    id          UUID        NOT NULL,
    user_id     UUID        NOT NULL,
    job_id      UUID        NOT NULL,
    url         TEXT        NOT NULL,
    url_hash    BYTEA       NOT NULL,
    depth       SMALLINT    NOT NULL,
    hops        SMALLINT    NOT NULL DEFAULT 0,
    state       TEXT        NOT NULL DEFAULT 'pending',
    counted     BOOLEAN     NOT NULL DEFAULT TRUE,
    status_code SMALLINT,
    error       TEXT,
    result      JSONB,
    created_at  TIMESTAMPTZ NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_crawl_pages PRIMARY KEY (id),
    CONSTRAINT fk_crawl_pages_crawl_jobs FOREIGN KEY (job_id) REFERENCES crawl_jobs (id) ON DELETE CASCADE,
    CONSTRAINT uq_crawl_pages_job_id_url_hash UNIQUE (job_id, url_hash),
    CONSTRAINT ck_crawl_pages_state
        CHECK (state IN ('pending', 'in_progress', 'done', 'failed', 'blocked', 'robots')),
    CONSTRAINT ck_crawl_pages_depth CHECK (depth BETWEEN 0 AND 10),
    CONSTRAINT ck_crawl_pages_hops CHECK (hops BETWEEN 0 AND 10)
);

-- The next pages to fetch, breadth first in the order they were found: ids are time-ordered. Also counts by state.
CREATE INDEX idx_crawl_pages_job_id_state_depth_id ON crawl_pages (job_id, state, depth, id);
-- Results in the order they came, so that a later poll extends an earlier one.
CREATE INDEX idx_crawl_pages_results ON crawl_pages (job_id, updated_at, id) WHERE state = 'done' AND counted;

-- Row level security: a caller sees the own rows. The crawler serves all callers and says so.
ALTER TABLE crawl_jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE crawl_jobs FORCE ROW LEVEL SECURITY;
CREATE POLICY crawl_jobs_of_user ON crawl_jobs TO app_scrape
    USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
    WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
CREATE POLICY crawl_jobs_of_crawler ON crawl_jobs TO app_scrape
    USING ((SELECT current_setting('app.crawler', true)) = 'on');
CREATE POLICY crawl_jobs_of_owner ON crawl_jobs TO CURRENT_USER USING (true);

ALTER TABLE crawl_pages ENABLE ROW LEVEL SECURITY;
ALTER TABLE crawl_pages FORCE ROW LEVEL SECURITY;
CREATE POLICY crawl_pages_of_user ON crawl_pages TO app_scrape
    USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
    WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
CREATE POLICY crawl_pages_of_crawler ON crawl_pages TO app_scrape
    USING ((SELECT current_setting('app.crawler', true)) = 'on');
CREATE POLICY crawl_pages_of_owner ON crawl_pages TO CURRENT_USER USING (true);
