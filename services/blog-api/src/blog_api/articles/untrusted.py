"""Strangers' HTML and Markdown made into ours: short texts at once, longer ones in a child process with limits."""

from collections.abc import Callable
from typing import Any

from blog_api.articles.markdown import render
from blog_api.articles.markup import MarkupRefused
from blog_api.articles.sanitiser import sanitise
from suite.bounded import Bounded, TooCostly

# What takes longest of this length, Markdown included, took less than 50 ms.
AT_ONCE_CHARACTERS = 4_000
LIMITS: dict[str, Any] = {"memory_mb": 384, "cpu_seconds": 10, "wall_seconds": 30, "waiting": 8}
SANITISER = Bounded("blog_api.articles.sanitiser:sanitise", **LIMITS)
RENDERER = Bounded("blog_api.articles.markdown:render", **LIMITS)


def clean_html(html: str) -> str:
    """Sanitised HTML. MarkupRefused when it costs too much; QueueFull, OutOfTime when others do."""
    return bounded(SANITISER, sanitise, html)


def html_of(markdown: str, *, liquid: bool = True) -> str:
    """Sanitised HTML of Markdown; errors as those of clean_html."""
    return bounded(RENDERER, render, markdown, liquid=liquid)


def bounded(work: Bounded, function: Callable[..., str], text: str, **options: Any) -> str:
    """What the function makes of a text, in a child where the text is long."""
    if len(text) <= AT_ONCE_CHARACTERS:
        return function(text, **options)
    try:
        return str(work.run(text, **options))
    except TooCostly as error:
        raise MarkupRefused("it takes more computing or memory than an article may") from error


def end_children() -> None:
    """For command lines, which do not stay: nothing computes when they end."""
    SANITISER.close()
    RENDERER.close()
