"""SQL of what a sentiment is called and what words belong to it."""

from suite.database import Connection

_SELECT_KEYWORDS = """
SELECT s.keywords, array(SELECT unnest(b.keywords) FROM sub_sentiments AS b
        WHERE b.main_sentiment_id = s.id AND (%(sub)s::text IS NULL OR fold(b.name) = fold(%(sub)s))),
       EXISTS (SELECT FROM sub_sentiments AS b WHERE b.main_sentiment_id = s.id AND fold(b.name) = fold(%(sub)s))
  FROM main_sentiments AS s WHERE fold(s.name) = fold(%(main)s)"""


def select_keywords(connection: Connection, main: str, sub: str | None) -> list[str] | None:
    """Keywords of a sentiment and of its sub-sentiments, or of the one named; None when a name is unknown."""
    row = connection.row(_SELECT_KEYWORDS, {"main": main, "sub": sub})
    if row is None or (sub is not None and not row[2]):
        return None
    return list(dict.fromkeys([*row[0], *row[1]]))
