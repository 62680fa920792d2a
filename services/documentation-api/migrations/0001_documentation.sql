-- What all parts of the service share: the audit log with its chains, and replies to replay.
-- The application mints ids and times and sets every value; the database keeps keys, checks and row level security.

CREATE TABLE documentation_idempotency (
    user_id      VARCHAR(100) NOT NULL,
    key          VARCHAR(255) NOT NULL,
    route        VARCHAR(200) NOT NULL,
    request_hash CHAR(64)     NOT NULL,
    status_code  INTEGER,
    response     JSONB,
    created_at   TIMESTAMPTZ  NOT NULL,
    CONSTRAINT pk_documentation_idempotency PRIMARY KEY (user_id, key)
);
-- Pruning by age.
CREATE INDEX idx_documentation_idempotency_created_at ON documentation_idempotency (created_at);

ALTER TABLE documentation_idempotency ENABLE ROW LEVEL SECURITY;
ALTER TABLE documentation_idempotency FORCE ROW LEVEL SECURITY;
CREATE POLICY documentation_idempotency_of_user ON documentation_idempotency TO app_documentation
    USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')))
    WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')));
CREATE POLICY documentation_idempotency_of_owner ON documentation_idempotency TO CURRENT_USER USING (true);

-- The newest entry of each chain. A change locks its row here first, so that entries follow each other.
CREATE TABLE documentation_audit_heads (
    entity_type VARCHAR(20)  NOT NULL,
    entity_id   VARCHAR(100) NOT NULL,
    version     INTEGER      NOT NULL,
    hash        CHAR(64)     NOT NULL,
    CONSTRAINT pk_documentation_audit_heads PRIMARY KEY (entity_type, entity_id),
    CONSTRAINT ck_documentation_audit_heads_version CHECK (version >= 0)
);

-- The last entry of each chain that retention has dropped; `deleted` when it was the end of its entity.
CREATE TABLE documentation_audit_anchors (
    entity_type VARCHAR(20)  NOT NULL,
    entity_id   VARCHAR(100) NOT NULL,
    version     INTEGER      NOT NULL,
    hash        CHAR(64)     NOT NULL,
    deleted     BOOLEAN      NOT NULL,
    CONSTRAINT pk_documentation_audit_anchors PRIMARY KEY (entity_type, entity_id)
);

-- One partition a UTC day, so that retention drops files instead of rows. The default partition takes what falls
-- outside the prepared days: a missed maintenance run must never fail a write.
CREATE TABLE documentation_audit_log (
    id             UUID         NOT NULL,
    created_at     TIMESTAMPTZ  NOT NULL,
    entity_type    VARCHAR(20)  NOT NULL,
    entity_id      VARCHAR(100) NOT NULL,
    action         VARCHAR(20)  NOT NULL,
    user_id        VARCHAR(100) NOT NULL,
    old_values     JSONB,
    new_values     JSONB,
    ip_address     INET,
    user_agent     VARCHAR(500),
    request_id     VARCHAR(100) NOT NULL,
    entity_version INTEGER      NOT NULL,
    prev_hash      CHAR(64)     NOT NULL,
    hash           CHAR(64)     NOT NULL,
    hash_alg       VARCHAR(20)  NOT NULL,
    CONSTRAINT pk_documentation_audit_log PRIMARY KEY (id, created_at),
    CONSTRAINT ck_documentation_audit_log_entity_type
        CHECK (entity_type IN ('system', 'idea', 'file', 'spec', 'docs')),
    CONSTRAINT ck_documentation_audit_log_action
        CHECK (action IN ('created', 'updated', 'deleted', 'status_changed', 'reindexed')),
    CONSTRAINT ck_documentation_audit_log_hash_alg CHECK (hash_alg IN ('sha256', 'hmac-sha256'))
) PARTITION BY RANGE (created_at);

-- One chain, and the entries of one entity.
CREATE INDEX idx_documentation_audit_log_entity_type_entity_id_created_at
    ON documentation_audit_log (entity_type, entity_id, created_at);
CREATE INDEX idx_documentation_audit_log_action_created_at ON documentation_audit_log (action, created_at);
CREATE INDEX idx_documentation_audit_log_user_id_created_at ON documentation_audit_log (user_id, created_at);
-- Every page of the whole log.
CREATE INDEX idx_documentation_audit_log_created_at_id ON documentation_audit_log (created_at, id);

CREATE TABLE documentation_audit_log_default PARTITION OF documentation_audit_log DEFAULT;
REVOKE ALL ON documentation_audit_log_default FROM app_documentation;

DO $$
DECLARE
    today DATE := (now() AT TIME ZONE 'UTC')::date;
    partition_name TEXT;
BEGIN
    FOR offset_days IN 0..30 LOOP
        partition_name := 'documentation_audit_log_' || to_char(today + offset_days, 'YYYYMMDD');
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF documentation_audit_log FOR VALUES FROM (%L) TO (%L)',
            partition_name,
            (today + offset_days)::text || ' 00:00:00+00',
            (today + offset_days + 1)::text || ' 00:00:00+00');
        EXECUTE format('REVOKE ALL ON %I FROM app_documentation', partition_name);
    END LOOP;
END $$;

-- The service appends to the log and reads it only through the view: administrators all of it, others their own.
CREATE VIEW documentation_audit_entries WITH (security_barrier) AS
    SELECT id, created_at, entity_type, entity_id, action, user_id, old_values, new_values, ip_address, user_agent,
           request_id, entity_version, prev_hash, hash, hash_alg
      FROM documentation_audit_log
     WHERE (SELECT current_setting('app.is_admin', true)) = 'true'
        OR user_id = (SELECT nullif(current_setting('app.user_id', true), ''));

REVOKE ALL ON documentation_audit_log, documentation_audit_entries, documentation_audit_heads,
    documentation_audit_anchors FROM app_documentation;
GRANT INSERT ON documentation_audit_log TO app_documentation;
GRANT SELECT ON documentation_audit_entries, documentation_audit_anchors TO app_documentation;
GRANT SELECT, INSERT, UPDATE ON documentation_audit_heads TO app_documentation;
