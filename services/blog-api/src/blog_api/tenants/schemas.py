"""The blog in a body."""

from marshmallow import EXCLUDE

from blog_api.inputs import MAX_ID
from suite.http.fields import Whole
from suite.http.schemas import InputSchema


class BlogBodySchema(InputSchema):
    """A body that may name the blog; everything else in it is ignored."""

    class Meta:
        unknown = EXCLUDE

    blog_id = Whole(1, MAX_ID, data_key="blogId")
