-- Files whose generator would not show them, with the reason: they are read again only when they change, or on their day.
ALTER TABLE documentation_index_state ADD COLUMN hidden JSONB NOT NULL DEFAULT '[]';

-- Searches know more letters now. What was folded before is folded again as far as SQL can do it.
UPDATE documentation_systems SET search_text = replace(replace(replace(replace(normalize(search_text, NFKC),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th') WHERE search_text ~ '[^ -~]';
UPDATE documentation_ideas SET search_text = replace(replace(replace(replace(normalize(search_text, NFKC),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th') WHERE search_text ~ '[^ -~]';
UPDATE documentation_files SET search_text = replace(replace(replace(replace(normalize(search_text, NFKC),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th') WHERE search_text ~ '[^ -~]';
