"""What can be told: every topic with the version and the fields of its data.

A field more is no new version; a field less, or with another meaning, is. Unknown extra fields are kept and ignored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from marshmallow import INCLUDE, Schema, fields, validate

from suite.events.errors import InvalidPayload, PublisherNotFound


class EventSchema(Schema):
    """Data of a topic: what is named is judged, everything else passes."""

    class Meta:
        unknown = INCLUDE


@dataclass(frozen=True)
class Topic:
    """A topic. `key` names the field whose events keep their order, None: no order."""

    name: str
    key: str | None
    schema: EventSchema
    version: int = 1

    @property
    def required(self) -> list[str]:
        """Names of the fields that must be there."""
        return [name for name, field in self.schema.fields.items() if field.required]

    def examine(self, data: Any) -> None:
        """InvalidPayload unless `data` fit; the message lists the required fields and what is wrong."""
        problems = self.schema.validate(data) if isinstance(data, Mapping) else {"data": ["Not an object."]}
        if problems:
            wrong = ", ".join(f"{name} ({problem_text(found)})" for name, found in sorted(problems.items()))
            raise InvalidPayload(f"{self.name} requires {', '.join(self.required)}; wrong: {wrong}")


def find_topic(name: str) -> Topic:
    """The topic of that name; PublisherNotFound."""
    topic = TOPICS.get(name)
    if topic is None:
        raise PublisherNotFound(f"Nobody publishes the topic {name!r}")
    return topic


def problem_text(found: Any) -> str:
    """One line of what marshmallow found wrong with a field."""
    return " ".join(str(item) for item in found) if isinstance(found, list) else str(found)


def text(longest: int = 2_000, *, required: bool = True, shortest: int = 1, may_be_null: bool = False) -> fields.String:
    """A text field."""
    return fields.String(required=required, allow_none=may_be_null, validate=validate.Length(shortest, longest))


def moment() -> fields.AwareDateTime:
    """An ISO-8601 date with a zone."""
    return fields.AwareDateTime(required=True, format="iso")


def count() -> fields.Integer:
    """A number of things."""
    return fields.Integer(required=True, strict=True, validate=validate.Range(0))


def topic(name: str, key: str | None, **declared: fields.Field[Any]) -> Topic:
    """Declare a topic; a field whose name Python reserves is written with a trailing underscore."""
    named = {field.rstrip("_"): rule for field, rule in declared.items()}
    schema = EventSchema.from_dict(dict(named), name=f"{name.title().replace('-', '')}Schema")()
    assert isinstance(schema, EventSchema)
    return Topic(name, key, schema)


_DECLARED = (
    topic(
        "notification-created",
        "notificationId",
        id=text(100),
        notificationId=text(100),
        userId=text(100),
        type=fields.String(required=True, validate=validate.OneOf(("in-app", "email"))),
        message=text(10_000),
        createdAt=moment(),
    ),
    topic(
        "notification-sent",
        "notificationId",
        notificationId=text(100),
        status=fields.String(required=True, validate=validate.Equal("sent")),
        timestamp=moment(),
        channel=text(50),
        providerMessageId=text(500, required=False, may_be_null=True),
    ),
    topic(
        "notification-failed",
        "notificationId",
        notificationId=text(100),
        status=fields.String(required=True, validate=validate.Equal("failed")),
        reason=text(),
        attempts=count(),
        timestamp=moment(),
    ),
    topic(
        "article-published",
        "articleId",
        articleId=text(100),
        blogId=text(100),
        slug=text(500),
        title=text(),
        publishedAt=moment(),
        url=text(required=False, may_be_null=True),
    ),
    topic(
        "item-status-changed",
        "itemId",
        itemId=text(100),
        title=text(),
        from_=text(100),
        to=text(100),
        changedBy=text(200),
        changedAt=moment(),
    ),
    topic(
        "idea-moved",
        "ideaId",
        ideaId=text(100),
        title=text(),
        from_=text(100),
        to=text(100),
        changedBy=text(200),
        changedAt=moment(),
    ),
    topic(
        "crawl-finished",
        "crawlId",
        crawlId=text(100),
        url=text(8_192),
        status=text(50),
        completed=count(),
        failed=count(),
        finishedAt=moment(),
    ),
    topic(
        "sync-failed",
        "stream",
        stream=text(200),
        runId=text(100),
        error=text(),
        failedAt=moment(),
        consecutiveFailures=count(),
    ),
    topic(
        "system-down",
        "service",
        service=text(100),
        status=text(100),
        since=moment(),
        detail=text(required=False, may_be_null=True),
    ),
    topic(
        "webhook-disabled",
        "webhookId",
        webhookId=text(100),
        host=text(300),
        reason=text(),
        disabledAt=moment(),
        owner=text(100, required=False, may_be_null=True),
    ),
    topic(
        "mail-requested",
        None,
        mailId=text(36),
        to=text(254),
        reader=text(100),
        template=text(50),
        subject=text(),
        data=fields.Dict(required=True),
        locale=text(20, required=False, may_be_null=True),
    ),
    topic(
        "newsletter-page",
        "articleId",
        articleId=text(100),
        blogId=text(100),
        after=text(36),
    ),
    topic(
        "dead-letter",
        None,
        original=fields.Raw(required=True, allow_none=True),
        subscription=text(200),
        reason=text(),
        attempts=count(),
        failedAt=moment(),
    ),
)
TOPICS: Mapping[str, Topic] = MappingProxyType({declared.name: declared for declared in _DECLARED})
