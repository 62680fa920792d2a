-- What lets the word "equal" be true: how deeply and when each window was compared, which partitions of the source have
-- been seen with how many rows, where a stream begins, and what was kept aside.

ALTER TABLE sync_control
    -- Rows before it are none of the stream's business.
    ADD COLUMN began_at          TIMESTAMPTZ,
    -- Windows wholly copied by a pass whose watermark waits for the verdict about its rejected rows.
    ADD COLUMN checkpoint        TIMESTAMPTZ,
    ADD COLUMN pass_read         BIGINT      NOT NULL DEFAULT 0,
    ADD COLUMN pass_rejected     BIGINT      NOT NULL DEFAULT 0,
    -- Rows of the source beyond now + max_future when last counted.
    ADD COLUMN future            BIGINT      NOT NULL DEFAULT 0,
    ADD COLUMN suspended         BOOLEAN     NOT NULL DEFAULT FALSE,
    ADD COLUMN source_reached_at TIMESTAMPTZ,
    -- A reconciliation runs beside the copying: it has a lock and a fence of its own.
    ADD COLUMN compare_fence     BIGINT      NOT NULL DEFAULT 0,
    ADD COLUMN rows_due          BIGINT,
    ADD COLUMN paused_at         TIMESTAMPTZ,
    ADD COLUMN paused_by         TEXT;

UPDATE sync_control SET source_reached_at = last_success_at;

ALTER TABLE runs
    ADD COLUMN collapsed           BIGINT  NOT NULL DEFAULT 0,
    ADD COLUMN future              BIGINT  NOT NULL DEFAULT 0,
    ADD COLUMN expected            BIGINT  NOT NULL DEFAULT 0,
    ADD COLUMN cancel_requested_by TEXT,
    DROP CONSTRAINT ck_runs_mode,
    ADD CONSTRAINT ck_runs_mode CHECK (mode IN ('incremental', 'backfill', 'reconcile', 'reset')),
    DROP CONSTRAINT ck_runs_status,
    ADD CONSTRAINT ck_runs_status CHECK (
        status IN ('queued', 'running', 'ok', 'failed', 'locked', 'stopped', 'cancelled'));

-- A comparison may be requested while a copy is going on.
DROP INDEX uq_runs_requested;
CREATE UNIQUE INDEX uq_runs_requested ON runs (stream, (mode = 'reconcile'))
 WHERE status IN ('queued', 'running') AND trigger = 'http';
-- Purge by age.
CREATE INDEX idx_runs_finished_at ON runs (finished_at);

ALTER TABLE windows
    ADD COLUMN depth       TEXT   NOT NULL DEFAULT 'sums',
    -- When it was last compared row by row.
    ADD COLUMN rows_at     TIMESTAMPTZ,
    ADD COLUMN txn         BIGINT,
    ADD COLUMN collapsed   BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN quarantined BIGINT NOT NULL DEFAULT 0,
    DROP CONSTRAINT ck_windows_result,
    ADD CONSTRAINT ck_windows_result CHECK (
        result IN ('equal', 'repaired', 'differs', 'extra_in_target', 'collapsed', 'quarantined', 'archived')),
    ADD CONSTRAINT ck_windows_depth CHECK (depth IN ('counts', 'sums', 'rows'));

ALTER TABLE quarantine
    ADD COLUMN moment     TIMESTAMPTZ,
    -- How it was resolved: the row is stored, somebody decided to do without it, or the source lost it.
    ADD COLUMN resolution TEXT,
    ADD CONSTRAINT ck_quarantine_resolution CHECK (resolution IN ('stored', 'dropped', 'gone'));

UPDATE quarantine SET moment = window_start;
UPDATE quarantine SET resolution = 'stored' WHERE resolved_at IS NOT NULL;

CREATE INDEX idx_quarantine_stream_moment ON quarantine (stream, moment) WHERE resolution IS DISTINCT FROM 'stored';

-- Rows of each partition of the source when its windows were last found in order.
CREATE TABLE source_partitions (
    stream   TEXT        NOT NULL,
    start_at TIMESTAMPTZ NOT NULL,
    rows     BIGINT      NOT NULL,
    seen_at  TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_source_partitions PRIMARY KEY (stream, start_at)
);
