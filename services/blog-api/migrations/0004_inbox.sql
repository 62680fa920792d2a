-- Messages heard, so that none takes effect twice: docs/adding-a-service.md, "Events".
CREATE TABLE inbox (
    subscription VARCHAR(100) NOT NULL,
    message_id   UUID         NOT NULL,
    state        VARCHAR(10)  NOT NULL,
    attempts     INTEGER      NOT NULL,
    replay       INTEGER      NOT NULL DEFAULT 0,
    lease_until  TIMESTAMPTZ  NOT NULL,
    done_at      TIMESTAMPTZ,
    last_error   VARCHAR(500),
    created_at   TIMESTAMPTZ  NOT NULL DEFAULT now(),
    CONSTRAINT pk_inbox PRIMARY KEY (subscription, message_id),
    CONSTRAINT ck_inbox_state CHECK (state IN ('processing', 'failed', 'done', 'dead'))
);
CREATE INDEX idx_inbox_done_at ON inbox (done_at) WHERE done_at IS NOT NULL;

-- Pages of active subscribers, in the order of their ids.
CREATE INDEX idx_newsletter_subscriptions_active ON newsletter_subscriptions (blog_id, id) WHERE is_active;
