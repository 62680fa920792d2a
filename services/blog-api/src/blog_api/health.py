"""The frontend's own health address."""

from flask import Blueprint

from blog_api.replies import plain_json
from blog_api.settings import BlogCall
from suite.dates import wire_now
from suite.http import PUBLIC, Reply, endpoint
from suite.http.fields import reply

PATH = "/api/blog/health"

blog_health = Blueprint("blog_health", __name__)


class BlogHealthSchema(reply.ReplySchema):
    """That the process answers."""

    success = reply.constant(True)
    message = reply.text()
    timestamp = reply.moment()


@blog_health.get(PATH)
@endpoint(PUBLIC, "The process answers; asks nothing else", replies={200: ("It does", BlogHealthSchema())})
def show_blog_health(call: BlogCall) -> Reply:
    now = wire_now()
    return plain_json(f'{{"success":true,"message":"Blog API funcionando!","timestamp":"{now}"}}')
