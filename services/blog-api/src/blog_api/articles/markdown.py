"""Markdown as site generators know it, to HTML."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from blog_api.articles.sanitiser import sanitise

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

# One tag at a time, so that many that are never closed are read once and not once each.
_TAG = re.compile(r"\{%-?\s*(?P<word>highlight|endhighlight|raw|endraw|post_url|link)\b(?P<arguments>[^%]*?)-?%\}")
_LANGUAGE = re.compile(r"\s*(?P<language>[\w+#-]+)")
_POST = re.compile(r"\s*(?:\S*/)?\d{4}-\d{2}-\d{2}-(?P<slug>\S+?)(?:\.(?:md|markdown|html))?\s*")
_MORE = re.compile(r"<!--\s*(?:more|truncate)\s*-->")


def render(source: str, *, liquid: bool = True) -> str:
    """Sanitised HTML of a post's Markdown; what only a site generator could fill in stays as text."""
    text = replace_tags(source) if liquid else source
    return sanitise(renderer().render(_MORE.sub("", text)))


@lru_cache(maxsize=1)
def renderer() -> "MarkdownIt":
    """CommonMark with tables. Web workers rarely render: its 60 modules come with the first text."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def replace_tags(source: str) -> str:
    """Code blocks and links to posts of Liquid as plain Markdown."""
    out: list[str] = []
    position = 0
    opened: re.Match[str] | None = None
    for tag in _TAG.finditer(source):
        word = tag["word"]
        if opened is not None:
            if word == f"end{opened['word']}":
                out.append(block_of(opened, source[opened.end() : tag.start()]))
                opened, position = None, tag.end()
        elif word in ("raw", "highlight"):
            out.append(source[position : tag.start()])
            opened, position = tag, tag.start()
        elif post := _POST.fullmatch(tag["arguments"]) if word in ("post_url", "link") else None:
            out += [source[position : tag.start()], f"/analise/{post['slug']}"]
            position = tag.end()
    return "".join([*out, source[position:]])


def block_of(opened: re.Match[str], text: str) -> str:
    """What stands between a tag and its end."""
    language = _LANGUAGE.match(opened["arguments"])
    if opened["word"] == "raw" or language is None:
        return text
    return f"```{language['language']}\n{text.removeprefix(chr(10)).rstrip()}\n```"
