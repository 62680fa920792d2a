"""Whether a post's generator would show it. What it would not, readers here do not see either."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

from blog_api.articles.editing_rules import ARCHIVED, DRAFT, PUBLISHED, SCHEDULED, STATES
from blog_api.importer.fields import Fields

# Of Ghost and WordPress; anything else they know is not for everybody. Others use the word for marks beside a title.
_SHOWN_STATUS = frozenset({"published", "publish", "public"})
_MARKS = frozenset({"new", "deprecated", "updated", "done", "complete"})
_NEVER = ("never", "false", "no", "link", "local")
_FLAGS = ("unlisted", "hidden", "private", "headless", "email_only", "eleventyexcludefromcollections")
_SECRETS = ("password", "post_password", "redirect_to")


def state_of(fields: Fields, published_at: datetime, now: datetime, zone: tzinfo) -> tuple[str, str | None]:
    """The state of a post, and why it is not public when something else than its own state says so."""
    stated = fields.text("state", longest=100)
    if stated and stated not in STATES:
        raise fields.refuse(f"is not one of {', '.join(STATES)}", "state")
    # All of them are looked at, so that each counts as read.
    reasons = list(hiding_reasons(fields, published_at, now))
    if stated in (DRAFT, ARCHIVED):
        return stated, None
    expires = fields.moment("expirydate", "unpublishdate", zone=zone)
    if expires is not None and expires <= now:
        return ARCHIVED, "expired"
    if reasons:
        return DRAFT, reasons[0]
    return (SCHEDULED if published_at > now else PUBLISHED), None


def hiding_reasons(fields: Fields, published_at: datetime, now: datetime) -> Iterator[str]:
    """Why a generator would not list the post; none when it would."""
    if fields.flag("draft"):
        yield "draft"
    if is_unpublished(fields):
        yield "published is false"
    yield from (name for name in _FLAGS if fields.flag(name))
    if fields.peek("hide") is True:
        fields.mark("hide")
        yield "hide"
    yield from (f"it has {name}" for name in _SECRETS if fields.value(name))
    yield from hiding_status(fields, published_at, now)
    visibility = fields.text("visibility", longest=100).lower()
    if visibility not in ("", "public"):
        yield f"visibility is {visibility}"
    yield from hiding_build(fields.value("build", "_build"))
    yield from hiding_outputs(fields)


def is_unpublished(fields: Fields) -> bool:
    """Whether `published` says no; to some generators it is the date of the post."""
    value = fields.value("published")
    return isinstance(value, bool | int | str) and str(value).strip().lower() in ("false", "no", "off", "n", "0")


def hiding_status(fields: Fields, published_at: datetime, now: datetime) -> Iterator[str]:
    """A status that is not for every reader."""
    if str(fields.peek("status")).lower() in _MARKS:
        return
    status = fields.text("status", "post_status", longest=100).lower()
    if status and status not in _SHOWN_STATUS and not (status in ("scheduled", "future") and published_at > now):
        yield f"status is {status}"


def hiding_build(build: Any) -> Iterator[str]:
    """Hugo's options: a page that is not rendered or in no list."""
    options = {str(name).lower(): str(value).strip().lower() for name, value in items_of(build)}
    yield from (f"build.{name} is {options[name]}" for name in ("render", "list") if options.get(name) in _NEVER)


def hiding_outputs(fields: Fields) -> Iterator[str]:
    """A page that is written nowhere (Eleventy, Zola), or in other formats only (Hugo)."""
    for name, inner in (("permalink", "build"), ("render", "")):
        value = fields.peek(name)
        value = value.get(inner) if isinstance(value, dict) else value
        if value is False or str(value).strip().lower() == "false":
            fields.mark(name)
            yield f"{name} is false"
    outputs = fields.peek("outputs")
    if isinstance(outputs, list) and outputs and "html" not in {str(output).lower() for output in outputs}:
        fields.mark("outputs")
        yield "outputs has no html"


def items_of(value: Any) -> list[tuple[Any, Any]]:
    """Names and values of a mapping, nothing of anything else."""
    return list(value.items()) if isinstance(value, dict) else []
