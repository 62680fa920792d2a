"""Values that a site and its folders hand down to the pages in them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from blog_api.importer.generators import ELEVENTY, HUGO, JEKYLL, MAX_BYTES, Site, mappings_of, value_of
from blog_api.importer.globs import UnreadablePattern, matches, matches_below
from suite.text.front_matter import FrontMatterError, Head, split_head
from suite.text.yaml import Rules, YamlError, read_yaml

POSTS, DRAFTS = "_posts", "_drafts"
INDEXES = ("_index.md", "_index.html")
_FILE_RULES = Rules(depth=16, values=50_000, unique_keys=False)
Handed = tuple[Callable[[str], bool], dict[str, Any]]


def site_values(site: Site) -> Iterator[Handed]:
    """What the configuration of a site gives its posts: defaults of Jekyll, the cascade of Hugo."""
    if site.generator == JEKYLL:
        # Of two defaults for a file that of the longer path counts, then that which names a type.
        scopes: list[tuple[str, str, dict[str, Any]]] = []
        for entry in mappings_of(site.configuration.get("defaults")):
            scope = next(mappings_of(entry.get("scope")), {})
            for values in mappings_of(entry.get("values")):
                scopes.append((str(scope.get("path") or ""), str(scope.get("type") or ""), values))
        for path, kind, values in sorted(scopes, key=lambda scope: (len(scope[0]), bool(scope[1]))):
            yield scope_of(path, kind), values
    elif site.generator == HUGO:
        yield from cascades_of(value_of(site.configuration, "cascade"))


def scope_of(path: str, kind: str) -> Callable[[str], bool]:
    """Whether a default of Jekyll is for a file."""
    path = path.strip("/")

    def applies(place: str) -> bool:
        parts = place.split("/")
        own = "drafts" if DRAFTS in parts else "posts" if POSTS in parts or parts[-1][:4].isdigit() else "pages"
        if kind and kind.removesuffix("s") != own.removesuffix("s"):
            return False
        return matches_below(path, place) if "*" in path else place.startswith(path)

    return applies


def handed_down(section: Path, generator: str) -> list[Handed]:
    """What a folder gives the files below it: `cascade` of Hugo, .meta.yml of MkDocs, data files of Eleventy.

    FrontMatterError when one cannot be read: it may say that its pages are drafts.
    """
    names = [".meta.yml", f"{section.name}.11tydata.json"]
    names += [f"{section.name}.json"] if generator == ELEVENTY else []
    found: list[Handed] = [(everywhere, read_values(path)) for name in names if (path := section / name).is_file()]
    head = index_of(section)
    return [*found, *cascades_of(value_of(head.values, "cascade"))] if head else found


def index_of(section: Path) -> Head | None:
    """The head of a section's own page; FrontMatterError."""
    index = next((path for name in INDEXES if (path := section / name).is_file()), None)
    if index is None:
        return None
    try:
        return split_head(index.read_text(encoding="utf-8"))
    except (FrontMatterError, UnicodeDecodeError, OSError) as error:
        raise FrontMatterError(1, f"{index.name} of its section cannot be read: {error}") from error


def cascades_of(cascade: Any) -> Iterator[Handed]:
    """The values of a cascade of Hugo, each with what it is for."""
    for entry in mappings_of(cascade):
        target = entry.get("_target", entry.get("target"))
        values = {name: value for name, value in entry.items() if name not in ("_target", "target")}
        yield (target_of(target) if isinstance(target, dict) else everywhere), values


def target_of(target: dict[str, Any]) -> Callable[[str], bool]:
    """Whether a cascade with this target is for a page that is built for readers."""
    path = target.get("path")

    def applies(place: str) -> bool:
        for name, own in (("kind", "page"), ("environment", "production")):
            if isinstance(wanted := target.get(name), str) and wanted and not fits(wanted, own):
                return False
        return not isinstance(path, str) or any(fits(path.lower(), one.lower()) for one in names_of(place))

    return applies


def names_of(place: str) -> Iterator[str]:
    """The names Hugo has for a page: with its ending, without, and that of its folder for a bundle."""
    yield f"/{place}"
    yield f"/{place.rpartition('.')[0]}"
    folder, _, name = place.rpartition("/")
    if name.startswith("index."):
        yield f"/{folder}"


def fits(pattern: str, text: str) -> bool:
    """Whether a pattern fits; in doubt it does, and FrontMatterError tells of one that is not understood."""
    try:
        return matches(pattern, text)
    except UnreadablePattern as error:
        raise FrontMatterError(1, f"a pattern of its section is not understood: {error}") from error


def everywhere(place: str) -> bool:
    """For every page."""
    return True


def read_values(path: Path) -> dict[str, Any]:
    """The mapping a file holds; FrontMatterError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError(f"it is larger than {MAX_BYTES} bytes")
        text = path.read_text(encoding="utf-8")
        values = json.loads(text) if path.suffix == ".json" else read_yaml(text, _FILE_RULES)
    except (OSError, ValueError, RecursionError, YamlError) as error:
        raise FrontMatterError(1, f"{path.name} of its folder cannot be read: {error}") from error
    return values if isinstance(values, dict) else {}
