"""Positions in lists of articles, as cursors carry them."""

from suite.http.cursors import InvalidCursor, decode_cursor, moment_in


def position_of(cursor: str, digest: str, sort: str) -> list[str]:
    """Sort key and id of the row before the page; InvalidCursor when it is of another list or no position."""
    key, article_id = decode_cursor(cursor, digest, 2)
    try:
        if sort == "date":
            key = moment_in(key).isoformat()
        else:
            require_digits(key)
        require_digits(article_id)
    except ValueError:
        raise InvalidCursor() from None
    return [key, article_id]


def require_digits(text: str) -> None:
    """ValueError unless the text is a number PostgreSQL's integer can hold."""
    if not (text.isascii() and text.isdecimal()) or len(text) > 10 or int(text) > 2_147_483_647:
        raise ValueError(text)
