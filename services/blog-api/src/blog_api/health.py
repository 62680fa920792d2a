"""The frontend's own health address."""

from flask import Blueprint

from blog_api.replies import plain_json
from suite.dates import wire_now
from suite.http import PUBLIC, Call, Reply, endpoint

PATH = "/api/blog/health"

blog_health = Blueprint("blog_health", __name__)


@blog_health.get(PATH)
@endpoint(PUBLIC, "The process answers; asks nothing else", replies={200: "It does"})
def show_blog_health(call: Call) -> Reply:
    now = wire_now()
    return plain_json(f'{{"success":true,"message":"Blog API funcionando!","timestamp":"{now}"}}')
