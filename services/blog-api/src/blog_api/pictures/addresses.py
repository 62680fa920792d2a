"""Where drawn pictures are: a path in the database, a whole address for clients, who may read us from elsewhere."""

PATH = "/blog/pictures/"
_QUOTED = f'"{PATH}'


def addressed(text: str, public_url: str) -> str:
    """JSON, HTML or XML with whole addresses of drawn pictures wherever one stands in quotes."""
    return text.replace(_QUOTED, f'"{public_url}{PATH}')


def picture_address(path: str, public_url: str) -> str:
    """A drawn picture's whole address; other addresses as they are."""
    return public_url + path if path.startswith(PATH) else path
