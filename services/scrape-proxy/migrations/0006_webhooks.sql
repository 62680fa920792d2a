-- Webhooks of crawls and batches on their way, written in the transaction of what they tell; the sender sees all.
CREATE TABLE webhook_deliveries (
    id          UUID        NOT NULL,
    user_id     UUID        NOT NULL,
    event       TEXT        NOT NULL,
    url         TEXT        NOT NULL,
    headers     JSONB       NOT NULL DEFAULT '{}',
    body        JSONB       NOT NULL,
    state       TEXT        NOT NULL DEFAULT 'pending',
    attempts    SMALLINT    NOT NULL DEFAULT 0,
    next_at     TIMESTAMPTZ NOT NULL,
    status_code SMALLINT,
    error       TEXT,
    created_at  TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,
    CONSTRAINT pk_webhook_deliveries PRIMARY KEY (id),
    CONSTRAINT ck_webhook_deliveries_state CHECK (state IN ('pending', 'delivered', 'dead')),
    CONSTRAINT ck_webhook_deliveries_finished_at CHECK ((state = 'pending') = (finished_at IS NULL))
);

CREATE INDEX idx_webhook_deliveries_due ON webhook_deliveries (next_at, id) WHERE state = 'pending';
CREATE INDEX idx_webhook_deliveries_finished_at ON webhook_deliveries (finished_at) WHERE finished_at IS NOT NULL;

ALTER TABLE webhook_deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_deliveries FORCE ROW LEVEL SECURITY;
CREATE POLICY webhook_deliveries_of_user ON webhook_deliveries TO app_scrape
    USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
    WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
CREATE POLICY webhook_deliveries_of_crawler ON webhook_deliveries TO app_scrape
    USING ((SELECT current_setting('app.crawler', true)) = 'on');
CREATE POLICY webhook_deliveries_of_owner ON webhook_deliveries TO CURRENT_USER USING (true);
