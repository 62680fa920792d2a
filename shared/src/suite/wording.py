"""Texts for people by error code and language. English is the docstring of an error's class, and no part of this."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from suite.errors import AppError

ENGLISH = "en"
MAX_HEADER = 500


class Catalogue:
    """What a service's errors say in other languages: locale (`pt-BR`) → code → text.

    An error without an entry is told with the entry of the class it is a kind of, and without any in English. Where
    two classes share a code but not a text, one names its entry by `wording`.
    """

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self.texts = texts
        self.locales = (ENGLISH, *texts)
        self._by_language = {locale.partition("-")[0]: locale for locale in self.locales}
        self._best = lru_cache(maxsize=512)(self._find_best)

    def word(self, error: AppError, locale: str) -> str:
        """The text of an error; that of a raised English sentence where the locale has none."""
        texts = self.texts.get(locale, {})
        return next((texts[name] for name in entries_of(error) if name in texts), error.message)

    def best_locale(self, languages: str | None) -> str:
        """The locale that fits an Accept-Language header best; English without one."""
        return self._best(languages[:MAX_HEADER]) if languages else ENGLISH

    def _find_best(self, languages: str) -> str:
        for language, quality in parse_accept_header(languages, LanguageAccept):
            locale = self._by_language.get(language.lower().partition("-")[0])
            if locale and quality > 0:
                return locale
        return ENGLISH


def entries_of(error: AppError) -> Iterator[str]:
    """Names of the entries that fit an error, its own first. Only failures of ours are an internal error."""
    for kind in type(error).__mro__:
        if kind is AppError and error.status < 500:
            return
        name = vars(kind).get("wording") or vars(kind).get("code")
        if isinstance(name, str):
            yield name
