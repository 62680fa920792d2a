"""The body of an error, by the family of the route: /api, /api/newsletter, /api/admin, and everything else."""

from collections.abc import Mapping
from typing import Any

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
from suite.wording import Catalogue

# Texts every route can answer with are Portuguese everywhere.
GENERAL = {
    "METHOD_NOT_ALLOWED": "Método não permitido",
    "PAYLOAD_TOO_LARGE": "Corpo da requisição muito grande",
    "RATE_LIMITED": "Muitas requisições deste IP, tente novamente mais tarde.",
    "INVALID_JSON": "JSON inválido",
    "UNAVAILABLE": "Serviço temporariamente indisponível",
    "INTERNAL": "Erro interno do servidor",
}
GENERAL_ERRORS = (MethodNotAllowed, PayloadTooLarge, RateLimited, InvalidJson)
PORTUGUESE = "pt-BR"
CATALOGUE = Catalogue(
    {
        PORTUGUESE: {
            "BLOG_NOT_FOUND": "Blog não encontrado",
            "ARTICLE_NOT_FOUND": "Artigo não encontrado",
            "INVALID_ARTICLE_ID": "ID do artigo inválido",
            "INVALID_BLOG_ID": "ID do blog inválido",
            "EMAIL_REQUIRED": "Email é obrigatório",
            "INVALID_EMAIL": "Email inválido",
            "INVALID_TOKEN": "Link inválido",
            "INVALID_SOURCE": "Origem inválida",
        }
    }
)


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
    """`{error, code}`."""
    general = general_text(error, environ)
    code = code_of(error)
    if general:
        return {"error": general, "code": code}
    if error.problems:
        return {"error": parameter_text(error, in_portuguese), "code": code}
    return {"error": CATALOGUE.word(error, PORTUGUESE) if in_portuguese else error.message, "code": code}


def newsletter_error(error: AppError, environ: Mapping[str, Any]) -> dict[str, Any]:
    """`{message, error}`: the message is shown to the reader."""
    body = public_error(error, environ, in_portuguese=True)
    return {"success": False, "message": body["error"], "error": body["code"]}


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
        return f"Endpoint não encontrado: {requested_address(environ)}"
    if error.status in (500, 503):
        return GENERAL["INTERNAL" if error.status == 500 else "UNAVAILABLE"]
    return GENERAL.get(error.code) if isinstance(error, GENERAL_ERRORS) else None


def requested_address(environ: Mapping[str, Any]) -> str:
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
