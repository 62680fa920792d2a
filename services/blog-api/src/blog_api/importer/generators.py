"""The site a folder of posts belongs to, as the configuration of its generator describes it."""

import json
import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from suite.text.yaml import Rules, YamlError, read_yaml

JEKYLL, HUGO, MKDOCS, ELEVENTY = "jekyll", "hugo", "mkdocs", "eleventy"
_ENDINGS = ("toml", "yaml", "yml", "json")
CONFIGURATIONS = {
    JEKYLL: ("_config.yml", "_config.yaml", "_config.toml"),
    HUGO: tuple(
        f"{folder}{name}.{ending}"
        for folder, name in (("", "hugo"), ("", "config"), ("config/_default/", "hugo"), ("config/_default/", "config"))
        for ending in _ENDINGS
    ),
    MKDOCS: ("mkdocs.yml", "mkdocs.yaml"),
    # Programs: that they are there is all they tell.
    ELEVENTY: (".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs"),
}
# A folder of posts lies this deep in its site.
MAX_LEVELS = 6
MAX_BYTES = 1_000_000
# MkDocs has tags of its own and of Python; none of what is read here stands behind one.
_CONTENT = re.compile(r"^[^\S\n]*+[^\s#]", re.MULTILINE)
_RULES = Rules(depth=32, values=100_000, unique_keys=False, known_tags=False)


class SiteUnreadable(Exception):
    """The configuration of a site cannot be read: it may say that posts are not public."""


@dataclass(frozen=True, slots=True)
class Site:
    """`root` has the configuration, below `content` lie the pages; without a generator both are the folder itself."""

    root: Path
    content: Path
    generator: str = ""
    configuration: dict[str, Any] = field(default_factory=dict)

    def path_of(self, path: Path) -> str:
        """Where a file is in the site, as its generator writes it."""
        return path.relative_to(self.content).as_posix()


def find_site(folder: Path) -> Site:
    """The site of a folder: its own configuration, or that of a folder above it; SiteUnreadable."""
    folder = Path(os.path.abspath(folder))
    for root in (folder, *folder.parents[:MAX_LEVELS]):
        for generator, names in CONFIGURATIONS.items():
            for name in names:
                if (root / name).is_file() and (site := site_at(root, generator, root / name, folder)):
                    return site
        if (root / ".git").exists():
            break
    content = folder
    while (content.parent / "_index.md").is_file():
        content = content.parent
    return Site(folder, content)


def site_at(root: Path, generator: str, path: Path, folder: Path) -> Site | None:
    """The site of a configuration; None when the folder is none of its pages."""
    values = {} if generator == ELEVENTY else read_configuration(path)
    if generator in (JEKYLL, ELEVENTY):
        return Site(root, root, generator, values)
    name = values.get("docs_dir", "docs") if generator == MKDOCS else value_of(values, "contentdir") or "content"
    content = Path(os.path.abspath(root / str(name)))
    if folder == root:
        return Site(root, content if content.is_dir() else root, generator, values)
    return Site(root, content, generator, values) if folder.is_relative_to(content) else None


def read_configuration(path: Path) -> dict[str, Any]:
    """The values of a configuration; SiteUnreadable."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError(f"it is larger than {MAX_BYTES} bytes")
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".toml":
            values: Any = tomllib.loads(text)
        elif path.suffix == ".json":
            values = json.loads(text)
        else:
            # Nothing but remarks is no document at all.
            values = read_yaml(text, _RULES) if _CONTENT.search(text) else {}
    except (OSError, ValueError, RecursionError, YamlError) as error:
        raise SiteUnreadable(f"{path} cannot be read: {error}") from error
    return values if isinstance(values, dict) else {}


def value_of(values: dict[str, Any], name: str) -> Any:
    """A value whose name Hugo reads in whatever case it is written."""
    return next((value for key, value in values.items() if key.lower() == name), None)


def mappings_of(value: Any) -> Iterator[dict[str, Any]]:
    """The mappings of a list, or the one that stands there alone."""
    yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict))
