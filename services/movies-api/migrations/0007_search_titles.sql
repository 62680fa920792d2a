-- Text as people compare it, the same as suite.text.folding: ß, æ, œ and þ are typed as two letters.
CREATE OR REPLACE FUNCTION fold(words TEXT) RETURNS TEXT LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
RETURN normalize(replace(replace(replace(replace(translate(
    lower(regexp_replace(normalize(words, NFKD), '[\u0300-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF]', '', 'g')),
    'øłđðħŧŋıĸſƒς', 'olddhtniksfσ'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), NFKC);

-- What was folded before: a generated column follows the columns it is made of.
UPDATE movies SET title = title, original_title = original_title, director = director, genres = genres,
       keywords = keywords, description = description
 WHERE concat_ws(' ', title, original_title, director, joined(genres || keywords), description)
       ~ '[ßẞæÆœŒþÞðÐħĦŧŦŋŊĸſƒǼǽς\u0300-\u036F\u1100-\u11FF\u3040-\u30FF\uAC00-\uD7AF]';
UPDATE actors SET name = name WHERE name ~ '[ßẞæÆœŒþÞðÐħĦŧŦŋŊĸſƒǼǽς\u0300-\u036F\u1100-\u11FF\u3040-\u30FF\uAC00-\uD7AF]';

-- A title as it is typed, compact_title of movies_api.search.titles: hyphens, articles in front, "and", Roman numbers and
-- numbers in words make no difference.
CREATE FUNCTION compact_title(words TEXT) RETURNS TEXT LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    WITH spoken AS (
        SELECT regexp_replace(regexp_replace(
                   ' ' || btrim(regexp_replace(translate(fold(words), U&'.''\2019\2018\02BC`', ''), '[ \t\r\n]+', ' ', 'g'), ' ') || ' ',
                   '^ (o|a|os|as|um|uma|the|an)[ -](?=[^ ])', ' '),
                   '(?<=[^ ]) (&|e|and|y) (?=[^ ])', ' ', 'g') AS text
    ), split AS (
        SELECT word, place, count(*) OVER () AS words, row_number() OVER (ORDER BY place) AS number
          FROM spoken, regexp_split_to_table(spoken.text,
               '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u00D7\u00F7\u2010-\u205E\u2190-\u2BFF\u3001-\u303F\u30FB\uFE30-\uFE4F]+')
               WITH ORDINALITY AS part (word, place)
         WHERE word <> ''
    ), tokens AS (
        SELECT split.word, split.number,
               CASE WHEN split.word IN ('v', 'x') AND split.number = split.words AND split.words > 1
                    THEN CASE split.word WHEN 'v' THEN '5' ELSE '10' END
                    ELSE coalesce(numeral.digits, split.word) END AS token
          FROM split LEFT JOIN (VALUES
            ('ii', '2'), ('iii', '3'), ('iv', '4'), ('vi', '6'), ('vii', '7'), ('viii', '8'), ('ix', '9'), ('xi', '11'),
            ('xii', '12'), ('xiii', '13'), ('dois', '2'), ('duas', '2'), ('tres', '3'), ('quatro', '4'), ('cinco', '5'),
            ('seis', '6'), ('sete', '7'), ('oito', '8'), ('nove', '9'), ('dez', '10'), ('onze', '11'), ('doze', '12'),
            ('treze', '13'), ('vinte', '20'), ('trinta', '30'), ('quarenta', '40'), ('cinquenta', '50'), ('two', '2'),
            ('three', '3'), ('four', '4'), ('five', '5'), ('six', '6'), ('seven', '7'), ('eight', '8'), ('nine', '9'),
            ('ten', '10'), ('eleven', '11'), ('twelve', '12'), ('thirteen', '13'), ('twenty', '20'), ('thirty', '30'),
            ('forty', '40'), ('fifty', '50')) AS numeral (word, digits) ON numeral.word = split.word
    ), placed AS (
        SELECT word, token, number, lead(token) OVER (ORDER BY number) AS following FROM tokens
    )
    SELECT coalesce(string_agg(token, '' ORDER BY number), '') FROM placed
     WHERE word NOT IN ('parte', 'part', 'pt', 'vol', 'volume', 'capitulo', 'chapter', 'episodio', 'episode')
        OR following IS NULL OR following !~ '^[0-9]+$';
END;

-- The name in front of a subtitle is a title as well.
ALTER TABLE movies
    ADD COLUMN title_compact TEXT COLLATE "C" NOT NULL GENERATED ALWAYS AS (compact_title(title)) STORED,
    ADD COLUMN original_compact TEXT COLLATE "C" GENERATED ALWAYS AS (compact_title(original_title)) STORED,
    ADD COLUMN title_name TEXT COLLATE "C" GENERATED ALWAYS AS (
        compact_title(substring(title FROM '^(.+?)(?:: | [-–] )'))) STORED,
    ADD COLUMN original_name TEXT COLLATE "C" GENERATED ALWAYS AS (
        compact_title(substring(original_title FROM '^(.+?)(?:: | [-–] )'))) STORED;
-- Beginnings of titles as they are typed.
CREATE INDEX idx_movies_title_compact ON movies (title_compact);
CREATE INDEX idx_movies_original_compact ON movies (original_compact);
