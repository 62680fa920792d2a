-- Systems with the history of their health, ideas, files, and events on their way to the bus.

CREATE TABLE documentation_systems (
    id               UUID         NOT NULL,
    name             VARCHAR(255) NOT NULL,
    description      VARCHAR(1000),
    type             VARCHAR(20)  NOT NULL,
    url              VARCHAR(512),
    status           VARCHAR(20)  NOT NULL DEFAULT 'unknown',
    last_checked     TIMESTAMPTZ,
    response_time_ms INTEGER,
    version          VARCHAR(50),
    owner            VARCHAR(100),
    tags             TEXT[]       NOT NULL DEFAULT '{}',
    metadata         JSONB        NOT NULL DEFAULT '{}',
    icon             VARCHAR(100),
    color            VARCHAR(20),
    host             VARCHAR(255),
    port             INTEGER,
    created_by       VARCHAR(100) NOT NULL,
    row_version      INTEGER      NOT NULL DEFAULT 1,
    -- Name and description folded by the application: what a search compares and an order by name sorts by.
    search_text      TEXT         NOT NULL,
    created_at       TIMESTAMPTZ  NOT NULL,
    updated_at       TIMESTAMPTZ  NOT NULL,
    CONSTRAINT pk_documentation_systems PRIMARY KEY (id),
    CONSTRAINT uq_documentation_systems_name UNIQUE (name),
    CONSTRAINT ck_documentation_systems_name CHECK (name <> ''),
    CONSTRAINT ck_documentation_systems_type CHECK (type IN ('api', 'webapp', 'docs', 'tool')),
    CONSTRAINT ck_documentation_systems_status CHECK (status IN ('online', 'offline', 'error', 'unknown')),
    CONSTRAINT ck_documentation_systems_port CHECK (port BETWEEN 1 AND 65535)
);
CREATE INDEX idx_documentation_systems_status ON documentation_systems (status);
CREATE INDEX idx_documentation_systems_type ON documentation_systems (type);
CREATE INDEX idx_documentation_systems_owner ON documentation_systems (owner);
CREATE INDEX idx_documentation_systems_updated_at ON documentation_systems (updated_at DESC, id);

CREATE TABLE documentation_health_checks (
    id               UUID         NOT NULL,
    system_id        UUID         NOT NULL,
    checked_at       TIMESTAMPTZ  NOT NULL,
    status           VARCHAR(20)  NOT NULL,
    response_time_ms INTEGER,
    message          VARCHAR(255) NOT NULL,
    CONSTRAINT pk_documentation_health_checks PRIMARY KEY (id),
    CONSTRAINT fk_documentation_health_checks_documentation_systems
        FOREIGN KEY (system_id) REFERENCES documentation_systems (id) ON DELETE CASCADE,
    CONSTRAINT ck_documentation_health_checks_status CHECK (status IN ('online', 'offline', 'error'))
);
CREATE INDEX idx_documentation_health_checks_system_id_checked_at
    ON documentation_health_checks (system_id, checked_at DESC);
-- Pruning by age, and the trend over all systems.
CREATE INDEX idx_documentation_health_checks_checked_at ON documentation_health_checks (checked_at);

CREATE TABLE documentation_ideas (
    id              UUID         NOT NULL,
    title           VARCHAR(255) NOT NULL,
    description     VARCHAR(2000),
    status          VARCHAR(20)  NOT NULL DEFAULT 'backlog',
    category        VARCHAR(20)  NOT NULL,
    priority        VARCHAR(20)  NOT NULL DEFAULT 'medium',
    assigned_to     VARCHAR(100),
    created_by      VARCHAR(100) NOT NULL,
    system_id       UUID,
    tags            TEXT[]       NOT NULL DEFAULT '{}',
    estimated_hours INTEGER,
    actual_hours    INTEGER,
    due_date        TIMESTAMPTZ,
    completed_at    TIMESTAMPTZ,
    row_version     INTEGER      NOT NULL DEFAULT 1,
    search_text     TEXT         NOT NULL,
    created_at      TIMESTAMPTZ  NOT NULL,
    updated_at      TIMESTAMPTZ  NOT NULL,
    CONSTRAINT pk_documentation_ideas PRIMARY KEY (id),
    CONSTRAINT fk_documentation_ideas_documentation_systems
        FOREIGN KEY (system_id) REFERENCES documentation_systems (id) ON DELETE SET NULL,
    CONSTRAINT ck_documentation_ideas_title CHECK (title <> ''),
    CONSTRAINT ck_documentation_ideas_status
        CHECK (status IN ('backlog', 'todo', 'in_progress', 'review', 'done')),
    CONSTRAINT ck_documentation_ideas_category
        CHECK (category IN ('new_feature', 'improvement', 'bug_fix', 'content', 'structure')),
    CONSTRAINT ck_documentation_ideas_priority CHECK (priority IN ('low', 'medium', 'high', 'urgent')),
    CONSTRAINT ck_documentation_ideas_estimated_hours CHECK (estimated_hours BETWEEN 1 AND 1000),
    CONSTRAINT ck_documentation_ideas_actual_hours CHECK (actual_hours BETWEEN 0 AND 10000)
);
CREATE INDEX idx_documentation_ideas_status_priority ON documentation_ideas (status, priority);
CREATE INDEX idx_documentation_ideas_category ON documentation_ideas (category);
CREATE INDEX idx_documentation_ideas_assigned_to ON documentation_ideas (assigned_to);
CREATE INDEX idx_documentation_ideas_created_by ON documentation_ideas (created_by);
CREATE INDEX idx_documentation_ideas_system_id ON documentation_ideas (system_id);
CREATE INDEX idx_documentation_ideas_updated_at ON documentation_ideas (updated_at DESC, id);

