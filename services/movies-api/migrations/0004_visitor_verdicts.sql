-- What visitors thought of films. `visitor` is the SHA-256 of a key only the visitor has: whoever reads the table cannot
-- speak for anybody in it, and there is no account to lead back to.
CREATE TABLE visitor_verdicts (
    visitor     BYTEA        NOT NULL,
    movie_id    UUID         NOT NULL,
    verdict     TEXT         NOT NULL,
    created_at  TIMESTAMPTZ  NOT NULL DEFAULT now(),
    updated_at  TIMESTAMPTZ  NOT NULL DEFAULT now(),
    expires_at  TIMESTAMPTZ  NOT NULL,
    CONSTRAINT pk_visitor_verdicts PRIMARY KEY (visitor, movie_id),
    CONSTRAINT fk_visitor_verdicts_movies FOREIGN KEY (movie_id) REFERENCES movies (id) ON DELETE CASCADE,
    CONSTRAINT ck_visitor_verdicts_visitor CHECK (octet_length(visitor) = 32),
    CONSTRAINT ck_visitor_verdicts_verdict CHECK (verdict IN ('liked', 'disliked', 'watched'))
);
-- The cascade of a deleted film, and what is due to be forgotten.
CREATE INDEX idx_visitor_verdicts_movie_id ON visitor_verdicts (movie_id);
CREATE INDEX idx_visitor_verdicts_expires_at ON visitor_verdicts (expires_at);

-- A session sees the rows of the key it names; anybody may forget what has expired.
ALTER TABLE visitor_verdicts ENABLE ROW LEVEL SECURITY;
ALTER TABLE visitor_verdicts FORCE ROW LEVEL SECURITY;
CREATE POLICY visitor_verdicts_of_visitor ON visitor_verdicts TO app_movies
    USING (visitor = (SELECT decode(nullif(current_setting('app.visitor', true), ''), 'hex')) OR expires_at < now())
    WITH CHECK (visitor = (SELECT decode(nullif(current_setting('app.visitor', true), ''), 'hex')));
CREATE POLICY visitor_verdicts_of_owner ON visitor_verdicts TO CURRENT_USER USING (true);
