"""Errors of several nouns; what people read of them in Portuguese is in movies_api.wording."""

from suite.errors import BadRequest, NotFound


class InvalidParameter(BadRequest):
    """Invalid parameter"""

    code = "INVALID_PARAMETER"


class InvalidIdentifier(BadRequest):
    """Invalid id"""

    code = "INVALID_ID"


class InvalidFilmId(InvalidIdentifier):
    """Invalid film id"""

    wording = "INVALID_FILM_ID"


class ForeignCursor(BadRequest):
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
