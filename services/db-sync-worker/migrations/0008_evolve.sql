-- A stream that says `evolve: true` follows its source: columns are added to its target, and whole numbers, floats and
-- texts widened. The worker owns nothing; these two lend it that, for tables it may fill, and for the types it knows.

CREATE FUNCTION add_column(target_schema TEXT, target TEXT, name TEXT, kind TEXT) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    owner REGCLASS;
BEGIN
    SELECT c.oid::regclass INTO owner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = target_schema AND c.relname = target AND c.relkind IN ('p', 'r')
       AND has_table_privilege(session_user, c.oid, 'INSERT') AND has_table_privilege(session_user, c.oid, 'DELETE');
    IF owner IS NULL OR target_schema = 'sync' THEN
        RAISE EXCEPTION '% has no table % that % may fill', target_schema, target, session_user
              USING ERRCODE = 'undefined_table';
    END IF;
    IF kind !~ '^(text|timestamptz|boolean|smallint|integer|bigint|real|double precision(\[\])?|uuid|jsonb|date|bytea|inet|numeric(\([0-9]+,[0-9]+\))?)$' THEN
        RAISE EXCEPTION '% is no type of a copied column', kind USING ERRCODE = 'invalid_parameter_value';
    END IF;
    EXECUTE format('ALTER TABLE %s ADD COLUMN IF NOT EXISTS %I %s', owner, name, kind);
END
$$;

CREATE FUNCTION widen_column(target_schema TEXT, target TEXT, name TEXT, kind TEXT) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    owner REGCLASS;
    now_is TEXT;
BEGIN
    SELECT c.oid::regclass, format_type(a.atttypid, a.atttypmod) INTO owner, now_is
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = name AND NOT a.attisdropped AND a.attnum > 0
     WHERE n.nspname = target_schema AND c.relname = target AND c.relkind IN ('p', 'r') AND target_schema <> 'sync'
       AND has_table_privilege(session_user, c.oid, 'INSERT') AND has_table_privilege(session_user, c.oid, 'DELETE');
    IF owner IS NULL THEN
        RAISE EXCEPTION '% has no table % with a column % that % may fill', target_schema, target, name, session_user
              USING ERRCODE = 'undefined_column';
    END IF;
    IF (now_is, kind) NOT IN (('smallint', 'integer'), ('smallint', 'bigint'), ('integer', 'bigint'),
                              ('real', 'double precision')) THEN
        RAISE EXCEPTION '% is not widened to %', now_is, kind USING ERRCODE = 'invalid_parameter_value';
    END IF;
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I TYPE %s', owner, name, kind);
END
$$;

REVOKE ALL ON FUNCTION add_column(TEXT, TEXT, TEXT, TEXT), widen_column(TEXT, TEXT, TEXT, TEXT) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION add_column(TEXT, TEXT, TEXT, TEXT), widen_column(TEXT, TEXT, TEXT, TEXT) TO app_sync;
