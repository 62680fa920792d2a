"""What the newsletter routes accept, for the documentation: their texts are judged by the routes."""

from marshmallow import EXCLUDE

from blog_api.newsletter.rules import MAX_EMAIL
from blog_api.tenants.schemas import BlogBodySchema
from suite.http.fields import Text

MAX_SOURCE = 50
MAX_TOKEN = 200


class SubscribeSchema(BlogBodySchema):
    """A reader's address."""

    class Meta:
        unknown = EXCLUDE

    email = Text(1, MAX_EMAIL, required=True, metadata={"format": "email"})
    source = Text(0, MAX_SOURCE)


class TokenSchema(BlogBodySchema):
    """The token of a mail."""

    class Meta:
        unknown = EXCLUDE

    token = Text(1, MAX_TOKEN, required=True)
