"""What a reader is told when a subscription cannot be made."""

from typing import ClassVar

from suite.errors import BadRequest


class EmailRequired(BadRequest):
    """Email is required"""

    code = "EMAIL_REQUIRED"
    portuguese: ClassVar[str] = "Email é obrigatório"


class InvalidEmail(BadRequest):
    """Invalid email"""

    code = "INVALID_EMAIL"
    portuguese: ClassVar[str] = "Email inválido"


class InvalidToken(BadRequest):
    """Invalid token"""

    code = "INVALID_TOKEN"
    portuguese: ClassVar[str] = "Link inválido"


class InvalidSource(BadRequest):
    """Invalid source"""

    code = "INVALID_SOURCE"
    portuguese: ClassVar[str] = "Origem inválida"
