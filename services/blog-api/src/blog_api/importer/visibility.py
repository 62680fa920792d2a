"""Whether a post's generator would show it. What it would not, readers here do not see either."""

from datetime import datetime, tzinfo
from typing import Any

from blog_api.articles.editing_rules import ARCHIVED, DRAFT, PUBLISHED, SCHEDULED, STATES
from blog_api.importer.fields import Fields

# Of Ghost and WordPress; anything else they know is not for everybody. Others use the word for marks beside a title.
_SHOWN_STATUS = frozenset({"published", "publish", "public", "new", "deprecated", "updated", "done", "complete"})
_NEVER = ("never", "false", "no", "link", "local")


def state_of(fields: Fields, published_at: datetime, now: datetime, zone: tzinfo) -> tuple[str, str | None]:
    """The state of a post, and why it is not public when something else than its own state says so."""
    stated = fields.text("state", longest=100)
    if stated and stated not in STATES:
        raise fields.refuse(f"is not one of {', '.join(STATES)}", "state")
    if stated in (DRAFT, ARCHIVED):
        return stated, None
    expires = fields.moment("expirydate", "unpublishdate", zone=zone)
    if expires is not None and expires <= now:
        return ARCHIVED, "expired"
    reason = hidden_reason(fields, published_at, now)
    if reason:
        return DRAFT, reason
    return (SCHEDULED if published_at > now else PUBLISHED), None


def hidden_reason(fields: Fields, published_at: datetime, now: datetime) -> str | None:
    """Why a generator would not list the post, None when it would."""
    if fields.flag("draft"):
        return "draft"
    if is_unpublished(fields):
        return "published is false"
    for name in ("unlisted", "hidden", "private", "headless", "email_only"):
        if fields.flag(name):
            return name
    if fields.value("hide") is True:
        return "hide"
    for name in ("password", "redirect_to"):
        if fields.value(name):
            return f"it has {name}"
    if status := hiding_status(fields, published_at, now):
        return status
    visibility = fields.text("visibility", longest=100).lower()
    if visibility not in ("", "public"):
        return f"visibility is {visibility}"
    return hiding_build(fields.value("build", "_build"))


def is_unpublished(fields: Fields) -> bool:
    """Whether `published` says no; to some generators it is the date of the post."""
    value = fields.value("published")
    return isinstance(value, bool | int | str) and str(value).strip().lower() in ("false", "no", "off", "n", "0")


def hiding_status(fields: Fields, published_at: datetime, now: datetime) -> str | None:
    """A status that is not for every reader."""
    status = fields.text("status", "post_status", longest=100).lower()
    if not status or status in _SHOWN_STATUS or (status in ("scheduled", "future") and published_at > now):
        return None
    return f"status is {status}"


def hiding_build(build: Any) -> str | None:
    """Hugo's options: a page that is not rendered or in no list."""
    if not isinstance(build, dict):
        return None
    options = {str(name).lower(): str(value).strip().lower() for name, value in build.items()}
    for name in ("render", "list"):
        if options.get(name) in _NEVER:
            return f"build.{name} is {options[name]}"
    return None
