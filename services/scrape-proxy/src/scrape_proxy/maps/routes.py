"""/api/v1/map."""

from flask import Blueprint

maps = Blueprint("maps", __name__)
