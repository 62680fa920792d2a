"""When a post was published and changed, as its head, its name or its file tell."""

import re
from datetime import UTC, datetime

from blog_api.importer.post_file import PostFile
from suite.text.front_matter import FrontMatterError

_DATE = re.compile(r"\d{4}[-/.]\d")


def published_at(source: PostFile) -> datetime:
    """The date of a post: what the head says, else the name of the file; not before a publishing date to come."""
    created, publish = created_at(source), publishing_at(source)
    if created and publish and publish > source.now:
        return max(created, publish)
    if found := created or publish:
        return found
    if source.date is None and source.in_drafts:
        return datetime.fromtimestamp(int(source.path.stat().st_mtime), UTC)
    return (modified_at(source) if source.date is None else None) or moment_of_name(source)


def created_at(source: PostFile) -> datetime | None:
    """`date`, which MkDocs also writes as a mapping."""
    if mapping := source.fields.below("date"):
        return mapping.moment("created", zone=source.zone)
    return source.fields.moment("date", zone=source.zone)


def publishing_at(source: PostFile) -> datetime | None:
    """From when on a generator shows it; `published` is a flag to others."""
    names = ["publishdate", "pubdate", "published_at", "publish_date"]
    if _DATE.match(str(source.fields.peek("published"))):
        names.append("published")
    return source.fields.moment(*names, zone=source.zone) or source.fields.moment("created_at", zone=source.zone)


def moment_of_name(source: PostFile) -> datetime:
    """The date in the name of the file."""
    if source.date is None:
        raise FrontMatterError(1, "no date in the front matter or in the name of the file")
    try:
        year, month, day = map(int, source.date.split("-"))
        return datetime(year, month, day, tzinfo=source.zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise FrontMatterError(1, f"the name of the file holds no date: {source.date}") from None


def modified_at(source: PostFile) -> datetime | None:
    """When it was changed last, as far as the head tells; not later than now."""
    fields = source.fields
    if mapping := fields.below("last_update") or fields.below("date"):
        found = mapping.moment("updated", "date", zone=source.zone)
    else:
        found = fields.moment("lastmod", "last_modified_at", "modified", "updated", "updated_at", zone=source.zone)
    return min(found, source.now) if found else None
