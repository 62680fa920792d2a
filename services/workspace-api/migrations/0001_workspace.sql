-- Items, categories, history and change feed of the kanban workspace.
-- The application mints ids and times and sets every value; the database keeps keys, checks and row level security.

CREATE TABLE workspace_users (
    user_id   VARCHAR(100) NOT NULL,
    last_seq  BIGINT       NOT NULL DEFAULT 0,
    seeded_at TIMESTAMPTZ  NOT NULL,
    CONSTRAINT pk_workspace_users PRIMARY KEY (user_id),
    CONSTRAINT ck_workspace_users_last_seq CHECK (last_seq >= 0)
);

CREATE TABLE workspace_categories (
    user_id       VARCHAR(100) NOT NULL,
    name          VARCHAR(50)  NOT NULL,
    display_name  VARCHAR(100) NOT NULL,
    description   VARCHAR(500) NOT NULL DEFAULT '',
    color         CHAR(7)      NOT NULL DEFAULT '#64748b',
    icon          VARCHAR(50)  NOT NULL DEFAULT 'folder',
    display_order INTEGER      NOT NULL,
    is_active     BOOLEAN      NOT NULL DEFAULT TRUE,
    created_at    TIMESTAMPTZ  NOT NULL,
    updated_at    TIMESTAMPTZ  NOT NULL,
    created_by    VARCHAR(100) NOT NULL,
    CONSTRAINT pk_workspace_categories PRIMARY KEY (user_id, name),
    CONSTRAINT fk_workspace_categories_workspace_users
        FOREIGN KEY (user_id) REFERENCES workspace_users (user_id),
    CONSTRAINT ck_workspace_categories_name CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,49}$'),
    CONSTRAINT ck_workspace_categories_color CHECK (color ~ '^#[0-9A-Fa-f]{6}$'),
    CONSTRAINT ck_workspace_categories_display_order CHECK (display_order BETWEEN 0 AND 10000)
);

-- An item as clients read it. Declared immutable for the column below: the formats used depend on no setting.
CREATE FUNCTION workspace_item_document(
    id UUID, title TEXT, description TEXT, category TEXT, priority TEXT, status TEXT, tags TEXT[],
    created_at TIMESTAMPTZ, updated_at TIMESTAMPTZ, created_by TEXT, updated_by TEXT, metadata JSONB, version INTEGER)
RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT pg_catalog.row_to_json(item)::text
      FROM (SELECT id, title, description, category, priority, status, tags,
                   pg_catalog.to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "createdAt",
                   pg_catalog.to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "updatedAt",
                   created_by AS "createdBy", updated_by AS "updatedBy", metadata, version) AS item
$$;

CREATE TABLE workspace_items (
    id            UUID         NOT NULL,
    user_id       VARCHAR(100) NOT NULL,
    title         VARCHAR(255) NOT NULL,
    title_key     TEXT         NOT NULL,
    description   TEXT         NOT NULL,
    category      VARCHAR(50)  NOT NULL,
    priority      VARCHAR(10)  NOT NULL DEFAULT 'medium',
    status        VARCHAR(20)  NOT NULL DEFAULT 'new',
    tags          TEXT[]       NOT NULL DEFAULT '{}',
    created_at    TIMESTAMPTZ  NOT NULL,
    updated_at    TIMESTAMPTZ  NOT NULL,
    created_by    VARCHAR(100) NOT NULL,
    updated_by    VARCHAR(100) NOT NULL,
    metadata      JSONB        NOT NULL DEFAULT '{}',
    version       INTEGER      NOT NULL DEFAULT 1,
    audit_hash    CHAR(64)     NOT NULL,
    search_text   TEXT         NOT NULL,
    search_vector TSVECTOR     NOT NULL GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, search_text)) STORED,
    -- Built once a write instead of with every read: a list of 50 costs PostgreSQL a third.
    document      TEXT         NOT NULL GENERATED ALWAYS AS (workspace_item_document(
        id, title, description, category, priority, status, tags, created_at, updated_at, created_by, updated_by,
        metadata, version)) STORED,
    CONSTRAINT pk_workspace_items PRIMARY KEY (id),
    CONSTRAINT fk_workspace_items_workspace_categories
        FOREIGN KEY (user_id, category) REFERENCES workspace_categories (user_id, name) ON DELETE RESTRICT,
    CONSTRAINT ck_workspace_items_title CHECK (title <> ''),
    CONSTRAINT ck_workspace_items_description CHECK (char_length(description) BETWEEN 1 AND 10000),
    CONSTRAINT ck_workspace_items_priority CHECK (priority IN ('low', 'medium', 'high', 'critical')),
    CONSTRAINT ck_workspace_items_status
        CHECK (status IN ('new', 'review', 'in-progress', 'completed', 'rejected')),
    CONSTRAINT ck_workspace_items_tags CHECK (cardinality(tags) <= 50),
    CONSTRAINT ck_workspace_items_version CHECK (version >= 1)
);

