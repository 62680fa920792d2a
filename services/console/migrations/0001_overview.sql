-- Who asks the services: the process that renews its lease, another when it no longer does.
CREATE TABLE watch_lease (
    only_row    BOOLEAN     NOT NULL DEFAULT true,
    holder      UUID        NOT NULL,
    lease_until TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_watch_lease PRIMARY KEY (only_row),
    CONSTRAINT ck_watch_lease_only_row CHECK (only_row)
);

-- What each service answered, for an hour.
CREATE TABLE service_samples (
    service_id          VARCHAR(100)     NOT NULL,
    sampled_at          TIMESTAMPTZ      NOT NULL,
    state               VARCHAR(10)      NOT NULL,
    reason              VARCHAR(500),
    checks              JSONB            NOT NULL DEFAULT '{}',
    requests_per_second DOUBLE PRECISION,
    error_rate_percent  DOUBLE PRECISION,
    p50_ms              DOUBLE PRECISION,
    p95_ms              DOUBLE PRECISION,
    memory_rss_bytes    BIGINT,
    workers             INTEGER,
    CONSTRAINT pk_service_samples PRIMARY KEY (service_id, sampled_at),
    CONSTRAINT ck_service_samples_state CHECK (state IN ('ready', 'degraded', 'down'))
);

CREATE INDEX idx_service_samples_sampled_at ON service_samples (sampled_at);
