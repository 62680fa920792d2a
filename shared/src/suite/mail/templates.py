"""Mails from templates: what a variable holds is escaped in HTML, and a missing one is an error, not a hole."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateError
from markupsafe import Markup, escape

DEFAULT_LOCALE = "en"


class RenderingFailed(Exception):
    """A template cannot be filled: a variable is missing, or the template is broken."""


@dataclass(frozen=True)
class Wording:
    """A mail in one language, as Jinja2 templates."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True)
class Rendered:
    """A mail ready to be addressed. The subject is one line."""

    subject: str
    html: str
    text: str


class Templates:
    """Templates by name and locale. HTML is escaped, subject and text are plain."""

    def __init__(self, wordings: Mapping[str, Mapping[str, Wording]]) -> None:
        html = _environment(escaping=True)
        plain = _environment(escaping=False)
        self._compiled = {
            (name, locale): (
                plain.from_string(wording.subject),
                html.from_string(wording.html),
                plain.from_string(wording.text),
            )
            for name, locales in wordings.items()
            for locale, wording in locales.items()
        }

    def knows(self, name: str) -> bool:
        """Whether there is a template of this name."""
        return (name, DEFAULT_LOCALE) in self._compiled

    def render(self, name: str, locale: str, data: Mapping[str, Any]) -> Rendered:
        """The mail in `locale`, or in English where there is none; RenderingFailed when `data` lacks something."""
        subject, html, text = self._compiled.get((name, locale)) or self._compiled[(name, DEFAULT_LOCALE)]
        try:
            return Rendered(
                # A name with a line break must not end the subject: it is a space there.
                " ".join(subject.render(data).split()),
                html.render(data),
                text.render(data),
            )
        except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
            raise RenderingFailed(type(error).__name__) from error


def _environment(*, escaping: bool) -> Environment:
    environment = Environment(autoescape=escaping, undefined=StrictUndefined)
    environment.filters["lines"] = break_lines
    return environment


def break_lines(text: object) -> Markup:
    """Escaped text whose line breaks are `<br>`."""
    lines = str(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Markup("<br>").join(escape(line) for line in lines)
