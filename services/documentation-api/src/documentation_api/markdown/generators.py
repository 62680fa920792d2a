"""What Docusaurus, MkDocs, Hugo and Jekyll mean by fields of a head: which pages they would not show, and which of
their fields mean nothing here."""

from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import Any

from suite.text.front_matter import Head

# Docusaurus: drafts and unlisted pages; Jekyll: published, and search_exclude of its theme for documentation; Hugo:
# draft, headless, build; MkDocs: search.exclude.
_HIDING = {"draft": True, "unlisted": True, "headless": True, "search_exclude": True, "published": False}
# Folders of what Jekyll does not show: what is no page yet, and what pages are made with.
_HIDING_FOLDERS = frozenset({"_drafts", "_includes", "_layouts"})
# Hugo takes the date of a page for its day of publishing where it names no other.
_PUBLISHED_FROM = ("publishdate", "pubdate", "date")
_SHOWN_UNTIL = ("expirydate", "unpublishdate")
# Jekyll's YAML is that of version 1.1, and some themes quote the words.
_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_NOWHERE = ("never", "false", "link", "local")
_UPDATED = ("last_update", "lastmod", "last_modified_at")
# Fields of those generators that have no meaning for a search over documents.
WITHOUT_MEANING = frozenset({
    "sidebar_label", "sidebar_position", "sidebar_class_name", "sidebar_key", "sidebar_custom_props",
    "displayed_sidebar", "pagination_label", "pagination_next", "pagination_prev", "hide_title",
    "hide_table_of_contents", "toc_min_heading_level", "toc_max_heading_level", "parse_number_prefixes",
    "custom_edit_url", "image", "title_meta", "id", "template", "hide", "icon", "subtitle", "hero", "nav_order",
    "parent", "has_children", "permalink", "layout", "weight", "menu", "aliases", "url", "cascade", "outputs",
    "resources", "markup", "linkTitle", "isCJKLanguage", "sitemap", "comments", "toc", "no_list", "redirect_from",
})  # fmt: skip


def hidden_by_place(rel_path: str) -> str | None:
    """Why a file of this place is no page of its generator; None for one that is."""
    folders = PurePosixPath(rel_path).parts[:-1]
    return next((f"it is in {folder}" for folder in folders if folder in _HIDING_FOLDERS), None)


def hidden_reason(head: Head, today: date) -> tuple[str, date | None] | None:
    """Why the generator of a page would not show it, and until when; None for a page that it shows."""
    values = {name.lower(): value for name, value in head.values.items()}
    for name, value in _HIDING.items():
        if _WORDS.get(str(values.get(name)).strip().lower()) is value:
            return f"{name}: {str(value).lower()}", None
    build = values.get("build", values.get("_build"))
    for option in ("render", "list"):
        word = str(build.get(option)).lower() if isinstance(build, dict) else ""
        if word in _NOWHERE:
            return f"build.{option}: {word}", None
    search = head.values.get("search")
    if isinstance(search, dict) and search.get("exclude") is True:
        return "search.exclude: true", None
    begins = first_day(head, _PUBLISHED_FROM)
    if begins is not None and begins > today:
        return f"published from {begins}", begins
    ends = last_day(head)
    if ends is not None and ends <= today:
        return f"shown until {ends}", None
    return None


def last_day(head: Head) -> date | None:
    """The day from which on a page is no longer shown."""
    return first_day(head, _SHOWN_UNTIL)


def updated_on(head: Head) -> date | None:
    """When a page says that it was last changed."""
    for name in _UPDATED:
        value = head.values.get(name)
        found = day_of(value.get("date") if isinstance(value, dict) else value)
        if found is not None:
            return found
    return None


def meaningless_fields(head: Head) -> list[str]:
    """Fields of generators that have no meaning here."""
    return sorted(WITHOUT_MEANING & head.values.keys())


def first_day(head: Head, names: tuple[str, ...]) -> date | None:
    """The day that the first of these fields names."""
    values = {name.lower(): value for name, value in head.values.items()}
    return next((day for name in names if (day := day_of(values.get(name))) is not None), None)


def day_of(value: Any) -> date | None:
    """The day a value names, in UTC where it has a zone."""
    if isinstance(value, datetime):
        return _utc_day(value)
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    text = value.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            return None
    return _utc_day(moment)


def _utc_day(moment: datetime) -> date | None:
    """The day in UTC, None where that lies before the year 1 or after 9999."""
    try:
        return moment.astimezone(UTC).date() if moment.tzinfo else moment.date()
    except OverflowError:
        return None
