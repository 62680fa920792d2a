-- When each group of cached answers was last out of date: docs/adding-a-service.md, "Cache".
CREATE TABLE cache_versions (
    name    VARCHAR(100) NOT NULL,
    version BIGINT       NOT NULL,
    CONSTRAINT pk_cache_versions PRIMARY KEY (name)
);
