-- Runs of the curation are found again by what they were asked, and wait for editors when they are unsure.
ALTER TABLE curation_runs
    ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '',
    ADD COLUMN provider TEXT,
    ADD COLUMN confidence NUMERIC(4, 3),
    ADD CONSTRAINT ck_curation_runs_status CHECK (
        status IN ('running', 'done', 'failed', 'rejected', 'waiting', 'review', 'approved', 'refused')),
    ADD CONSTRAINT ck_curation_runs_confidence CHECK (confidence BETWEEN 0 AND 1);
-- One unfinished run a question: two processes that curate the same film cannot both pay for it.
CREATE UNIQUE INDEX uq_curation_runs_running ON curation_runs (fingerprint) WHERE status = 'running';
CREATE INDEX idx_curation_runs_fingerprint ON curation_runs (fingerprint, created_at);
CREATE INDEX idx_curation_runs_movie_id ON curation_runs (movie_id);

-- Answers of film catalogues that may be kept for six months at most. No key is part of a row.
CREATE TABLE upstream_answers (
    name        TEXT        NOT NULL,
    source      TEXT        NOT NULL,
    attribution TEXT        NOT NULL,
    answer      JSONB       NOT NULL,
    fetched_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    expires_at  TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_upstream_answers PRIMARY KEY (name),
    CONSTRAINT ck_upstream_answers_expires_at CHECK (expires_at <= fetched_at + interval '6 months')
);
CREATE INDEX idx_upstream_answers_expires_at ON upstream_answers (expires_at);
