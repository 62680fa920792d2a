-- Spans in a ring of half hours, 25 hours round: what is old leaves with its partition, emptied whole.
CREATE TABLE trace_spans (
    slot         SMALLINT     NOT NULL,
    trace_id     CHAR(32)     NOT NULL,
    span_id      CHAR(16)     NOT NULL,
    parent_id    CHAR(16),
    outermost    BOOLEAN      NOT NULL,
    service      VARCHAR(100) NOT NULL,
    name         VARCHAR(200) NOT NULL,
    kind         SMALLINT     NOT NULL,
    started_at   TIMESTAMPTZ  NOT NULL,
    started_ns   BIGINT       NOT NULL,
    duration_ns  BIGINT       NOT NULL,
    error        VARCHAR(200),
    request_id   VARCHAR(200),
    attributes   JSONB        NOT NULL DEFAULT '{}',
    links        JSONB        NOT NULL DEFAULT '[]',
    CONSTRAINT pk_trace_spans PRIMARY KEY (slot, trace_id, span_id),
    CONSTRAINT ck_trace_spans_duration CHECK (duration_ns >= 0)
) PARTITION BY LIST (slot);

CREATE INDEX idx_trace_spans_started_at ON trace_spans (started_at DESC) WHERE outermost;
CREATE INDEX idx_trace_spans_request_id ON trace_spans (request_id) WHERE request_id IS NOT NULL;

CREATE TABLE trace_spans_00 PARTITION OF trace_spans FOR VALUES IN (0);
CREATE TABLE trace_spans_01 PARTITION OF trace_spans FOR VALUES IN (1);
CREATE TABLE trace_spans_02 PARTITION OF trace_spans FOR VALUES IN (2);
CREATE TABLE trace_spans_03 PARTITION OF trace_spans FOR VALUES IN (3);
CREATE TABLE trace_spans_04 PARTITION OF trace_spans FOR VALUES IN (4);
CREATE TABLE trace_spans_05 PARTITION OF trace_spans FOR VALUES IN (5);
CREATE TABLE trace_spans_06 PARTITION OF trace_spans FOR VALUES IN (6);
CREATE TABLE trace_spans_07 PARTITION OF trace_spans FOR VALUES IN (7);
CREATE TABLE trace_spans_08 PARTITION OF trace_spans FOR VALUES IN (8);
CREATE TABLE trace_spans_09 PARTITION OF trace_spans FOR VALUES IN (9);
CREATE TABLE trace_spans_10 PARTITION OF trace_spans FOR VALUES IN (10);
CREATE TABLE trace_spans_11 PARTITION OF trace_spans FOR VALUES IN (11);
CREATE TABLE trace_spans_12 PARTITION OF trace_spans FOR VALUES IN (12);
CREATE TABLE trace_spans_13 PARTITION OF trace_spans FOR VALUES IN (13);
CREATE TABLE trace_spans_14 PARTITION OF trace_spans FOR VALUES IN (14);
CREATE TABLE trace_spans_15 PARTITION OF trace_spans FOR VALUES IN (15);
CREATE TABLE trace_spans_16 PARTITION OF trace_spans FOR VALUES IN (16);
CREATE TABLE trace_spans_17 PARTITION OF trace_spans FOR VALUES IN (17);
CREATE TABLE trace_spans_18 PARTITION OF trace_spans FOR VALUES IN (18);
CREATE TABLE trace_spans_19 PARTITION OF trace_spans FOR VALUES IN (19);
CREATE TABLE trace_spans_20 PARTITION OF trace_spans FOR VALUES IN (20);
CREATE TABLE trace_spans_21 PARTITION OF trace_spans FOR VALUES IN (21);
CREATE TABLE trace_spans_22 PARTITION OF trace_spans FOR VALUES IN (22);
CREATE TABLE trace_spans_23 PARTITION OF trace_spans FOR VALUES IN (23);
CREATE TABLE trace_spans_24 PARTITION OF trace_spans FOR VALUES IN (24);
CREATE TABLE trace_spans_25 PARTITION OF trace_spans FOR VALUES IN (25);
CREATE TABLE trace_spans_26 PARTITION OF trace_spans FOR VALUES IN (26);
CREATE TABLE trace_spans_27 PARTITION OF trace_spans FOR VALUES IN (27);
CREATE TABLE trace_spans_28 PARTITION OF trace_spans FOR VALUES IN (28);
CREATE TABLE trace_spans_29 PARTITION OF trace_spans FOR VALUES IN (29);
CREATE TABLE trace_spans_30 PARTITION OF trace_spans FOR VALUES IN (30);
CREATE TABLE trace_spans_31 PARTITION OF trace_spans FOR VALUES IN (31);
CREATE TABLE trace_spans_32 PARTITION OF trace_spans FOR VALUES IN (32);
CREATE TABLE trace_spans_33 PARTITION OF trace_spans FOR VALUES IN (33);
CREATE TABLE trace_spans_34 PARTITION OF trace_spans FOR VALUES IN (34);
CREATE TABLE trace_spans_35 PARTITION OF trace_spans FOR VALUES IN (35);
CREATE TABLE trace_spans_36 PARTITION OF trace_spans FOR VALUES IN (36);
CREATE TABLE trace_spans_37 PARTITION OF trace_spans FOR VALUES IN (37);
CREATE TABLE trace_spans_38 PARTITION OF trace_spans FOR VALUES IN (38);
CREATE TABLE trace_spans_39 PARTITION OF trace_spans FOR VALUES IN (39);
CREATE TABLE trace_spans_40 PARTITION OF trace_spans FOR VALUES IN (40);
CREATE TABLE trace_spans_41 PARTITION OF trace_spans FOR VALUES IN (41);
CREATE TABLE trace_spans_42 PARTITION OF trace_spans FOR VALUES IN (42);
CREATE TABLE trace_spans_43 PARTITION OF trace_spans FOR VALUES IN (43);
CREATE TABLE trace_spans_44 PARTITION OF trace_spans FOR VALUES IN (44);
CREATE TABLE trace_spans_45 PARTITION OF trace_spans FOR VALUES IN (45);
CREATE TABLE trace_spans_46 PARTITION OF trace_spans FOR VALUES IN (46);
CREATE TABLE trace_spans_47 PARTITION OF trace_spans FOR VALUES IN (47);
CREATE TABLE trace_spans_48 PARTITION OF trace_spans FOR VALUES IN (48);
CREATE TABLE trace_spans_49 PARTITION OF trace_spans FOR VALUES IN (49);

