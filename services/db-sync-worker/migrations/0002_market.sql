-- Targets: partitioned by UTC day on every PostgreSQL. Every unique key holds the time column. There is no default
-- partition: the worker adds the day of a row before it writes the row.

CREATE TABLE market.trading_signals (
    id          UUID        NOT NULL DEFAULT gen_random_uuid(),
    user_id     UUID        NOT NULL DEFAULT '00000000-0000-0000-0000-000000000001',
    signal_id   TEXT        NOT NULL,
    source      TEXT        NOT NULL,
    symbol      TEXT        NOT NULL,
    direction   TEXT        NOT NULL,
    confidence  NUMERIC(5,2),
    payload     JSONB,
    created_at  TIMESTAMPTZ NOT NULL,
    ingested_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT pk_trading_signals PRIMARY KEY (id, created_at),
    CONSTRAINT uq_trading_signals_signal_id_created_at UNIQUE (signal_id, created_at)
) PARTITION BY RANGE (created_at);

CREATE INDEX idx_trading_signals_symbol_created_at ON market.trading_signals (symbol, created_at DESC);

CREATE TABLE market.executions (
    id          UUID          NOT NULL DEFAULT gen_random_uuid(),
    user_id     UUID          NOT NULL DEFAULT '00000000-0000-0000-0000-000000000001',
    order_id    TEXT          NOT NULL,
    symbol      TEXT          NOT NULL,
    side        TEXT          NOT NULL,
    status      TEXT          NOT NULL,
    price       NUMERIC(18,6) NOT NULL,
    quantity    NUMERIC(18,6) NOT NULL,
    created_at  TIMESTAMPTZ   NOT NULL,
    ingested_at TIMESTAMPTZ   NOT NULL DEFAULT now(),
    updated_at  TIMESTAMPTZ   NOT NULL DEFAULT now(),
    CONSTRAINT pk_executions PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);

CREATE INDEX idx_executions_symbol_created_at ON market.executions (symbol, created_at DESC);
CREATE INDEX idx_executions_order_id ON market.executions (order_id);

CREATE TABLE market.performance_metrics (
    id         UUID        NOT NULL DEFAULT gen_random_uuid(),
    user_id    UUID        NOT NULL DEFAULT '00000000-0000-0000-0000-000000000001',
    bucket     TIMESTAMPTZ NOT NULL,
    metric     TEXT        NOT NULL,
    value      NUMERIC     NOT NULL,
    tags       JSONB       NOT NULL DEFAULT '{}',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT pk_performance_metrics PRIMARY KEY (bucket, metric)
) PARTITION BY RANGE (bucket);

-- The worker's role owns nothing and may not create; these two functions lend it exactly this, for market tables only.
CREATE FUNCTION market.add_partition(parent TEXT, day DATE) RETURNS BOOLEAN
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    child TEXT := parent || '_' || to_char(day, 'YYYYMMDD');
    owner REGCLASS;
BEGIN
    SELECT c.oid::regclass INTO owner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'market' AND c.relname = parent AND c.relkind = 'p';
    IF owner IS NULL THEN
        RAISE EXCEPTION 'market has no partitioned table %', parent USING ERRCODE = 'undefined_table';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('market.' || child, 0));
    IF EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'market' AND c.relname = child) THEN
        RETURN FALSE;
    END IF;
    EXECUTE format('CREATE TABLE market.%I PARTITION OF %s FOR VALUES FROM (%L) TO (%L)', child, owner,
                   day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
    RETURN TRUE;
END
$$;

-- A partition whose day is not over cannot go, whatever the caller believes the time to be.
CREATE FUNCTION market.drop_partition(parent TEXT, day DATE) RETURNS BOOLEAN
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    child TEXT := parent || '_' || to_char(day, 'YYYYMMDD');
    owner REGCLASS;
    gone REGCLASS;
BEGIN
    IF (day + 1)::timestamp AT TIME ZONE 'UTC' > now() THEN
        RAISE EXCEPTION 'the day of % is not over', child USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT p.oid::regclass, c.oid::regclass INTO owner, gone
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
      JOIN pg_namespace n ON n.oid = c.relnamespace AND n.oid = p.relnamespace
     WHERE n.nspname = 'market' AND p.relname = parent AND c.relname = child;
    IF gone IS NULL THEN
        RETURN FALSE;
    END IF;
    EXECUTE format('ALTER TABLE %s DETACH PARTITION %s', owner, gone);
    EXECUTE format('DROP TABLE %s', gone);
    RETURN TRUE;
END
$$;

REVOKE ALL ON FUNCTION market.add_partition(TEXT, DATE), market.drop_partition(TEXT, DATE) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION market.add_partition(TEXT, DATE), market.drop_partition(TEXT, DATE) TO app_sync;
