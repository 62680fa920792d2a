"""What can be wrong with a pushed message."""

from suite.errors import AppError, BadRequest, Conflict


class InvalidStructure(BadRequest):
    """The body is not a message of Pub/Sub"""

    code = "INVALID_STRUCTURE"


class InvalidBase64(BadRequest):
    """message.data is not base64"""

    code = "INVALID_BASE64"


class InvalidContent(BadRequest):
    """message.data is not JSON"""

    code = "INVALID_JSON"
    wording = "PUSHED_JSON"


class MissingAction(BadRequest):
    """The message names neither a topic nor an action"""

    code = "MISSING_ACTION"


class InProgress(Conflict):
    """This message is being handled"""

    code = "IN_PROGRESS"


class HandlerFailed(AppError):
    """The message could not be handled; it may be sent again"""

    code = "HANDLER_ERROR"
