-- Webhooks of the suite's events: where administrators want them, and what is on its way there (suite.webhooks).
CREATE TABLE webhooks (
    id              UUID          NOT NULL,
    user_id         UUID          NOT NULL,
    url             VARCHAR(2048) NOT NULL,
    events          TEXT[]        NOT NULL,
    description     VARCHAR(200),
    secret          VARCHAR(100)  NOT NULL,
    enabled         BOOLEAN       NOT NULL DEFAULT TRUE,
    failing_since   TIMESTAMPTZ,
    disabled_at     TIMESTAMPTZ,
    disabled_reason VARCHAR(200),
    created_at      TIMESTAMPTZ   NOT NULL,
    updated_at      TIMESTAMPTZ   NOT NULL,
    CONSTRAINT pk_webhooks PRIMARY KEY (id),
    CONSTRAINT ck_webhooks_events CHECK (cardinality(events) > 0),
    CONSTRAINT ck_webhooks_disabled_at CHECK (enabled = (disabled_at IS NULL))
);
CREATE INDEX idx_webhooks_created_at ON webhooks (created_at DESC, id DESC);

CREATE TABLE webhook_deliveries (
    id          UUID          NOT NULL,
    webhook_id  UUID          NOT NULL,
    user_id     UUID          NOT NULL,
    event       TEXT          NOT NULL,
    url         VARCHAR(2048) NOT NULL,
    headers     JSONB         NOT NULL DEFAULT '{}',
    body        JSONB         NOT NULL,
    state       TEXT          NOT NULL DEFAULT 'pending',
    attempts    SMALLINT      NOT NULL DEFAULT 0,
    next_at     TIMESTAMPTZ   NOT NULL,
    status_code SMALLINT,
    error       TEXT,
    created_at  TIMESTAMPTZ   NOT NULL,
    finished_at TIMESTAMPTZ,
    CONSTRAINT pk_webhook_deliveries PRIMARY KEY (id),
    CONSTRAINT fk_webhook_deliveries_webhook_id FOREIGN KEY (webhook_id) REFERENCES webhooks (id) ON DELETE CASCADE,
    CONSTRAINT ck_webhook_deliveries_state CHECK (state IN ('pending', 'delivered', 'dead')),
    CONSTRAINT ck_webhook_deliveries_finished_at CHECK ((state = 'pending') = (finished_at IS NULL))
);
CREATE INDEX idx_webhook_deliveries_due ON webhook_deliveries (next_at, id) WHERE state = 'pending';
CREATE INDEX idx_webhook_deliveries_webhook_id ON webhook_deliveries (webhook_id, id DESC);
CREATE INDEX idx_webhook_deliveries_finished_at ON webhook_deliveries (finished_at) WHERE finished_at IS NOT NULL;

DO $$
DECLARE
    own CONSTANT TEXT := '(SELECT current_setting(''app.scope'', true) = ''all'')'
                         ' OR user_id = (SELECT nullif(current_setting(''app.user_id'', true), '''')::uuid)';
    owned TEXT;
BEGIN
    FOREACH owned IN ARRAY ARRAY['webhooks', 'webhook_deliveries'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', owned);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', owned);
        EXECUTE format('CREATE POLICY %I ON %I TO app_notifications USING (%s) WITH CHECK (%s)',
                       owned || '_of_user', owned, own, own);
        EXECUTE format('CREATE POLICY %I ON %I TO CURRENT_USER USING (true)', owned || '_of_owner', owned);
    END LOOP;
END $$;
