"""Where the poster of a film is: the one it has, else the one drawn here.

PostgreSQL does not know where clients reach this service. It writes a raw tab where the address is missing, which no
text in JSON can hold (there a tab is an escape), and the reply puts the address there.
"""

from movies_api.settings import Settings

PATH = "/api/public/posters/"
_MISSING = b'\t"'


def poster_of(film: str) -> str:
    """The address of a film's poster as JSON; `film` is the alias of its row."""
    drawn = f"""(chr(9) || '"' || {film}.id || '.svg"')::json"""
    return f"coalesce(to_json(nullif({film}.thumbnail, '')), {drawn})"


def addressed(settings: Settings, body: bytes) -> bytes:
    """JSON of PostgreSQL with the addresses of drawn posters."""
    return body.replace(_MISSING, f'"{settings.public_url}{PATH}'.encode())
