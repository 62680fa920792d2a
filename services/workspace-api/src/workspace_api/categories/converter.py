"""The path parameter of one category."""

from werkzeug.routing import BaseConverter

from workspace_api.categories.schemas import RESERVED


class CategoryConverter(BaseConverter):
    """Any segment but the names of other routes."""

    regex = rf"(?!(?:{'|'.join(RESERVED)})/?$)[^/]+"
