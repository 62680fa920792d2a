-- Events of this schema on their way to the bus: docs/adding-a-service.md, "Events".
CREATE TABLE outbox (
    id         UUID         NOT NULL,
    seq        BIGINT       GENERATED ALWAYS AS IDENTITY,
    topic      VARCHAR(100) NOT NULL,
    key        VARCHAR(255),
    data       JSONB        NOT NULL,
    attributes JSONB        NOT NULL DEFAULT '{}',
    created_at TIMESTAMPTZ  NOT NULL DEFAULT clock_timestamp(),
    attempts   INTEGER      NOT NULL DEFAULT 0,
    next_at    TIMESTAMPTZ  NOT NULL DEFAULT now(),
    sent_at    TIMESTAMPTZ,
    last_error VARCHAR(500),
    CONSTRAINT pk_outbox PRIMARY KEY (id)
);

CREATE INDEX idx_outbox_unsent ON outbox (seq) WHERE sent_at IS NULL;
CREATE INDEX idx_outbox_unsent_keys ON outbox (topic, key, seq) WHERE sent_at IS NULL;
CREATE INDEX idx_outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;
