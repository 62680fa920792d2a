-- The pieces of a file that is being stored: they come one by one, so that no process holds all of it, and are gone
-- before the transaction ends. Nothing of them has to survive a crash.
CREATE UNLOGGED TABLE documentation_file_pieces (
    file_id UUID    NOT NULL,
    number  INTEGER NOT NULL,
    content BYTEA   NOT NULL,
    CONSTRAINT pk_documentation_file_pieces PRIMARY KEY (file_id, number)
);
ALTER TABLE documentation_file_pieces ALTER COLUMN content SET STORAGE EXTERNAL;
