"""What an article is to its editors: states, and what a revision keeps."""

from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from blog_api.articles.markup import MarkupRefused
from blog_api.articles.sanitiser import plain_text
from blog_api.articles.untrusted import clean_html
from blog_api.editing.roles import EDITOR, Editor
from blog_api.errors import InvalidTransition
from suite.errors import Forbidden, Problem, ValidationFailed

DRAFT, SCHEDULED, PUBLISHED, ARCHIVED = "draft", "scheduled", "published", "archived"
STATES = (DRAFT, SCHEDULED, PUBLISHED, ARCHIVED)
TRANSITIONS = {
    DRAFT: {SCHEDULED, PUBLISHED, ARCHIVED},
    SCHEDULED: {DRAFT, PUBLISHED, ARCHIVED},
    PUBLISHED: {DRAFT, ARCHIVED},
    # What was taken away is looked over before it comes back.
    ARCHIVED: {DRAFT},
}
DESCRIPTION_LENGTH = 160
# What a revision brings back: the text and its place, never state, date and address.
RESTORED = (
    "title",
    "content",
    "description",
    "image_url",
    "image_alt",
    "type",
    "keywords",
    "category_id",
    "author_id",
)


@dataclass(frozen=True, slots=True)
class Article:
    """An article as editors write it; `tags` are ids in rising order."""

    title: str
    slug: str
    category_id: int
    author_id: int
    published_at: datetime
    content: str = ""
    description: str = ""
    state: str = DRAFT
    image_url: str = ""
    image_alt: str | None = None
    type: str = "analise"
    keywords: list[str] = field(default_factory=list)
    metadata: dict[str, Any] | None = None
    source: str | None = None
    tags: list[int] = field(default_factory=list)

    def values(self) -> dict[str, Any]:
        """Values by column, and the tags."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    def snapshot(self) -> dict[str, Any]:
        """The article as a revision keeps it."""
        return {**self.values(), "published_at": self.published_at.isoformat()}

    def state_at(self, now: datetime) -> str:
        """A scheduled article is published once its time has come."""
        return PUBLISHED if self.state == SCHEDULED and self.published_at <= now else self.state


def changed_article(old: Article, changes: dict[str, Any], editor: Editor, now: datetime) -> Article:
    """The article after clean changes; ValidationFailed, InvalidTransition or Forbidden when they may not be."""
    before = old.state_at(now)
    wanted = changes.get("state", before)
    if wanted != before and wanted not in TRANSITIONS[before]:
        raise InvalidTransition(before, wanted)
    cleaned = dict(changes)
    if cleaned.get("content", old.content) != old.content:
        cleaned.setdefault("source", None)
    dated = old.published_at
    if wanted == PUBLISHED and before != PUBLISHED and "published_at" not in changes:
        dated = now
    article = replace(old, **{"published_at": dated, **cleaned, "state": wanted})
    require_rights(article, before, editor)
    require_consistent(article, now)
    return article


def clean(changes: dict[str, Any]) -> dict[str, Any]:
    """Given values with HTML sanitised and tags in order; ValidationFailed for HTML that would cost too much."""
    cleaned = dict(changes)
    if "content" in cleaned:
        try:
            cleaned["content"] = clean_html(cleaned["content"])
        except MarkupRefused as error:
            raise ValidationFailed(problems=[Problem("content", f"content: {error}", "too_complex")]) from error
    if "tags" in cleaned:
        cleaned["tags"] = sorted(set(cleaned["tags"]))
    return cleaned


def require_rights(article: Article, before: str, editor: Editor) -> None:
    """Forbidden unless an editor: authors write drafts, editors decide what is read."""
    if not editor.may(EDITOR) and (article.state != DRAFT or before != DRAFT):
        raise Forbidden("Only editors may publish, schedule, archive or change what is not a draft")


def require_consistent(article: Article, now: datetime) -> None:
    """ValidationFailed when the date does not fit the state."""
    if article.state == SCHEDULED and article.published_at <= now:
        raise ValidationFailed(problems=[Problem("publishedAt", "publishedAt must be in the future")])
    if article.state == PUBLISHED and article.published_at > now:
        raise ValidationFailed(
            problems=[Problem("publishedAt", "publishedAt must not be in the future; use scheduled")]
        )


def default_description(content: str) -> str:
    """The first words of the body."""
    text = plain_text(content)
    return text if len(text) <= DESCRIPTION_LENGTH else text[:DESCRIPTION_LENGTH].rsplit(" ", 1)[0].rstrip()


def restored_values(snapshot: dict[str, Any]) -> dict[str, Any]:
    """What a revision brings back."""
    return {
        **{name: snapshot[name] for name in RESTORED},
        "tags": list(snapshot["tags"]),
        "source": snapshot["source"],
    }
