-- The entry that a head follows is of this moment: looked for in the partitions of two hours, which takes 0.005 ms, instead
-- of in all that begin later than yesterday, which took 0.14.
CREATE OR REPLACE FUNCTION workspace_audit_head_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (
        SELECT FROM workspace_audit_log
         WHERE item_id = NEW.id AND user_id = NEW.user_id AND version = NEW.version AND hash = NEW.audit_hash
           AND (TG_OP = 'INSERT' OR prev_hash = OLD.audit_hash)
           AND created_at >= now() - interval '1 hour' AND created_at < now() + interval '1 hour') THEN
        RETURN NULL;
    END IF;
    -- A seeded item's entry is as old as the item.
    IF EXISTS (
        SELECT FROM workspace_audit_log
         WHERE item_id = NEW.id AND user_id = NEW.user_id AND version = NEW.version AND hash = NEW.audit_hash
           AND (TG_OP = 'INSERT' OR prev_hash = OLD.audit_hash)) THEN
        RETURN NULL;
    END IF;
    RAISE integrity_constraint_violation USING
        MESSAGE = 'the head of an audit chain moves to the entry appended after it only';
END $$;
