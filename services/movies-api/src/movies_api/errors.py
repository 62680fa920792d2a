"""Errors of several nouns; what people read of them in Portuguese is in movies_api.wording."""

from collections.abc import Mapping
from typing import Any

from suite.errors import BadRequest, NotFound


class InvalidPath(BadRequest):
    """Invalid id"""

    code = "INVALID_ID"

    def __init__(self, environ: Mapping[str, Any]) -> None:
        super().__init__()


class InvalidParameter(BadRequest):
    """Invalid parameter"""

    code = "INVALID_PARAMETER"


class InvalidId(BadRequest):
    """Invalid id"""

    code = "INVALID_ID"


class InvalidFilmId(InvalidId):
    """Invalid film id"""

    wording = "INVALID_FILM_ID"


class InvalidCursor(BadRequest):
    """The cursor does not belong to this list"""

    code = "INVALID_CURSOR"


class MissingParameter(BadRequest):
    """A parameter is missing"""

    code = "MISSING_PARAMETER"


class SentimentNotFound(NotFound):
    """Main sentiment not found"""

    code = "SENTIMENT_NOT_FOUND"


class FlowNotFound(NotFound):
    """Journey flow not found"""

    code = "FLOW_NOT_FOUND"


class FilmNotFound(NotFound):
    """Film not found"""

    code = "MOVIE_NOT_FOUND"
    wording = "FILM_NOT_FOUND"


class OptionNotFound(NotFound):
    """Option not found"""

    code = "OPTION_NOT_FOUND"
