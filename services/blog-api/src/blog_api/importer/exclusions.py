"""Files that the configuration of a site leaves out."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from blog_api.importer.generators import HUGO, JEKYLL, MKDOCS, Site, SiteUnreadable, value_of
from blog_api.importer.globs import UnreadablePattern, matches_below

# Without groups an expression costs a power of its repetitions at most.
_SIMPLE = re.compile(r"[^(){}]{1,200}")
MAX_REPETITIONS = 4
Exclusion = Callable[[str], bool]


def exclusions_of(site: Site) -> list[tuple[str, Exclusion]]:
    """What leaves files out, with the words that tell it; SiteUnreadable for a pattern that is not understood."""
    values = site.configuration
    if site.generator == JEKYLL:
        patterns = [pattern.strip("/").replace("*", "**") for pattern in texts_of(values.get("exclude"))]
        found: list[tuple[str, Exclusion]] = [("exclude", partial(fits_any, patterns))]
    elif site.generator == HUGO:
        expressions = [expression_of(text) for text in texts_of(value_of(values, "ignorefiles"))]
        found = [("ignoreFiles", partial(finds_any, expressions))]
    elif site.generator == MKDOCS:
        found = [(name, partial(is_ignored, lines_of(values.get(name)))) for name in ("exclude_docs", "draft_docs")]
    else:
        return []
    try:
        for _, excludes in found:
            excludes("a/b")
    except UnreadablePattern as error:
        raise SiteUnreadable(f"a pattern of {site.root} is not understood: {error}") from error
    return found


def texts_of(value: Any) -> list[str]:
    """The texts of a list, or the one that stands there alone."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str) and one]


def lines_of(value: Any) -> list[str]:
    """Patterns as .gitignore has them, one a line."""
    lines = (line.strip() for text in texts_of(value) for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def fits_any(patterns: list[str], path: str) -> bool:
    """Whether a file or a folder above it is named."""
    return any(matches_below(pattern, path) for pattern in patterns)


def finds_any(expressions: list[re.Pattern[str]], path: str) -> bool:
    """Whether an expression is found in a path."""
    return any(expression.search(path[:500]) for expression in expressions)


def expression_of(text: str) -> re.Pattern[str]:
    """A regular expression that costs little; SiteUnreadable for another."""
    try:
        if _SIMPLE.fullmatch(text) and len(re.findall(r"(?<!\\)[*+]", text)) <= MAX_REPETITIONS:
            return re.compile(text)
    except re.error:
        pass
    raise SiteUnreadable(f"the expression {text[:100]} of ignoreFiles is not understood; move those files away")


def is_ignored(lines: list[str], path: str) -> bool:
    """Whether the last line that names a file or a folder above it leaves it out."""
    ignored = False
    for line in lines:
        pattern = line.removeprefix("!").rstrip("/")
        # With a slash a pattern begins at the top, without one it is a name anywhere.
        pattern = pattern.lstrip("/") if "/" in pattern else f"**/{pattern}"
        # Behind a slash only a folder is meant.
        if matches_below(pattern, path.rpartition("/")[0] if line.endswith("/") else path):
            ignored = not line.startswith("!")
    return ignored
