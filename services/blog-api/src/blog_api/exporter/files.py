"""One file a post, one file for authors, categories and tags."""

import re
from pathlib import Path
from typing import Any

import yaml

from blog_api.articles.markup import MarkupRefused
from blog_api.articles.untrusted import html_of
from blog_api.exporter import queries
from blog_api.importer.folder import BLOG_FILE
from suite.database import Database

_LINE_ENDS = re.compile("[\r\x85\u2028\u2029\ufeff]")
DROPPED_WHEN_EMPTY = ("image", "image_alt", "keywords", "tags", "views", "likes")


def export_blog(database: Database, blog_id: int, folder: Path) -> int:
    """Write a blog into a folder; how many posts. Files of an earlier export are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    session = {"app.blog_id": str(blog_id)}
    after = count = 0
    with database.transaction(session, mode="ISOLATION LEVEL REPEATABLE READ READ ONLY") as connection:
        records = queries.select_records(connection, blog_id)
        (folder / BLOG_FILE).write_text(to_yaml(records), encoding="utf-8")
        while page := queries.select_articles(connection, blog_id, after):
            for _, article in page:
                name, text = post_file(article)
                (folder / name).write_text(text, encoding="utf-8", newline="\n")
                count += 1
            after = page[-1][0]
    return count


def post_file(article: dict[str, Any]) -> tuple[str, str]:
    """Name and text of a post's file: Markdown where the body still is what its source says, else HTML."""
    source, content = article.pop("source"), article.pop("content")
    markdown = source is not None and is_source_of(source, content)
    metadata = article.pop("metadata") or {}
    head = {name: value for name, value in article.items() if value or name not in DROPPED_WHEN_EMPTY}
    rest = dict(metadata.get("front_matter", {}))
    rest.pop("categories", None)
    name = f"{article['date'][:10]}-{article['slug']}.{'md' if markdown else 'html'}"
    return name, f"---\n{to_yaml({**rest, **head})}---\n{source if markdown else content}"


def is_source_of(source: str, content: str) -> bool:
    """Whether the body still is what its Markdown says."""
    try:
        return html_of(source) == content
    except MarkupRefused:
        return False


class Dumper(yaml.SafeDumper):
    """Quotes what YAML 1.2 would read as a number and YAML 1.1 would not: `1e3`, `0o17`."""


def quote_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """A text, in quotes where it begins as a number does or holds signs that YAML takes for line ends."""
    style = '"' if text[:1] in tuple("+-.0123456789") or _LINE_ENDS.search(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


Dumper.add_representer(str, quote_text)


def to_yaml(values: Any) -> str:
    """YAML with keys in the given order."""
    return yaml.dump(values, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=1_000)
