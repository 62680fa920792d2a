"""Pages of a list: where the next one is. And replies that a client has already."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from suite.http.call import Call
from suite.http.etags import none_match
from suite.http.fields import query_pairs
from suite.http.replies import Reply, json_reply

_PLACE = ("cursor", "offset")


def next_page(call: Call, **place: object) -> str:
    """The same request from another `cursor` or `offset`, as a relative reference.

    Parameters that begin with an underscore are what clients add against caches: they are not repeated.
    """
    given = query_pairs(call.environ.get("QUERY_STRING") or "")
    parameters = [pair for pair in given if pair[0] not in _PLACE and not pair[0].startswith("_")]
    # WSGI hands the bytes of a path over as latin-1.
    return f"{quote(call.path.encode('latin-1'))}?{urlencode([*parameters, *place.items()], errors='replace')}"


def next_link(call: Call, **place: object) -> str:
    """The Link header that leads to the next page."""
    return f'<{next_page(call, **place)}>; rel="next"'


def unchanged_reply(call: Call, tag: str, headers: Mapping[str, str] | None = None) -> Reply | None:
    """304 when If-None-Match names `tag`: the client has the representation; None when it has to be sent."""
    if none_match(call.header("If-None-Match"), tag):
        return None
    return json_reply(b"", 304, etag=tag, headers=headers)
