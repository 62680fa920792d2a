-- The head of a chain follows its log: the service's role moves it to an entry it has just appended, and nowhere else.
-- A constraint over two tables, which only a trigger can hold (docs/adr/0026-audit-heads.md); it changes no value.
CREATE FUNCTION documentation_audit_head_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.version = 0 AND NEW.hash = repeat('0', 64) THEN
            RETURN NEW;
        END IF;
    ELSIF NEW.version = OLD.version AND NEW.hash = OLD.hash THEN
        RETURN NEW;
    ELSIF NEW.version = OLD.version + 1 AND EXISTS (
        SELECT FROM documentation_audit_log
         WHERE entity_type = NEW.entity_type AND entity_id = NEW.entity_id AND entity_version = NEW.version
           AND hash = NEW.hash AND prev_hash = OLD.hash AND created_at > now() - interval '1 day') THEN
        RETURN NEW;
    END IF;
    RAISE integrity_constraint_violation USING
        MESSAGE = 'the head of an audit chain moves to the entry appended after it only';
END $$;
REVOKE ALL ON FUNCTION documentation_audit_head_follows() FROM PUBLIC;

CREATE TRIGGER documentation_audit_heads_follow BEFORE INSERT OR UPDATE ON documentation_audit_heads
    FOR EACH ROW WHEN (current_user = 'app_documentation') EXECUTE FUNCTION documentation_audit_head_follows();
