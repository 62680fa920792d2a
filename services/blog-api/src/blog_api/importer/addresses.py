"""Slugs of a post: what the head calls it in its address, and what it was called before."""

import re
from urllib.parse import urlsplit

from blog_api.importer.post_file import PostFile
from suite.text.slugs import slug_of

DEFAULT_SLUG = "artigo"
# Words of Jekyll for forms of addresses, and what says that there is none.
_FORMS = frozenset({"pretty", "date", "none", "ordinal", "weekdate", "true", "false"})


def slug_of_post(source: PostFile) -> str:
    """What the head calls it in its address, else the name of the file."""
    given = source.fields.text("slug", longest=200)
    names = ("permalink", "url", "path")
    if not given and (address := source.fields.value(*names)):
        given = "" if isinstance(address, dict | bool) else last_segment(source.fields.text(*names, longest=2_000))
        if not given and address is not False:
            source.remark("the form of its address has no meaning here", *names)
    return slug_of(given.strip("/").rpartition("/")[2] or source.name, fallback=DEFAULT_SLUG)


def former_slugs(source: PostFile) -> list[str]:
    """Slugs of its older addresses."""
    addresses = source.fields.names("aliases") + source.fields.names("redirect_from")
    return list(dict.fromkeys(slug for address in addresses if (slug := slug_of(last_segment(address)))))


def last_segment(address: str) -> str:
    """The name of a page in its address; empty where the address is a pattern or has no name."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return ""
    if ":" in path or address.lower() in _FORMS:
        return ""
    if "/" not in address:
        return path
    name = path.rstrip("/").removesuffix("/index.html").rpartition("/")[2]
    return re.sub(r"\.html?\Z", "", name)
