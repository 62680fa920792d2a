"""/api/v1/crawl."""

from flask import Blueprint

crawls = Blueprint("crawls", __name__)
