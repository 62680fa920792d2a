"""HTML as the frontend may insert it: an allow-list, applied whenever an article is written."""

import re
from html import unescape
from urllib.parse import urlsplit

import nh3

from blog_api.articles.markup import require_bounded

PLAYERS = frozenset(
    {
        "www.youtube.com",
        "youtube.com",
        "www.youtube-nocookie.com",
        "player.vimeo.com",
    }
)
TAGS = {
    *(
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
    ),
    *(
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "iframe",
    ),
    *(
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "picture",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "source",
        "span",
    ),
    *(
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "u",
        "ul",
    ),
    *("var", "wbr"),
}
ATTRIBUTES = {
    "*": {"class", "id", "lang", "title"},
    "a": {"href", "name"},
    "img": {"src", "alt", "width", "height", "loading", "srcset", "sizes"},
    "source": {"srcset", "sizes", "media", "type"},
    "iframe": {"src", "width", "height", "allowfullscreen", "loading"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "col": {"span"},
    "ol": {"start", "reversed"},
    "time": {"datetime"},
    "blockquote": {"cite"},
    "q": {"cite"},
}
_EMPTY_FRAME = re.compile(r"<iframe(?![^<>]*\ssrc=)[^<>]*></iframe>")
_TAGS = re.compile(r"<[^<>]*>")
# Between their tags words go on.
_INLINE = re.compile(
    r"</?(?:a|abbr|b|cite|code|del|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|time|u|var|wbr)(?=[\s>/])[^<>]*>",
    re.IGNORECASE,
)


def sanitise(html: str) -> str:
    """The HTML without scripts, event attributes, foreign frames and script addresses; again changes nothing.

    MarkupRefused for HTML whose tree would be too deep or too large.
    """
    require_bounded(html)
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=keep_attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
        strip_comments=True,
    )
    return _EMPTY_FRAME.sub("", cleaned)


def keep_attribute(tag: str, attribute: str, value: str) -> str | None:
    """The value, or None where a frame would show anything but a known player."""
    if tag == "iframe" and attribute == "src":
        return value if is_player(value) else None
    if attribute == "srcset" and "script:" in value.lower():
        return None
    return value


def is_player(address: str) -> bool:
    """True for a video player of the known sites."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("https", "") and parts.netloc.lower() in PLAYERS


def plain_text(html: str) -> str:
    """The words of HTML, blanks joined."""
    return " ".join(unescape(_TAGS.sub(" ", _INLINE.sub("", html))).split())
