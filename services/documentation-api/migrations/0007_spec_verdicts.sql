-- What examining the documents of a version found, and by which rules: they never change, so it is found once.
-- Versions stored before have no verdict until somebody asks for it.

ALTER TABLE documentation_spec_versions
    ADD COLUMN examined_rules  INTEGER,
    ADD COLUMN examined_issues JSONB;
