"""What may be said about a blog."""

import re

from marshmallow import EXCLUDE

from blog_api.editing.schemas import slug_field
from suite.http.fields import Choice, Pattern, Text, TextList
from suite.http.schemas import InputSchema

STATUSES = ("active", "suspended", "sold")
_DOMAIN = re.compile(r"(?!www\.)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")


class BlogPatchSchema(InputSchema):
    """Fields to change."""

    class Meta:
        unknown = EXCLUDE

    name = Text(1, 200)
    slug = slug_field()
    domain = Pattern(
        _DOMAIN.fullmatch,
        "a host name in lower case without www.",
        low=3,
        high=253,
        allow_none=True,
    )
    status = Choice(STATUSES)
    metaDescription = Text(0, 5_000, allow_none=True)
    targetKeywords = TextList(50, 100, each="keyword")


class NewBlogSchema(BlogPatchSchema):
    """A new blog."""

    name = Text(1, 200, required=True)
    slug = slug_field(required=True)
