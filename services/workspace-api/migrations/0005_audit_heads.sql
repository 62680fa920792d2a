-- The head of an item's chain is in its history: the service's role stores it together with the entry it has appended,
-- and nothing else. Judged when the transaction commits, because history is written last.
-- A constraint over two tables, which only a trigger can hold (docs/adr/0026-audit-heads.md); it changes no value.
CREATE FUNCTION workspace_audit_head_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    -- Recent partitions first: a seeded item's entry is as old as the item.
    IF EXISTS (
        SELECT FROM workspace_audit_log
         WHERE item_id = NEW.id AND user_id = NEW.user_id AND version = NEW.version AND hash = NEW.audit_hash
           AND (TG_OP = 'INSERT' OR prev_hash = OLD.audit_hash) AND created_at > now() - interval '1 day')
    OR EXISTS (
        SELECT FROM workspace_audit_log
         WHERE item_id = NEW.id AND user_id = NEW.user_id AND version = NEW.version AND hash = NEW.audit_hash
           AND (TG_OP = 'INSERT' OR prev_hash = OLD.audit_hash)) THEN
        RETURN NULL;
    END IF;
    RAISE integrity_constraint_violation USING
        MESSAGE = 'the head of an audit chain moves to the entry appended after it only';
END $$;
REVOKE ALL ON FUNCTION workspace_audit_head_follows() FROM PUBLIC;

CREATE CONSTRAINT TRIGGER workspace_items_head_inserted AFTER INSERT ON workspace_items
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (current_user = 'app_workspace') EXECUTE FUNCTION workspace_audit_head_follows();
CREATE CONSTRAINT TRIGGER workspace_items_head_updated AFTER UPDATE OF audit_hash ON workspace_items
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (current_user = 'app_workspace' AND OLD.audit_hash IS DISTINCT FROM NEW.audit_hash)
    EXECUTE FUNCTION workspace_audit_head_follows();
