-- The best films of a genre under a filter: suggestions walk down the ratings until they have enough, and where few films
-- are both they walk far. Answered from here alone the longest walk among 50 000 films takes a fifth of the time.
CREATE INDEX idx_movies_best
    ON movies (rating DESC NULLS LAST, id DESC) INCLUDE (genre_keys, runtime, certification) WHERE NOT adult;
