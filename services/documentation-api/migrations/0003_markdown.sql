-- Markdown documents as the search reads them. The rows are a copy of files: a run of the index brings them up to date
-- in one transaction, so that a reader sees either the state before it or the one after it.

CREATE TABLE documentation_docs (
    id            TEXT         NOT NULL,
    rel_path      TEXT         NOT NULL,
    path          TEXT         NOT NULL,
    title         VARCHAR(255) NOT NULL,
    title_key     TEXT         NOT NULL,
    domain        VARCHAR(50)  NOT NULL,
    type          VARCHAR(50)  NOT NULL,
    status        VARCHAR(50)  NOT NULL,
    tags          TEXT[]       NOT NULL DEFAULT '{}',
    summary       TEXT         NOT NULL DEFAULT '',
    headings      TEXT         NOT NULL DEFAULT '',
    body          TEXT         NOT NULL DEFAULT '',
    content       TEXT         NOT NULL DEFAULT '',
    last_review   DATE,
    sha256        CHAR(64)     NOT NULL,
    mtime_ns      BIGINT       NOT NULL,
    size_bytes    INTEGER      NOT NULL,
    facts         JSONB        NOT NULL DEFAULT '{}',
    tsv_pt        TSVECTOR     NOT NULL,
    tsv_en        TSVECTOR     NOT NULL,
    tsv_pt_folded TSVECTOR     NOT NULL,
    tsv_simple    TSVECTOR     NOT NULL,
    trigrams      TEXT[]       NOT NULL DEFAULT '{}',
    created_at    TIMESTAMPTZ  NOT NULL,
    updated_at    TIMESTAMPTZ  NOT NULL,
    CONSTRAINT pk_documentation_docs PRIMARY KEY (id),
    CONSTRAINT uq_documentation_docs_rel_path UNIQUE (rel_path)
);

CREATE INDEX idx_documentation_docs_tsv_pt ON documentation_docs USING GIN (tsv_pt) WITH (fastupdate = off);
CREATE INDEX idx_documentation_docs_tsv_en ON documentation_docs USING GIN (tsv_en) WITH (fastupdate = off);
CREATE INDEX idx_documentation_docs_tsv_pt_folded ON documentation_docs USING GIN (tsv_pt_folded) WITH (fastupdate = off);
CREATE INDEX idx_documentation_docs_tsv_simple ON documentation_docs USING GIN (tsv_simple) WITH (fastupdate = off);
CREATE INDEX idx_documentation_docs_tags ON documentation_docs USING GIN (tags);
CREATE INDEX idx_documentation_docs_trigrams ON documentation_docs USING GIN (trigrams) WITH (fastupdate = off);
-- Words of titles, for suggestions.
CREATE INDEX idx_documentation_docs_title_words ON documentation_docs USING GIN (to_tsvector('simple'::regconfig, title_key));
CREATE INDEX idx_documentation_docs_domain_type_status ON documentation_docs (domain, type, status);
-- The list without a search text, and titles by their beginning.
CREATE INDEX idx_documentation_docs_title_id ON documentation_docs (title, id);
CREATE INDEX idx_documentation_docs_title_key ON documentation_docs (title_key text_pattern_ops);

-- One row. `version` is that of the rules the rows were made by, `errors` the files no document could be made of.
CREATE TABLE documentation_index_state (
    id          SMALLINT    NOT NULL DEFAULT 1,
    version     INTEGER     NOT NULL DEFAULT 0,
    last_run    TIMESTAMPTZ,
    last_manual TIMESTAMPTZ,
    duration_ms INTEGER     NOT NULL DEFAULT 0,
    errors      JSONB       NOT NULL DEFAULT '[]',
    audit_runs  BIGINT      NOT NULL DEFAULT 0,
    CONSTRAINT pk_documentation_index_state PRIMARY KEY (id),
    CONSTRAINT ck_documentation_index_state_single CHECK (id = 1)
);
INSERT INTO documentation_index_state DEFAULT VALUES;

-- What was searched for without success, and what was searched for most.
CREATE TABLE documentation_search_misses (
    query TEXT   NOT NULL,
    day   DATE   NOT NULL,
    count BIGINT NOT NULL,
    CONSTRAINT pk_documentation_search_misses PRIMARY KEY (query, day)
);
CREATE INDEX idx_documentation_search_misses_day ON documentation_search_misses (day);

CREATE TABLE documentation_search_queries (
    query TEXT   NOT NULL,
    day   DATE   NOT NULL,
    count BIGINT NOT NULL,
    CONSTRAINT pk_documentation_search_queries PRIMARY KEY (query, day)
);
CREATE INDEX idx_documentation_search_queries_day ON documentation_search_queries (day);

CREATE TABLE documentation_health_snapshots (
    id         UUID         NOT NULL,
    source     TEXT         NOT NULL,
    score      NUMERIC(4,1) NOT NULL,
    data       JSONB        NOT NULL,
    created_at TIMESTAMPTZ  NOT NULL,
    CONSTRAINT pk_documentation_health_snapshots PRIMARY KEY (id),
    CONSTRAINT ck_documentation_health_snapshots_source CHECK (source IN ('builtin', 'external')),
    CONSTRAINT ck_documentation_health_snapshots_score CHECK (score BETWEEN 0 AND 100)
);
CREATE INDEX idx_documentation_health_snapshots_created_at ON documentation_health_snapshots (created_at DESC, id DESC);

CREATE TABLE documentation_health_fixes (
    issue_type TEXT   NOT NULL,
    total      BIGINT NOT NULL,
    CONSTRAINT pk_documentation_health_fixes PRIMARY KEY (issue_type),
    CONSTRAINT ck_documentation_health_fixes_issue_type CHECK (issue_type IN ('frontmatter', 'links', 'duplicates'))
);
