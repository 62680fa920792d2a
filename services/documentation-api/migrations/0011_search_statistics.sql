-- How many documents hold a word, and how long documents are: what a search needs to know which words are rare (BM25).
-- Kept by the runs of the index; a word is there as it is and by its stems in both languages.
CREATE TABLE documentation_lexemes (
    lexeme TEXT    NOT NULL,
    docs   INTEGER NOT NULL,
    CONSTRAINT pk_documentation_lexemes PRIMARY KEY (lexeme)
);
ALTER TABLE documentation_docs ADD COLUMN words INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documentation_index_state
    ADD COLUMN counted_docs INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN mean_words   REAL    NOT NULL DEFAULT 1;
