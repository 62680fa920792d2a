"""HTML from templates that escape everything."""

from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Templates of this package."""
    made = Environment(
        loader=PackageLoader("documentation_api.specs.page"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.globals["address"] = address
    return made


def address(**query: Any) -> str:
    """A link within the pages; what is None is left out."""
    given = {name: value for name, value in query.items() if value is not None}
    return "/docs" + ("?" + urlencode(given) if given else "")


@lru_cache(maxsize=1)
def style() -> Markup:
    """The one style sheet, written into each page."""
    return Markup(files("documentation_api.specs.page").joinpath("page.css").read_text(encoding="utf-8"))


def render(name: str, nonce: str, **content: Any) -> str:
    """A page as HTML."""
    return environment().get_template(name).render(nonce=nonce, style=style(), **content)