-- The default list, and every page of it.
CREATE INDEX idx_workspace_items_user_id_created_at
    ON workspace_items (user_id, created_at DESC, id DESC);
-- Sorted by last change.
CREATE INDEX idx_workspace_items_user_id_updated_at
    ON workspace_items (user_id, updated_at DESC, id DESC);
-- One board column, newest first; also counts per status.
CREATE INDEX idx_workspace_items_user_id_status_created_at
    ON workspace_items (user_id, status, created_at DESC, id DESC);
-- One category, newest first; also the foreign key check when a category is deleted.
CREATE INDEX idx_workspace_items_user_id_category_created_at
    ON workspace_items (user_id, category, created_at DESC, id DESC);
-- One priority, newest first; also counts per priority.
CREATE INDEX idx_workspace_items_user_id_priority_created_at
    ON workspace_items (user_id, priority, created_at DESC, id DESC);
-- Sorted by folded title.
CREATE INDEX idx_workspace_items_user_id_title_key
    ON workspace_items (user_id, title_key, id);
-- Sorted by rank of priority and of status, which are words in the table.
CREATE INDEX idx_workspace_items_user_id_priority_rank ON workspace_items (
    user_id,
    (CASE priority WHEN 'low' THEN 1 WHEN 'medium' THEN 2 WHEN 'high' THEN 3 ELSE 4 END),
    id);
CREATE INDEX idx_workspace_items_user_id_status_rank ON workspace_items (
    user_id,
    (CASE status WHEN 'new' THEN 1 WHEN 'review' THEN 2 WHEN 'in-progress' THEN 3 WHEN 'completed' THEN 4 ELSE 5 END),
    id);
-- No index on tags or search_vector: docs/adr/0004-search-under-row-level-security.md
-- What is still open, the small part of a long-lived board.
CREATE INDEX idx_workspace_items_active
    ON workspace_items (user_id, created_at DESC) WHERE status NOT IN ('completed', 'rejected');

CREATE TABLE workspace_changes (
    user_id    VARCHAR(100) NOT NULL,
    seq        BIGINT       NOT NULL,
    item_id    UUID         NOT NULL,
    version    INTEGER      NOT NULL,
    action     VARCHAR(20)  NOT NULL,
    changed_at TIMESTAMPTZ  NOT NULL,
    changed_by VARCHAR(100) NOT NULL,
    CONSTRAINT pk_workspace_changes PRIMARY KEY (user_id, seq)
);
-- Pruning by age.
CREATE INDEX idx_workspace_changes_changed_at ON workspace_changes (changed_at);

CREATE TABLE workspace_idempotency (
    user_id      VARCHAR(100) NOT NULL,
    key          VARCHAR(255) NOT NULL,
    route        VARCHAR(200) NOT NULL,
    request_hash CHAR(64)     NOT NULL,
    status_code  INTEGER,
    response     JSONB,
    created_at   TIMESTAMPTZ  NOT NULL,
    CONSTRAINT pk_workspace_idempotency PRIMARY KEY (user_id, key)
);
-- Pruning by age.
CREATE INDEX idx_workspace_idempotency_created_at ON workspace_idempotency (created_at);

CREATE TABLE workspace_audit_anchors (
    item_id UUID         NOT NULL,
    user_id VARCHAR(100) NOT NULL,
    version INTEGER      NOT NULL,
    hash    CHAR(64)     NOT NULL,
    CONSTRAINT pk_workspace_audit_anchors PRIMARY KEY (item_id)
);

-- One partition a UTC day, so that retention drops files instead of rows. The default partition takes what falls
-- outside the prepared days: a missed maintenance run must never fail a write.
CREATE TABLE workspace_audit_log (
    id         UUID         NOT NULL,
    created_at TIMESTAMPTZ  NOT NULL,
    item_id    UUID         NOT NULL,
    user_id    VARCHAR(100) NOT NULL,
    version    INTEGER      NOT NULL,
    action     VARCHAR(20)  NOT NULL,
    old_values JSONB,
    new_values JSONB,
    created_by VARCHAR(100) NOT NULL,
    request_id VARCHAR(100) NOT NULL,
    ip         INET,
    prev_hash  CHAR(64)     NOT NULL,
    hash       CHAR(64)     NOT NULL,
    hash_alg   VARCHAR(20)  NOT NULL,
    CONSTRAINT pk_workspace_audit_log PRIMARY KEY (id, created_at),
    CONSTRAINT ck_workspace_audit_log_action
        CHECK (action IN ('created', 'updated', 'deleted', 'status_changed', 'restored')),
    CONSTRAINT ck_workspace_audit_log_hash_alg CHECK (hash_alg IN ('sha256', 'hmac-sha256'))
) PARTITION BY RANGE (created_at);

