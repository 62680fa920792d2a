-- The entry that a head follows is of this moment: looked for in the partitions of two hours instead of in all that begin
-- later than yesterday.
CREATE OR REPLACE FUNCTION documentation_audit_head_follows() RETURNS trigger
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
           AND hash = NEW.hash AND prev_hash = OLD.hash
           AND created_at >= now() - interval '1 hour' AND created_at < now() + interval '1 hour') THEN
        RETURN NEW;
    END IF;
    RAISE integrity_constraint_violation USING
        MESSAGE = 'the head of an audit chain moves to the entry appended after it only';
END $$;