CREATE TABLE documentation_files (
    id             UUID         NOT NULL,
    filename       VARCHAR(100) NOT NULL,
    original_name  VARCHAR(255) NOT NULL,
    mime_type      VARCHAR(100) NOT NULL,
    size_bytes     BIGINT       NOT NULL,
    content        BYTEA        NOT NULL,
    checksum       CHAR(64)     NOT NULL,
    description    VARCHAR(500),
    idea_id        UUID,
    system_id      UUID,
    uploaded_by    VARCHAR(100) NOT NULL,
    is_public      BOOLEAN      NOT NULL DEFAULT FALSE,
    download_count BIGINT       NOT NULL DEFAULT 0,
    row_version    INTEGER      NOT NULL DEFAULT 1,
    search_text    TEXT         NOT NULL,
    created_at     TIMESTAMPTZ  NOT NULL,
    updated_at     TIMESTAMPTZ  NOT NULL,
    CONSTRAINT pk_documentation_files PRIMARY KEY (id),
    CONSTRAINT fk_documentation_files_documentation_ideas
        FOREIGN KEY (idea_id) REFERENCES documentation_ideas (id) ON DELETE SET NULL,
    CONSTRAINT fk_documentation_files_documentation_systems
        FOREIGN KEY (system_id) REFERENCES documentation_systems (id) ON DELETE SET NULL,
    CONSTRAINT ck_documentation_files_size_bytes
        CHECK (size_bytes = octet_length(content) AND size_bytes <= 10485760),
    CONSTRAINT ck_documentation_files_parent CHECK (idea_id IS NULL OR system_id IS NULL)
);
-- Uncompressed, so that a range is read without the rest of the file.
ALTER TABLE documentation_files ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE INDEX idx_documentation_files_idea_id ON documentation_files (idea_id);
CREATE INDEX idx_documentation_files_system_id ON documentation_files (system_id);
CREATE INDEX idx_documentation_files_uploaded_by ON documentation_files (uploaded_by);
-- No UNIQUE on what makes two uploads the same: deleting an idea may merge two keys.
CREATE INDEX idx_documentation_files_checksum ON documentation_files (checksum);
CREATE INDEX idx_documentation_files_created_at ON documentation_files (created_at DESC, id);

-- What a user stores. Its row is locked by each upload and deletion, so that the quota holds for parallel uploads.
CREATE TABLE documentation_user_usage (
    user_id VARCHAR(100) NOT NULL,
    bytes   BIGINT       NOT NULL DEFAULT 0,
    files   INTEGER      NOT NULL DEFAULT 0,
    CONSTRAINT pk_documentation_user_usage PRIMARY KEY (user_id),
    CONSTRAINT ck_documentation_user_usage_bytes CHECK (bytes >= 0),
    CONSTRAINT ck_documentation_user_usage_files CHECK (files >= 0)
);

-- A private file is for its uploader and administrators. Without app.user_id a transaction sees public files only.
ALTER TABLE documentation_files ENABLE ROW LEVEL SECURITY;
ALTER TABLE documentation_files FORCE ROW LEVEL SECURITY;
CREATE POLICY documentation_files_readable ON documentation_files FOR SELECT TO app_documentation
    USING (is_public
           OR uploaded_by = (SELECT nullif(current_setting('app.user_id', true), ''))
           OR (SELECT current_setting('app.is_admin', true)) = 'true');
CREATE POLICY documentation_files_insertable ON documentation_files FOR INSERT TO app_documentation
    WITH CHECK (uploaded_by = (SELECT nullif(current_setting('app.user_id', true), ''))
                OR (SELECT current_setting('app.is_admin', true)) = 'true');
CREATE POLICY documentation_files_changeable ON documentation_files FOR UPDATE TO app_documentation
    USING (uploaded_by = (SELECT nullif(current_setting('app.user_id', true), ''))
           OR (SELECT current_setting('app.is_admin', true)) = 'true');
CREATE POLICY documentation_files_deletable ON documentation_files FOR DELETE TO app_documentation
    USING (uploaded_by = (SELECT nullif(current_setting('app.user_id', true), ''))
           OR (SELECT current_setting('app.is_admin', true)) = 'true');
CREATE POLICY documentation_files_of_owner ON documentation_files TO CURRENT_USER USING (true);

ALTER TABLE documentation_user_usage ENABLE ROW LEVEL SECURITY;
ALTER TABLE documentation_user_usage FORCE ROW LEVEL SECURITY;
CREATE POLICY documentation_user_usage_of_user ON documentation_user_usage TO app_documentation
    USING (user_id = (SELECT nullif(current_setting('app.user_id', true), ''))
           OR (SELECT current_setting('app.is_admin', true)) = 'true');
CREATE POLICY documentation_user_usage_of_owner ON documentation_user_usage TO CURRENT_USER USING (true);

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
