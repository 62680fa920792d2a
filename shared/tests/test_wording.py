"""Texts of errors by code and language; the docstring of a class is the English one."""

import pytest

from suite.errors import AppError, Conflict, Forbidden, NotFound
from suite.wording import Catalogue

CATALOGUE = Catalogue(
    {
        "pt-BR": {"NOT_FOUND": "Não encontrado", "NOTE_NOT_FOUND": "Nota não encontrada", "SECOND": "O segundo"},
        "es": {"INTERNAL": "Error interno"},
    }
)


class NoteNotFound(NotFound):
    """Note not found"""

    code = "NOTE_NOT_FOUND"


class PageNotFound(NotFound):
    """Page not found"""


class SecondNote(NoteNotFound):
    """The second note is not there"""

    wording = "SECOND"


@pytest.mark.parametrize(
    ("error", "locale", "text"),
    [
        (NoteNotFound(), "en", "Note not found"),
        (NoteNotFound(), "pt-BR", "Nota não encontrada"),
        (SecondNote(), "pt-BR", "O segundo"),
        (PageNotFound(), "pt-BR", "Não encontrado"),
        (Conflict("It is taken"), "pt-BR", "It is taken"),
        (NoteNotFound(), "fr", "Note not found"),
        (AppError(), "es", "Error interno"),
        (Forbidden(), "es", "Insufficient permissions"),
    ],
)
def test_an_error_is_told_by_its_code_or_that_of_its_kind(error: AppError, locale: str, text: str) -> None:
    assert CATALOGUE.word(error, locale) == text


@pytest.mark.parametrize(
    ("header", "locale"),
    [(None, "en"), ("", "en"), ("fr", "en"), ("es-MX,en;q=0.5", "es"), ("en;q=0.1,pt", "pt-BR"), ("es;q=0", "en")],
)
def test_the_locale_is_the_one_that_is_wanted_most(header: str | None, locale: str) -> None:
    assert CATALOGUE.best_locale(header) == locale
