"""Comments of an article, as readers see them."""

from flask import Blueprint

from blog_api.comments import queries
from blog_api.comments.replies import CommentSchema
from blog_api.errors import ArticleNotFound
from blog_api.inputs import BlogQuerySchema, parse_article_id
from blog_api.posts.replies import data_reply
from blog_api.replies import UNCHANGED
from blog_api.settings import BlogCall
from blog_api.tenants.tenant import read_tenant, tenant_of
from suite.http import PUBLIC, Reply, endpoint
from suite.http.fields.reply import data_of

comments = Blueprint("comments", __name__)


@comments.get("/posts/<article_id>/comments")
@endpoint(
    PUBLIC,
    "Approved comments",
    query=BlogQuerySchema(),
    replies={200: ("An array in data", data_of(CommentSchema, many=True)), **UNCHANGED},
)
def list_comments(call: BlogCall, article_id: str) -> Reply:
    identifier = parse_article_id(article_id)
    with read_tenant(call) as connection:
        array = queries.select_comments(connection, tenant_of(call).id, identifier)
    if array is None:
        raise ArticleNotFound()
    return data_reply(call, array)
