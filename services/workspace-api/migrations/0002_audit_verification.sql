-- What retention and verification of the history have to remember.

-- An id may live on under another user after its first owner deleted it, so a chain belongs to an item and a user.
ALTER TABLE workspace_audit_anchors DROP CONSTRAINT pk_workspace_audit_anchors;
ALTER TABLE workspace_audit_anchors ADD CONSTRAINT pk_workspace_audit_anchors PRIMARY KEY (item_id, user_id);
-- Tells an item that was deleted, and whose history has expired, from one whose row and history were taken away.
ALTER TABLE workspace_audit_anchors ADD COLUMN deleted BOOLEAN NOT NULL DEFAULT FALSE;

-- The verdict of the last complete verification, one row; the service shows it among its metrics.
CREATE TABLE workspace_audit_verifications (
    id          SMALLINT    NOT NULL DEFAULT 1,
    verified_at TIMESTAMPTZ NOT NULL,
    items       BIGINT      NOT NULL,
    entries     BIGINT      NOT NULL,
    errors      BIGINT      NOT NULL,
    CONSTRAINT pk_workspace_audit_verifications PRIMARY KEY (id),
    CONSTRAINT ck_workspace_audit_verifications_one_row CHECK (id = 1)
);
REVOKE ALL ON workspace_audit_verifications FROM app_workspace;
GRANT SELECT ON workspace_audit_verifications TO app_workspace;
