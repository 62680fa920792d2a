-- What the worker knows of its streams, runs, windows and rejected rows; the tables it fills are in schema market.

CREATE TABLE sync_control (
    stream          TEXT        NOT NULL,
    last_synced     TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL DEFAULT now(),
    position        TIMESTAMPTZ,
    fence           BIGINT      NOT NULL DEFAULT 0,
    rows_total      BIGINT      NOT NULL DEFAULT 0,
    source_max      TIMESTAMPTZ,
    last_success_at TIMESTAMPTZ,
    last_error      TEXT,
    failures        INTEGER     NOT NULL DEFAULT 0,
    source_columns  JSONB,
    drift           TEXT[]      NOT NULL DEFAULT '{}',
    reconciled_at   TIMESTAMPTZ,
    CONSTRAINT pk_sync_control PRIMARY KEY (stream),
    CONSTRAINT ck_sync_control_counts CHECK (fence >= 0 AND rows_total >= 0 AND failures >= 0)
);

CREATE TABLE runs (
    id           UUID        NOT NULL,
    stream       TEXT        NOT NULL,
    mode         TEXT        NOT NULL,
    trigger      TEXT        NOT NULL,
    status       TEXT        NOT NULL,
    params       JSONB       NOT NULL DEFAULT '{}',
    rows_read    BIGINT      NOT NULL DEFAULT 0,
    inserted     BIGINT      NOT NULL DEFAULT 0,
    updated      BIGINT      NOT NULL DEFAULT 0,
    unchanged    BIGINT      NOT NULL DEFAULT 0,
    rejected     BIGINT      NOT NULL DEFAULT 0,
    expired      BIGINT      NOT NULL DEFAULT 0,
    bytes        BIGINT      NOT NULL DEFAULT 0,
    from_ts      TIMESTAMPTZ,
    to_ts        TIMESTAMPTZ,
    position     TIMESTAMPTZ,
    error        TEXT,
    report       JSONB,
    requested_by TEXT        NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    started_at   TIMESTAMPTZ,
    finished_at  TIMESTAMPTZ,
    CONSTRAINT pk_runs PRIMARY KEY (id),
    CONSTRAINT ck_runs_mode CHECK (mode IN ('incremental', 'backfill', 'reconcile')),
    CONSTRAINT ck_runs_trigger CHECK (trigger IN ('loop', 'cli', 'http')),
    CONSTRAINT ck_runs_status CHECK (status IN ('queued', 'running', 'ok', 'failed', 'locked', 'stopped'))
);

-- Pages of a stream's runs, newest first: ids are time-ordered.
CREATE INDEX idx_runs_stream_id ON runs (stream, id DESC);
-- The loop looks for work, a request for a run in progress.
CREATE INDEX idx_runs_open ON runs (stream, created_at) WHERE status IN ('queued', 'running');
-- Two requests at the same moment: one is told about the other.
CREATE UNIQUE INDEX uq_runs_requested ON runs (stream) WHERE status IN ('queued', 'running') AND trigger = 'http';

CREATE TABLE windows (
    stream       TEXT        NOT NULL,
    window_start TIMESTAMPTZ NOT NULL,
    window_end   TIMESTAMPTZ NOT NULL,
    count        BIGINT      NOT NULL,
    min_ts       TIMESTAMPTZ,
    max_ts       TIMESTAMPTZ,
    checksum     TEXT,
    result       TEXT        NOT NULL,
    checked_at   TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_windows PRIMARY KEY (stream, window_start),
    CONSTRAINT ck_windows_result CHECK (result IN ('equal', 'repaired', 'differs', 'extra_in_target')),
    CONSTRAINT ck_windows_range CHECK (window_start < window_end)
);

CREATE TABLE quarantine (
    id           UUID        NOT NULL,
    stream       TEXT        NOT NULL,
    row_key      TEXT        NOT NULL,
    column_name  TEXT,
    reason       TEXT        NOT NULL,
    raw          JSONB       NOT NULL,
    window_start TIMESTAMPTZ,
    attempts     INTEGER     NOT NULL DEFAULT 1,
    first_seen   TIMESTAMPTZ NOT NULL,
    last_seen    TIMESTAMPTZ NOT NULL,
    resolved_at  TIMESTAMPTZ,
    CONSTRAINT pk_quarantine PRIMARY KEY (id),
    CONSTRAINT uq_quarantine_stream_row_key_reason UNIQUE (stream, row_key, reason)
);

CREATE INDEX idx_quarantine_open ON quarantine (stream, id DESC) WHERE resolved_at IS NULL;

-- Counters of the metrics: they outlive the process that counted, whichever it was.
CREATE TABLE counters (
    stream TEXT             NOT NULL,
    name   TEXT             NOT NULL,
    label  TEXT             NOT NULL DEFAULT '',
    value  DOUBLE PRECISION NOT NULL,
    CONSTRAINT pk_counters PRIMARY KEY (stream, name, label)
);

-- One row: when the loop last went round, how long a round is, who leads.
CREATE TABLE heartbeat (
    only_row   BOOLEAN          NOT NULL DEFAULT TRUE,
    beat_at    TIMESTAMPTZ      NOT NULL,
    interval_s DOUBLE PRECISION NOT NULL,
    leader     TEXT             NOT NULL,
    CONSTRAINT pk_heartbeat PRIMARY KEY (only_row),
    CONSTRAINT ck_heartbeat_only_row CHECK (only_row)
);
