-- Changes are sealed: each entry over the one before it about the same row, the newest named in audit_heads.
-- Entries of the time before have no version and no hash, are shown as ever and belong to no chain. A release that does
-- not seal yet can still write.
ALTER TABLE audit_log
    ADD COLUMN version   INTEGER,
    ADD COLUMN prev_hash CHAR(64),
    ADD COLUMN hash      CHAR(64),
    ADD COLUMN hash_alg  VARCHAR(20),
    ADD CONSTRAINT ck_audit_log_hash_alg CHECK (hash_alg IN ('sha256', 'hmac-sha256')),
    ADD CONSTRAINT ck_audit_log_sealed CHECK (num_nonnulls(version, prev_hash, hash, hash_alg) IN (0, 4));
-- One version once, and the chain of one row.
CREATE UNIQUE INDEX uq_audit_log_entity_entity_id_version ON audit_log (entity, entity_id, version)
    WHERE version IS NOT NULL;

CREATE TABLE audit_heads (
    entity    TEXT     NOT NULL,
    entity_id TEXT     NOT NULL,
    version   INTEGER  NOT NULL,
    hash      CHAR(64) NOT NULL,
    CONSTRAINT pk_audit_heads PRIMARY KEY (entity, entity_id),
    CONSTRAINT ck_audit_heads_version CHECK (version >= 0)
);
REVOKE ALL ON audit_heads FROM app_movies;
GRANT SELECT, INSERT, UPDATE ON audit_heads TO app_movies;

-- The head of a chain follows its log: the service's role moves it to an entry it has just appended, and nowhere else.
-- A constraint over two tables, which only a trigger can hold (docs/adr/0026-audit-heads.md); it changes no value.
CREATE FUNCTION audit_head_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.version = 0 AND NEW.hash = repeat('0', 64) THEN
            RETURN NEW;
        END IF;
    ELSIF NEW.version = OLD.version AND NEW.hash = OLD.hash THEN
        RETURN NEW;
    ELSIF NEW.version = OLD.version + 1 AND EXISTS (
        SELECT FROM audit_log
         WHERE entity = NEW.entity AND entity_id = NEW.entity_id AND version = NEW.version
           AND hash = NEW.hash AND prev_hash = OLD.hash) THEN
        RETURN NEW;
    END IF;
    RAISE integrity_constraint_violation USING
        MESSAGE = 'the head of an audit chain moves to the entry appended after it only';
END $$;
REVOKE ALL ON FUNCTION audit_head_follows() FROM PUBLIC;

CREATE TRIGGER audit_heads_follow BEFORE INSERT OR UPDATE ON audit_heads
    FOR EACH ROW WHEN (current_user = 'app_movies') EXECUTE FUNCTION audit_head_follows();
