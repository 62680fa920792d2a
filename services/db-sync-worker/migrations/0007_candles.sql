-- Rollups of streams that name them: one row a stream, width, symbol and bucket, kept with the rows they are made of.

CREATE TABLE market.candles (
    stream     TEXT        NOT NULL,
    width      TEXT        NOT NULL,
    symbol     TEXT        NOT NULL,
    bucket     TIMESTAMPTZ NOT NULL,
    open       NUMERIC     NOT NULL,
    high       NUMERIC     NOT NULL,
    low        NUMERIC     NOT NULL,
    close      NUMERIC     NOT NULL,
    volume     NUMERIC     NOT NULL,
    count      BIGINT      NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT pk_candles PRIMARY KEY (stream, width, symbol, bucket),
    CONSTRAINT ck_candles_width CHECK (width IN ('1m', '5m', '1h', '1d'))
);

CREATE INDEX idx_candles_bucket ON market.candles (stream, width, bucket);
