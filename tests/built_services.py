"""The services the manifest calls built, as the tests of the repository look at them."""

from functools import cache
from importlib import import_module
from pathlib import Path
from uuid import UUID

from werkzeug.routing import Rule

from suite.http import Service as Application
from suite.settings import ServiceSettings
from suite_ops.generate.openapi import build_application, documented
from suite_ops.manifest import ManifestService, load_manifest

ROOT = Path(__file__).resolve().parents[1]
MANIFEST = load_manifest(ROOT)
SERVICES = documented(MANIFEST)
SAMPLE_ID = UUID("019b8e07-4600-7c3e-9d21-5f0e6a7b8c9d")
# Parameters whose converter takes only some words.
WORDS = {"version": "v2"}


def name_of(service: ManifestService) -> str:
    """How a service is called in the name of a test."""
    return service.id


@cache
def application_of(service_id: str) -> Application:
    """The application of a service; it is never asked for anything that needs a database."""
    return build_application(MANIFEST.find(service_id), ROOT)


def settings_class(service: ManifestService) -> type[ServiceSettings]:
    """The settings class of a service."""
    found: type[ServiceSettings] = import_module(f"{service.package}.settings").Settings
    return found


def sample_path(application: Application, rule: Rule) -> str:
    """A path that is routed to `rule`."""
    numeric = {name for name, converter in rule._converters.items() if converter.regex.lstrip("-?").startswith(r"\d")}
    values = {name: 1 if name in numeric else WORDS.get(name, str(SAMPLE_ID)) for name in rule.arguments}
    adapter = application.url_map.bind("localhost")
    return adapter.build(rule.endpoint, values)


def served_methods(rule: Rule) -> list[str]:
    """Methods a view answers itself."""
    return sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})
