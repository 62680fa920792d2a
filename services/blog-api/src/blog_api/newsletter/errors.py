"""What a reader is told when a subscription cannot be made."""

from suite.errors import BadRequest


class EmailRequired(BadRequest):
    """Email is required"""

    code = "EMAIL_REQUIRED"


class InvalidEmail(BadRequest):
    """Invalid email"""

    code = "INVALID_EMAIL"


class InvalidNewsletterToken(BadRequest):
    """Invalid token"""

    code = "INVALID_TOKEN"


class InvalidSource(BadRequest):
    """Invalid source"""

    code = "INVALID_SOURCE"