-- History of one item and its chain.
CREATE INDEX idx_workspace_audit_log_item_id_version ON workspace_audit_log (item_id, version);
-- Statistics over a window of one user's changes.
CREATE INDEX idx_workspace_audit_log_user_id_created_at ON workspace_audit_log (user_id, created_at);
CREATE INDEX idx_workspace_audit_log_action_created_at ON workspace_audit_log (action, created_at);

CREATE TABLE workspace_audit_log_default PARTITION OF workspace_audit_log DEFAULT;
REVOKE ALL ON workspace_audit_log_default FROM app_workspace;

DO $$
DECLARE
    today DATE := (now() AT TIME ZONE 'UTC')::date;
    partition_name TEXT;
BEGIN
    FOR offset_days IN 0..30 LOOP
        partition_name := 'workspace_audit_log_' || to_char(today + offset_days, 'YYYYMMDD');
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF workspace_audit_log FOR VALUES FROM (%L) TO (%L)',
            partition_name,
            (today + offset_days)::text || ' 00:00:00+00',
            (today + offset_days + 1)::text || ' 00:00:00+00');
        EXECUTE format('REVOKE ALL ON %I FROM app_workspace', partition_name);
    END LOOP;
END $$;

-- The service appends to the log and reads it only through the view, one user at a time.
CREATE VIEW workspace_audit_entries WITH (security_barrier) AS
    SELECT id, created_at, item_id, user_id, version, action, old_values, new_values, created_by, request_id, ip,
           prev_hash, hash, hash_alg
      FROM workspace_audit_log
     WHERE user_id = (SELECT nullif(current_setting('app.user_id', true), ''));

REVOKE ALL ON workspace_audit_log, workspace_audit_entries, workspace_audit_anchors FROM app_workspace;
GRANT INSERT ON workspace_audit_log TO app_workspace;
GRANT SELECT ON workspace_audit_entries, workspace_audit_anchors TO app_workspace;

-- Row level security: without app.user_id a transaction sees no row. The owner's policy lets maintenance work
-- where the owner is not a superuser.
ALTER TABLE workspace_users ENABLE ROW LEVEL SECURITY;
ALTER TABLE workspace_users FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace_users_of_user ON workspace_users TO app_workspace
    USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')))
    WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')));
CREATE POLICY workspace_users_of_owner ON workspace_users TO CURRENT_USER USING (true);

ALTER TABLE workspace_categories ENABLE ROW LEVEL SECURITY;
ALTER TABLE workspace_categories FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace_categories_of_user ON workspace_categories TO app_workspace
    USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')))
    WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')));
CREATE POLICY workspace_categories_of_owner ON workspace_categories TO CURRENT_USER USING (true);

ALTER TABLE workspace_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE workspace_items FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace_items_of_user ON workspace_items TO app_workspace
    USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')))
    WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')));
CREATE POLICY workspace_items_of_owner ON workspace_items TO CURRENT_USER USING (true);

ALTER TABLE workspace_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE workspace_changes FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace_changes_of_user ON workspace_changes TO app_workspace
    USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')))
    WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')));
CREATE POLICY workspace_changes_of_owner ON workspace_changes TO CURRENT_USER USING (true);

ALTER TABLE workspace_idempotency ENABLE ROW LEVEL SECURITY;
ALTER TABLE workspace_idempotency FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace_idempotency_of_user ON workspace_idempotency TO app_workspace
    USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')))
    WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')));
CREATE POLICY workspace_idempotency_of_owner ON workspace_idempotency TO CURRENT_USER USING (true);

ALTER TABLE workspace_audit_anchors ENABLE ROW LEVEL SECURITY;
ALTER TABLE workspace_audit_anchors FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace_audit_anchors_of_user ON workspace_audit_anchors TO app_workspace
    USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')));
CREATE POLICY workspace_audit_anchors_of_owner ON workspace_audit_anchors TO CURRENT_USER USING (true);
