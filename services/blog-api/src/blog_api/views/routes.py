"""The two addresses of the view counter."""

from flask import Blueprint

from blog_api.inputs import BlogQuerySchema, parse_article_id
from blog_api.replies import plain_json
from blog_api.service import BlogService
from blog_api.tenants.schemas import BlogBodySchema
from blog_api.views.replies import ViewSchema
from suite.http import PUBLIC, Call, Reply, endpoint

views = Blueprint("views", __name__)


@views.post("/api/blog/posts/<article_id>/view", endpoint="count_post_view")
@views.post("/blog/articles/<article_id>/view")
@endpoint(
    PUBLIC,
    "Count a view",
    query=BlogQuerySchema(),
    body=BlogBodySchema(),
    body_optional=True,
    other_media_empty=True,
    parse_body=False,
    replies={200: ("Whether it counted, and the views", ViewSchema()), 400: "Not an id", 404: "Not visible"},
)
def count_view(call: Call[BlogService], article_id: str) -> Reply:
    counted, views_now = call.service.views.count(call, parse_article_id(article_id))
    return plain_json(f'{{"success":true,"counted":{"true" if counted else "false"},"viewCount":{views_now}}}')
