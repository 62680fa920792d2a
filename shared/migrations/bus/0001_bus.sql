-- The event bus: what was told, who still has to hear it, and what could not be handled. Only app_bus comes here.
CREATE TABLE subscriptions (
    name       VARCHAR(100) NOT NULL,
    topic      VARCHAR(100) NOT NULL,
    ordered    BOOLEAN      NOT NULL,
    created_at TIMESTAMPTZ  NOT NULL DEFAULT now(),
    CONSTRAINT pk_subscriptions PRIMARY KEY (name)
);

CREATE INDEX idx_subscriptions_topic ON subscriptions (topic);

-- Kept for seven days: a message published again under its id is dropped.
CREATE TABLE messages (
    id         UUID         NOT NULL,
    seq        BIGINT       GENERATED ALWAYS AS IDENTITY,
    topic      VARCHAR(100) NOT NULL,
    key        VARCHAR(255),
    envelope   JSONB        NOT NULL,
    created_at TIMESTAMPTZ  NOT NULL DEFAULT now(),
    CONSTRAINT pk_messages PRIMARY KEY (id)
);

CREATE INDEX idx_messages_created_at ON messages (created_at);

-- One row for every message a subscription has not finished. next_at: when it may be taken; taking it moves next_at to
-- the end of the lease, so a lease nobody renews is free by itself.
CREATE TABLE deliveries (
    subscription VARCHAR(100) NOT NULL,
    message_id   UUID         NOT NULL,
    seq          BIGINT       NOT NULL,
    key          VARCHAR(255),
    next_at      TIMESTAMPTZ  NOT NULL DEFAULT now(),
    attempts     INTEGER      NOT NULL DEFAULT 0,
    replay       INTEGER      NOT NULL DEFAULT 0,
    last_error   VARCHAR(500),
    created_at   TIMESTAMPTZ  NOT NULL DEFAULT now(),
    CONSTRAINT pk_deliveries PRIMARY KEY (subscription, message_id),
    CONSTRAINT fk_deliveries_subscriptions FOREIGN KEY (subscription) REFERENCES subscriptions (name)
        ON DELETE CASCADE,
    CONSTRAINT fk_deliveries_messages FOREIGN KEY (message_id) REFERENCES messages (id)
);

CREATE INDEX idx_deliveries_due ON deliveries (subscription, next_at, seq);
CREATE INDEX idx_deliveries_seq ON deliveries (subscription, seq);
CREATE INDEX idx_deliveries_keys ON deliveries (subscription, key, seq) WHERE key IS NOT NULL;
CREATE INDEX idx_deliveries_message ON deliveries (message_id);

-- body holds what was received when it was no envelope at all.
CREATE TABLE dead_letters (
    id           UUID         NOT NULL,
    subscription VARCHAR(100) NOT NULL,
    topic        VARCHAR(100) NOT NULL,
    message_id   UUID         NOT NULL,
    envelope     JSONB,
    body         TEXT,
    reason       VARCHAR(2000) NOT NULL,
    attempts     INTEGER      NOT NULL,
    failed_at    TIMESTAMPTZ  NOT NULL,
    replay       INTEGER      NOT NULL DEFAULT 0,
    replayed_at  TIMESTAMPTZ,
    CONSTRAINT pk_dead_letters PRIMARY KEY (id),
    CONSTRAINT uq_dead_letters UNIQUE (subscription, message_id)
);

CREATE INDEX idx_dead_letters_failed_at ON dead_letters (failed_at DESC, id DESC);
