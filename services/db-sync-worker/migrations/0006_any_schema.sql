-- Targets of any schema whose owner grants them to the worker: partitions of a day, a week or a month. The functions of
-- schema market stay for workers of the release before.

-- The worker's role owns nothing and may not create; this lends it one thing: a partition of a table it may insert into.
CREATE FUNCTION add_partition(parent_schema TEXT, parent TEXT, start_at TIMESTAMPTZ, end_at TIMESTAMPTZ) RETURNS BOOLEAN
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' SET TimeZone = 'UTC' AS $$
DECLARE
    child TEXT := parent || '_' || to_char(start_at, 'YYYYMMDD');
    owner REGCLASS;
BEGIN
    SELECT c.oid::regclass INTO owner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = parent_schema AND c.relname = parent AND c.relkind = 'p'
       AND has_table_privilege(session_user, c.oid, 'INSERT');
    IF owner IS NULL THEN
        RAISE EXCEPTION '% has no partitioned table % that % may fill', parent_schema, parent, session_user
              USING ERRCODE = 'undefined_table';
    END IF;
    IF length(child) > 63 THEN
        RAISE EXCEPTION 'a partition of % would have too long a name', parent USING ERRCODE = 'name_too_long';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(parent_schema || '.' || child, 0));
    IF EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = parent_schema AND c.relname = child) THEN
        RETURN FALSE;
    END IF;
    EXECUTE format('CREATE TABLE %I.%I PARTITION OF %s FOR VALUES FROM (%L) TO (%L)', parent_schema, child, owner,
                   start_at, end_at);
    RETURN TRUE;
END
$$;

-- A partition whose time is not over cannot go, whatever the caller believes the time to be.
CREATE FUNCTION drop_partition(parent_schema TEXT, parent TEXT, child TEXT) RETURNS BOOLEAN
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' SET TimeZone = 'UTC' AS $$
DECLARE
    owner REGCLASS;
    gone REGCLASS;
    ends TIMESTAMPTZ;
BEGIN
    SELECT p.oid::regclass, c.oid::regclass,
           substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)')::timestamptz
      INTO owner, gone, ends
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
      JOIN pg_namespace n ON n.oid = c.relnamespace AND n.oid = p.relnamespace
     WHERE n.nspname = parent_schema AND p.relname = parent AND c.relname = child
       AND has_table_privilege(session_user, p.oid, 'DELETE');
    IF gone IS NULL THEN
        RETURN FALSE;
    END IF;
    IF ends IS NULL OR ends > now() THEN
        RAISE EXCEPTION 'the time of % is not over', child USING ERRCODE = 'invalid_parameter_value';
    END IF;
    EXECUTE format('ALTER TABLE %s DETACH PARTITION %s', owner, gone);
    EXECUTE format('DROP TABLE %s', gone);
    RETURN TRUE;
END
$$;

REVOKE ALL ON FUNCTION add_partition(TEXT, TEXT, TIMESTAMPTZ, TIMESTAMPTZ), drop_partition(TEXT, TEXT, TEXT) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION add_partition(TEXT, TEXT, TIMESTAMPTZ, TIMESTAMPTZ), drop_partition(TEXT, TEXT, TEXT)
   TO app_sync;
