"""Who may call: alternatives of schemes, compared by what the schemes are and not by what they are called."""

from typing import Any

from documentation_api.specs.comparison.demands import tell
from documentation_api.specs.comparison.findings import Findings
from documentation_api.specs.comparison.sides import Side, mapping, words

# Scheme → scopes; an empty alternative lets anybody in.
Alternative = dict[str, frozenset[str]]


def compare_security(report: Findings, pointer: str, old: list[Alternative], new: list[Alternative]) -> None:
    """Breaking when a way in that callers use no longer opens."""
    closed = [way for way in old if not any(opens(way, other) for other in new)]
    if closed:
        added = {} in old
        message = "authentication is now required" if added else "the accepted authentication changed"
        report.breaking("security-added" if added else "security-changed", pointer, message)
    elif any(not any(opens(way, other) for other in old) for way in new):
        report.compatible("security-widened", pointer, "another way to authenticate is accepted")


def opens(key: Alternative, lock: Alternative) -> bool:
    """Whether a caller who satisfies `key` satisfies `lock`."""
    return all(scheme in key and scopes <= key[scheme] for scheme, scopes in lock.items())


def alternatives_of(side: Side, operation: dict[str, Any]) -> list[Alternative]:
    """The ways in of an operation, its own or those of the whole document."""
    given = operation["security"] if "security" in operation else side.document.get("security")
    if not isinstance(given, list) or not given:
        return [{}]
    return [
        {identity_of(side, name): frozenset(words(scopes)) for name, scopes in mapping(one).items()} for one in given
    ]


def identity_of(side: Side, name: str) -> str:
    """What a scheme is, without its name and its words for people."""
    schemes = mapping(mapping(side.document.get("components")).get("securitySchemes"))
    scheme = mapping(side.resolve(schemes.get(name), "")[0])
    facts = {word: scheme[word] for word in ("type", "in", "name", "scheme", "openIdConnectUrl") if word in scheme}
    # Names of schemes and of headers are the same in all letters.
    if "scheme" in facts or facts.get("in") == "header":
        facts = {word: str(fact).lower() if word in ("scheme", "name") else fact for word, fact in facts.items()}
    flows = {
        kind: {word: url for word, url in mapping(flow).items() if word.endswith("Url")}
        for kind, flow in mapping(scheme.get("flows")).items()
    }
    return tell([facts, flows]) if facts else name
