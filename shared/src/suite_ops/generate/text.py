"""How generated text is made: templates beside this module, and YAML without anchors."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

NOTE = "Generated from services-manifest.json: scripts/generate.sh"


class _PlainDumper(yaml.SafeDumper):
    """Writes equal parts out instead of pointing from one to the other."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def render(template: str, **values: Any) -> str:
    """A template of this package; an unknown name in it is an error."""
    return _templates().get_template(template).render(note=NOTE, **values)


def to_yaml(document: Any) -> str:
    """YAML with the note that says where it comes from."""
    return f"# {NOTE}\n" + yaml.dump(document, Dumper=_PlainDumper, sort_keys=False, allow_unicode=True, width=120)


@cache
def _templates() -> Environment:
    # The templates make configuration files; nothing here is HTML.
    return Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
