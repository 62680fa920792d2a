"""The blog in a body."""

from marshmallow import EXCLUDE

from suite.http.fields import Whole
from suite.http.schemas import InputSchema
from suite.ids import LARGEST_ID


class BlogBodySchema(InputSchema):
    """A body that may name the blog; everything else in it is ignored."""

    class Meta:
        unknown = EXCLUDE

    blog_id = Whole(1, LARGEST_ID, data_key="blogId")