-- Which half hour (since 1970) a place of the ring holds.
CREATE TABLE trace_slots (
    slot   SMALLINT NOT NULL,
    period BIGINT   NOT NULL,
    CONSTRAINT pk_trace_slots PRIMARY KEY (slot)
);

GRANT TRUNCATE ON trace_spans_00, trace_spans_01, trace_spans_02, trace_spans_03, trace_spans_04, trace_spans_05, trace_spans_06, trace_spans_07, trace_spans_08, trace_spans_09, trace_spans_10, trace_spans_11, trace_spans_12, trace_spans_13, trace_spans_14, trace_spans_15, trace_spans_16, trace_spans_17, trace_spans_18, trace_spans_19, trace_spans_20, trace_spans_21, trace_spans_22, trace_spans_23, trace_spans_24, trace_spans_25, trace_spans_26, trace_spans_27, trace_spans_28, trace_spans_29, trace_spans_30, trace_spans_31, trace_spans_32, trace_spans_33, trace_spans_34, trace_spans_35, trace_spans_36, trace_spans_37, trace_spans_38, trace_spans_39, trace_spans_40, trace_spans_41, trace_spans_42, trace_spans_43, trace_spans_44, trace_spans_45, trace_spans_46, trace_spans_47, trace_spans_48, trace_spans_49 TO app_console;

-- contract: a lock of the database says who asks the services (suite.leadership); an older process only logs.
DROP TABLE watch_lease;
