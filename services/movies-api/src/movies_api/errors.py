"""How movies-api words its errors."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from suite.errors import (
    AppError,
    BadRequest,
    MethodNotAllowed,
    NotFound,
    PayloadTooLarge,
    RateLimited,
    Unavailable,
    ValidationFailed,
)
from suite.http.service import InternalError
from suite.http.unmatched import RouteNotFound

# Errors any route can end with: what the people in front of the frontend read.
GENERIC: tuple[tuple[type[AppError], str, str], ...] = (
    (MethodNotAllowed, "Método não permitido", "METHOD_NOT_ALLOWED"),
    (PayloadTooLarge, "Corpo da requisição grande demais", "PAYLOAD_TOO_LARGE"),
    (RateLimited, "Muitas requisições deste IP, tente novamente mais tarde.", "RATE_LIMITED"),
    (Unavailable, "Serviço temporariamente indisponível", "UNAVAILABLE"),
    (InternalError, "Erro interno do servidor", "INTERNAL_ERROR"),
)


def envelope_for(environ: Mapping[str, Any]) -> Callable[[AppError, str], dict[str, Any]]:
    """How errors of this request are worded."""
    return partial(envelope, environ)


def envelope(environ: Mapping[str, Any], error: AppError, request_id: str) -> dict[str, Any]:
    """`{error, code}`; broken rules of an editor's body are listed in `details`."""
    if isinstance(error, RouteNotFound):
        return {"error": f"Endpoint não encontrado: {target_of(environ)}", "code": "NOT_FOUND"}
    for kind, text, code in GENERIC:
        if isinstance(error, kind):
            return {"error": text, "code": code}
    body: dict[str, Any] = {"error": error.message, "code": error.code, **error.extra}
    if error.code.startswith("TMDB_"):
        return {"success": False, **body}
    if isinstance(error, ValidationFailed) and error.problems:
        body["error"] = "; ".join(problem.message for problem in error.problems)
        body["details"] = [
            {"field": problem.field, "message": problem.message, "code": problem.code} for problem in error.problems
        ]
    return body


def target_of(environ: Mapping[str, Any]) -> str:
    """Path and query as the client sent them."""
    path, query = str(environ["suite.path"]), str(environ.get("QUERY_STRING") or "")
    # WSGI hands the bytes of both over as latin-1.
    return (f"{path}?{query}" if query else path).encode("latin-1").decode("utf-8", "replace")


class InvalidPath(BadRequest):
    """ID inválido"""

    code = "INVALID_ID"

    def __init__(self, environ: Mapping[str, Any]) -> None:
        super().__init__()


class InvalidParameter(BadRequest):
    """Invalid parameter"""

    code = "INVALID_PARAMETER"


class InvalidId(BadRequest):
    """ID inválido"""

    code = "INVALID_ID"


class InvalidCursor(BadRequest):
    """The cursor does not belong to this list"""

    code = "INVALID_CURSOR"


class MissingParameter(BadRequest):
    """A parameter is missing"""

    code = "MISSING_PARAMETER"


class SentimentNotFound(NotFound):
    """Sentimento principal não encontrado"""

    code = "SENTIMENT_NOT_FOUND"


class FlowNotFound(NotFound):
    """Fluxo de jornada não encontrado"""

    code = "FLOW_NOT_FOUND"


class FilmNotFound(NotFound):
    """Filme não encontrado"""

    code = "MOVIE_NOT_FOUND"


class OptionNotFound(NotFound):
    """Fluxo de opção não encontrado"""

    code = "OPTION_NOT_FOUND"
