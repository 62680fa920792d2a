"""Markdown as site generators know it, to HTML."""

import re

from markdown_it import MarkdownIt

from blog_api.articles.sanitising import sanitise

_RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_HIGHLIGHT = re.compile(
    r"\{%-?\s*highlight\s+(?P<language>[\w+#-]+)[^%]*%\}\n?(?P<code>.*?)\{%-?\s*endhighlight\s*-?%\}", re.S
)
_RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
_POST_URL = re.compile(r"\{%-?\s*post_url\s+(?:\S*/)?\d{4}-\d{2}-\d{2}-(?P<slug>[^\s%]+)\s*-?%\}")
_LINK = re.compile(r"\{%-?\s*link\s+(?:\S*/)?\d{4}-\d{2}-\d{2}-(?P<slug>[^\s%]+?)\.(?:md|markdown|html)\s*-?%\}")
_MORE = re.compile(r"<!--\s*(?:more|truncate)\s*-->")


def render(source: str) -> str:
    """Sanitised HTML of a post's Markdown; what only a site generator could fill in stays as text."""
    return sanitise(_RENDERER.render(replace_tags(source)))


def replace_tags(source: str) -> str:
    """Code blocks, links to posts and marks of site generators as plain Markdown."""
    text = _HIGHLIGHT.sub(lambda found: f"```{found['language']}\n{found['code'].rstrip()}\n```", source)
    text = _POST_URL.sub(lambda found: f"/analise/{found['slug']}", text)
    text = _LINK.sub(lambda found: f"/analise/{found['slug']}", text)
    return _MORE.sub("", _RAW.sub("", text))
