"""What errors say: Portuguese where the frontend may show them, English elsewhere."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from suite.errors import AppError, MethodNotAllowed, PayloadTooLarge, RateLimited, Unavailable, ValidationFailed
from suite.http.service import InternalError
from suite.http.unmatched import RouteNotFound
from suite.wording import Catalogue

PORTUGUESE = "pt-BR"
NO_FILM_WITH_SLUG = "Filme com slug '{slug}' não encontrado"
NO_SEARCH_PARAMETER = 'O parâmetro "{name}" é obrigatório para a busca.'
# Errors any route can end with: what the people in front of the frontend read.
GENERAL: tuple[tuple[type[AppError], str, str], ...] = (
    (MethodNotAllowed, "Método não permitido", "METHOD_NOT_ALLOWED"),
    (PayloadTooLarge, "Corpo da requisição grande demais", "PAYLOAD_TOO_LARGE"),
    (RateLimited, "Muitas requisições deste IP, tente novamente mais tarde.", "RATE_LIMITED"),
    (Unavailable, "Serviço temporariamente indisponível", "UNAVAILABLE"),
    (InternalError, "Erro interno do servidor", "INTERNAL_ERROR"),
)
CATALOGUE = Catalogue(
    {
        PORTUGUESE: {
            "FILM_NOT_FOUND": "Filme não encontrado",
            "FLOW_NOT_FOUND": "Fluxo de jornada não encontrado",
            "INTENTION_MISMATCH": "Intenção emocional não pertence ao sentimento especificado",
            "INTENTION_NOT_FOUND": "Intenção emocional não encontrada",
            "INVALID_FILM_ID": "ID do filme inválido",
            "INVALID_ID": "ID inválido",
            "JOURNEY_NOT_FOUND": "Fluxo de jornada não encontrado para este sentimento",
            "JOURNEY_PAGE_NOT_FOUND": "Jornada não encontrada",
            "NO_PICKS": "Nenhuma curadoria diária ativa encontrada.",
            "NO_STEPS": "Nenhum passo da jornada encontrado",
            "OPTION_NOT_FOUND": "Fluxo de opção não encontrado",
            "SENTIMENT_NAME_NOT_FOUND": "Sentimento não encontrado",
            "SENTIMENT_NOT_FOUND": "Sentimento principal não encontrado",
            "TMDB_NOT_CONFIGURED": "Serviço TMDB não configurado",
            "TMDB_TIMEOUT": "O serviço TMDB não respondeu a tempo",
            "TMDB_UNAVAILABLE": "O serviço TMDB não respondeu como esperado",
        }
    }
)


def envelope_for(environ: Mapping[str, Any]) -> Callable[[AppError, str], dict[str, Any]]:
    """How errors of this request are worded."""
    return partial(envelope, environ)


def envelope(environ: Mapping[str, Any], error: AppError, request_id: str) -> dict[str, Any]:
    """`{error, code}`; broken rules of an editor's body are listed in `details`."""
    if isinstance(error, RouteNotFound):
        return {"error": f"Endpoint não encontrado: {target_of(environ)}", "code": "NOT_FOUND"}
    for kind, text, code in GENERAL:
        if isinstance(error, kind):
            return {"error": text, "code": code}
    body: dict[str, Any] = {"error": text_of(error), "code": error.code, **error.extra}
    if error.code.startswith("TMDB_"):
        return {"success": False, **body}
    if isinstance(error, ValidationFailed) and error.problems:
        body["error"] = "; ".join(problem.message for problem in error.problems)
        body["details"] = [
            {"field": problem.field, "message": problem.message, "code": problem.code} for problem in error.problems
        ]
    return body


def text_of(error: AppError) -> str:
    """The sentence an error was raised with, else the catalogue's, else its English one."""
    raised_with = error.message != (type(error).__doc__ or "").strip()
    return error.message if raised_with else CATALOGUE.word(error, PORTUGUESE)


def target_of(environ: Mapping[str, Any]) -> str:
    """Path and query as the client sent them."""
    path, query = str(environ["suite.path"]), str(environ.get("QUERY_STRING") or "")
    # WSGI hands the bytes of both over as latin-1.
    return (f"{path}?{query}" if query else path).encode("latin-1").decode("utf-8", "replace")
