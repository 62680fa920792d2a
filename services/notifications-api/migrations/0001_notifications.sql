-- Notifications, what people want of them, and the bookkeeping of their mails.

CREATE TABLE notifications (
    id                  UUID           NOT NULL,
    user_id             UUID           NOT NULL,
    user_ref            VARCHAR(100)   NOT NULL,
    type                VARCHAR(10)    NOT NULL,
    kind                VARCHAR(50)    NOT NULL DEFAULT 'message',
    title               VARCHAR(200),
    message             VARCHAR(10000) NOT NULL,
    template            VARCHAR(50),
    data                JSONB,
    recipient           VARCHAR(254),
    locale              VARCHAR(10),
    read                BOOLEAN        NOT NULL DEFAULT FALSE,
    read_at             TIMESTAMPTZ,
    status              VARCHAR(12)    NOT NULL,
    attempts            INTEGER        NOT NULL DEFAULT 0,
    last_error          VARCHAR(500),
    provider_message_id VARCHAR(500),
    lease_until         TIMESTAMPTZ,
    claimed_by          UUID,
    sent_at             TIMESTAMPTZ,
    created_at          TIMESTAMPTZ    NOT NULL,
    updated_at          TIMESTAMPTZ    NOT NULL,
    CONSTRAINT pk_notifications PRIMARY KEY (id),
    CONSTRAINT ck_notifications_type CHECK (type IN ('in-app', 'email')),
    CONSTRAINT ck_notifications_message CHECK (message <> ''),
    CONSTRAINT ck_notifications_status
        CHECK (status IN ('delivered', 'pending', 'sending', 'sent', 'failed', 'suppressed')),
    CONSTRAINT ck_notifications_delivered CHECK ((type = 'in-app') = (status = 'delivered')),
    CONSTRAINT ck_notifications_lease CHECK (status <> 'sending' OR lease_until IS NOT NULL),
    CONSTRAINT ck_notifications_read CHECK (read = (read_at IS NOT NULL))
);

CREATE INDEX idx_notifications_user_id_created_at ON notifications (user_id, created_at DESC, id DESC);
CREATE INDEX idx_notifications_user_id_type_created_at ON notifications (user_id, type, created_at DESC, id DESC);
CREATE INDEX idx_notifications_user_id_unread ON notifications (user_id, created_at DESC, id DESC) WHERE NOT read;
CREATE INDEX idx_notifications_created_at ON notifications (created_at DESC, id DESC);
CREATE INDEX idx_notifications_lease_until ON notifications (lease_until) WHERE status = 'sending';

CREATE TABLE contacts (
    user_id    UUID         NOT NULL,
    user_ref   VARCHAR(100) NOT NULL,
    email      VARCHAR(254),
    locale     VARCHAR(10)  NOT NULL,
    created_at TIMESTAMPTZ  NOT NULL,
    updated_at TIMESTAMPTZ  NOT NULL,
    CONSTRAINT pk_contacts PRIMARY KEY (user_id),
    CONSTRAINT ck_contacts_locale CHECK (locale IN ('en', 'pt-BR', 'es'))
);

CREATE TABLE preferences (
    user_id    UUID        NOT NULL,
    kind       VARCHAR(50) NOT NULL,
    in_app     BOOLEAN     NOT NULL,
    email      BOOLEAN     NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_preferences PRIMARY KEY (user_id, kind)
);

DO $$
DECLARE
    own CONSTANT TEXT := 'user_id = (SELECT nullif(current_setting(''app.user_id'', true), '''')::uuid)'
                         ' OR (SELECT current_setting(''app.scope'', true)) = ''all''';
    owned TEXT;
BEGIN
    FOREACH owned IN ARRAY ARRAY['notifications', 'contacts', 'preferences'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', owned);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', owned);
        -- Administrators and the worker look at everybody's rows and say so.
        EXECUTE format('CREATE POLICY %I ON %I TO app_notifications USING (%s) WITH CHECK (%s)',
                       owned || '_of_user', owned, own, own);
        -- Maintenance works where the owner is not a superuser.
        EXECUTE format('CREATE POLICY %I ON %I TO CURRENT_USER USING (true)', owned || '_of_owner', owned);
    END LOOP;
END $$;

-- Addresses that get no mail, in lower case.
CREATE TABLE suppressions (
    email      VARCHAR(254) NOT NULL,
    reason     VARCHAR(20)  NOT NULL,
    created_at TIMESTAMPTZ  NOT NULL,
    CONSTRAINT pk_suppressions PRIMARY KEY (email),
    CONSTRAINT ck_suppressions_email CHECK (email = lower(email)),
    CONSTRAINT ck_suppressions_reason CHECK (reason IN ('bounce', 'complaint', 'unsubscribe', 'admin'))
);

-- Transient bounces of the last week.
CREATE TABLE bounces (
    id         VARCHAR(200) NOT NULL,
    email      VARCHAR(254) NOT NULL,
    created_at TIMESTAMPTZ  NOT NULL,
    CONSTRAINT pk_bounces PRIMARY KEY (id, email)
);
CREATE INDEX idx_bounces_email ON bounces (email, created_at);

-- The token bucket of each mail adapter, shared by all processes.
CREATE TABLE send_quota (
    adapter   VARCHAR(20) NOT NULL,
    next_at   TIMESTAMPTZ NOT NULL,
    used      INTEGER     NOT NULL,
    resets_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_send_quota PRIMARY KEY (adapter)
);

CREATE TABLE idempotency_keys (
    user_id      VARCHAR(108) NOT NULL,
    key          VARCHAR(128) NOT NULL,
    route        VARCHAR(200) NOT NULL,
    request_hash CHAR(64)     NOT NULL,
    status_code  SMALLINT,
    response     JSONB,
    created_at   TIMESTAMPTZ  NOT NULL,
    CONSTRAINT pk_idempotency_keys PRIMARY KEY (user_id, key)
);
CREATE INDEX idx_idempotency_keys_created_at ON idempotency_keys (created_at);

-- Services that do not answer: since when, and since when that has been told.
CREATE TABLE outages (
    service      VARCHAR(100) NOT NULL,
    since        TIMESTAMPTZ  NOT NULL,
    announced_at TIMESTAMPTZ,
    CONSTRAINT pk_outages PRIMARY KEY (service)
);

-- Secrets of this installation, made when first needed.
CREATE TABLE deployment_keys (
    name VARCHAR(50) NOT NULL,
    key  BYTEA       NOT NULL,
    CONSTRAINT pk_deployment_keys PRIMARY KEY (name)
);
REVOKE UPDATE, DELETE ON deployment_keys FROM app_notifications;

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

-- Messages heard, so that none takes effect twice.
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
