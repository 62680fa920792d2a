-- A page tells its article from earlier ones of the same title. By hash: a folded title may be longer than a B-tree bears.
CREATE INDEX idx_articles_title_folded ON articles USING hash (title_folded);
