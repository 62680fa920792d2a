"""The body of an error, by the family of the route: /api, /api/newsletter, /api/admin, and everything else."""

from collections.abc import Mapping
from typing import Any

from blog_api.errors import portuguese_of
from suite.errors import (
    AppError,
    InvalidJson,
    MethodNotAllowed,
    PayloadTooLarge,
    RateLimited,
    platform_envelope,
)
from suite.http.service import Envelope
from suite.http.unmatched import RouteNotFound

TOO_MANY = "Muitas requisições deste IP, tente novamente mais tarde."
FAILED = "Erro interno do servidor"
UNAVAILABLE = "Serviço temporariamente indisponível"


def envelope_of(environ: Mapping[str, Any]) -> Envelope:
    """The wording for the path of this request."""
    path = str(environ.get("suite.path", "/"))
    if path.startswith("/api/admin"):
        return platform_envelope
    if path.startswith("/api/newsletter"):
        return lambda error, _: newsletter_error(error, environ)
    if path.startswith("/api/"):
        return lambda error, _: {"success": False, **public_error(error, environ, in_portuguese=True)}
    return lambda error, _: public_error(error, environ, in_portuguese=False)


def public_error(error: AppError, environ: Mapping[str, Any], *, in_portuguese: bool) -> dict[str, Any]:
    """`{error, code}`; texts every route can answer with are Portuguese everywhere."""
    general = general_text(error, environ)
    code = code_of(error)
    if general:
        return {"error": general, "code": code}
    if error.problems:
        return {"error": parameter_text(error, in_portuguese), "code": code}
    return {"error": (portuguese_of(error) if in_portuguese else None) or error.message, "code": code}


def newsletter_error(error: AppError, environ: Mapping[str, Any]) -> dict[str, Any]:
    """`{message, error}`: the message is shown to the reader."""
    told = public_error(error, environ, in_portuguese=True)
    return {"success": False, "message": told["error"], "error": told["code"]}


def code_of(error: AppError) -> str:
    """The word for programs."""
    if error.status == 500:
        return "INTERNAL_ERROR"
    if error.status == 503:
        return "UNAVAILABLE"
    fields = {problem.field for problem in error.problems}
    if "blogId" in fields:
        return "INVALID_BLOG_ID"
    if "cursor" in fields:
        return "INVALID_CURSOR"
    return "INVALID_PARAMETER" if error.problems and error.code == "VALIDATION" else error.code


def general_text(error: AppError, environ: Mapping[str, Any]) -> str | None:
    """What failures of any route are told with."""
    if isinstance(error, RouteNotFound):
        return f"Endpoint não encontrado: {asked(environ)}"
    if isinstance(error, MethodNotAllowed):
        return "Método não permitido"
    if isinstance(error, PayloadTooLarge):
        return "Corpo da requisição muito grande"
    if isinstance(error, RateLimited):
        return TOO_MANY
    if isinstance(error, InvalidJson):
        return "JSON inválido"
    if error.status == 503:
        return UNAVAILABLE
    return FAILED if error.status == 500 else None


def asked(environ: Mapping[str, Any]) -> str:
    """Path and query as the client sent them."""
    # WSGI hands the bytes of a path over as latin-1.
    path = str(environ.get("suite.path", "/")).encode("latin-1").decode("utf-8", "replace")
    query = str(environ.get("QUERY_STRING") or "").encode("latin-1").decode("utf-8", "replace")
    return f"{path}?{query}" if query else path


def parameter_text(error: AppError, in_portuguese: bool) -> str:
    """The broken parameters by name, the first one's rule in English."""
    names = ", ".join(dict.fromkeys(problem.field for problem in error.problems))
    if in_portuguese:
        return f"Parâmetro inválido: {names}"
    return f"Invalid parameter: {names}: {error.problems[0].message}"
