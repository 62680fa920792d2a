-- API descriptions: specs have versions, versions have documents and the pieces these are made of.
-- A version never changes once it is stored; only is_current moves on, to the highest one without a pre-release.

CREATE TABLE documentation_specs (
    id         UUID         NOT NULL,
    name       VARCHAR(60)  NOT NULL,
    created_at TIMESTAMPTZ  NOT NULL,
    updated_at TIMESTAMPTZ  NOT NULL,
    CONSTRAINT pk_documentation_specs PRIMARY KEY (id),
    CONSTRAINT uq_documentation_specs_name UNIQUE (name),
    CONSTRAINT ck_documentation_specs_name CHECK (name ~ '^[a-z0-9-]{1,60}$')
);

-- openapi and asyncapi are the documents as they were given; the columns *_json hold the same content as compact JSON,
-- which is read in a tenth of the time.
CREATE TABLE documentation_spec_versions (
    id            UUID         NOT NULL,
    spec_id       UUID         NOT NULL,
    version       VARCHAR(64)  NOT NULL,
    openapi       TEXT,
    asyncapi      TEXT,
    openapi_json  TEXT,
    asyncapi_json TEXT,
    sha256        CHAR(64)     NOT NULL,
    is_prerelease BOOLEAN      NOT NULL,
    is_current    BOOLEAN      NOT NULL DEFAULT false,
    facts         JSONB        NOT NULL,
    findings      JSONB        NOT NULL,
    created_by    VARCHAR(100) NOT NULL,
    created_at    TIMESTAMPTZ  NOT NULL,
    updated_at    TIMESTAMPTZ  NOT NULL,
    CONSTRAINT pk_documentation_spec_versions PRIMARY KEY (id),
    CONSTRAINT uq_documentation_spec_versions_spec_id_version UNIQUE (spec_id, version),
    CONSTRAINT fk_documentation_spec_versions_spec_id
        FOREIGN KEY (spec_id) REFERENCES documentation_specs (id) ON DELETE CASCADE,
    CONSTRAINT ck_documentation_spec_versions_documents
        CHECK ((openapi IS NULL) = (openapi_json IS NULL) AND (asyncapi IS NULL) = (asyncapi_json IS NULL)
               AND num_nonnulls(openapi, asyncapi) > 0),
    CONSTRAINT ck_documentation_spec_versions_current CHECK (NOT (is_current AND is_prerelease))
);
CREATE UNIQUE INDEX uq_documentation_spec_versions_current ON documentation_spec_versions (spec_id) WHERE is_current;

-- One row an operation, schema, channel or message; `detail` is JSON the reading page shows, `position` its place.
CREATE TABLE documentation_spec_entries (
    spec_version_id UUID         NOT NULL,
    entry_id        VARCHAR(500) NOT NULL,
    position        INTEGER      NOT NULL,
    type            VARCHAR(20)  NOT NULL,
    source          VARCHAR(20)  NOT NULL,
    method          VARCHAR(10),
    path            VARCHAR(500),
    title           VARCHAR(300) NOT NULL,
    title_key       VARCHAR(300) NOT NULL,
    description     VARCHAR(5000) NOT NULL,
    operation_id    VARCHAR(500),
    tags            TEXT[]       NOT NULL,
    deprecated      BOOLEAN      NOT NULL,
    detail          TEXT         NOT NULL,
    tsv_simple      TSVECTOR     NOT NULL,
    tsv_en          TSVECTOR     NOT NULL,
    CONSTRAINT pk_documentation_spec_entries PRIMARY KEY (spec_version_id, entry_id),
    CONSTRAINT fk_documentation_spec_entries_spec_version_id
        FOREIGN KEY (spec_version_id) REFERENCES documentation_spec_versions (id) ON DELETE CASCADE,
    CONSTRAINT ck_documentation_spec_entries_type
        CHECK (type IN ('info', 'endpoint', 'schema', 'channel', 'message')),
    CONSTRAINT ck_documentation_spec_entries_source CHECK (source IN ('openapi', 'asyncapi', 'schema'))
);
CREATE INDEX idx_documentation_spec_entries_tsv_simple ON documentation_spec_entries USING GIN (tsv_simple);
CREATE INDEX idx_documentation_spec_entries_tsv_en ON documentation_spec_entries USING GIN (tsv_en);
CREATE INDEX idx_documentation_spec_entries_tags ON documentation_spec_entries USING GIN (tags);
CREATE INDEX idx_documentation_spec_entries_spec_version_id_type
    ON documentation_spec_entries (spec_version_id, type, position);
