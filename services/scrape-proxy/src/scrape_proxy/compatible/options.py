"""From a body in Firecrawl's words to the fields of our engine; what it cannot do is told as a warning, not refused."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from scrape_proxy.browser.visits import PICTURES, judge_actions
from scrape_proxy.changes.wishes import FORMAT as TRACKED
from scrape_proxy.changes.wishes import read_change_wish
from scrape_proxy.errors import FormatNotServed, InvalidInput, detail
from scrape_proxy.inputs import MAX_ITEMS, Given, SentFlag, SentSchema, SentTexts
from scrape_proxy.scrapes.wishes import ExtractionWish, read_wish

V1, V2 = "v1", "v2"
MADE = frozenset({"markdown", "html", "rawHtml", "links", "images", "json"})
# By a model: an object as `extract` of version 1 calls it, a summary.
READ = frozenset({"summary", "extract"})
NOT_MADE = frozenset({"attributes", "branding", "audio", "video", "product", "menu", "query"})
LONGEST_WAIT_MS, SHORTEST_TIMEOUT_MS, LONGEST_TIMEOUT_MS = 30_000, 1_000, 60_000
# What changes nothing here, or says who calls: no warning for these.
_QUIET_OPTIONS = """
    origin integration removeBase64Images blockAds proxy fastMode storeInCache skipTlsVerification
    zeroDataRetention parsers minAge useIndex auditMetadata threatProtection lockdown agent jsonOptions
    changeTrackingOptions redactPII profile
"""
QUIET = frozenset(_QUIET_OPTIONS.split())
_SCRAPE_OPTIONS = """
    formats onlyMainContent includeTags excludeTags waitFor timeout headers maxAge actions mobile location extract
"""
SCRAPE_FIELDS = frozenset(_SCRAPE_OPTIONS.split())
# What is read of formats and parsers that are objects, beside their type.
MEMBERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "formats": {
        "json": ("schema", "prompt"),
        "screenshot": ("fullPage",),
        TRACKED: ("modes", "schema", "prompt", "tag"),
    },
    "parsers": {},
}
MAX_HEADERS = 50
MAX_LANGUAGES = 10
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}\Z")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}\Z")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]{0,4096}\Z")
_CONNECTION_HEADERS = """
    host content-length transfer-encoding connection upgrade te trailer expect keep-alive
    accept-encoding proxy-authorization proxy-connection
"""
_OUR_HEADERS = frozenset(_CONNECTION_HEADERS.split())


class CutsSchema(SentSchema):
    """Which parts of a page are shown."""

    onlyMainContent = SentFlag()
    mobile = SentFlag()
    includeTags = SentTexts()
    excludeTags = SentTexts()


CUTS = CutsSchema()


@dataclass
class Translated:
    """Fields for our engine, the body for Firecrawl's own, and what is to be told of the options left out."""

    fields: dict[str, Any]
    body: dict[str, Any]
    ignored: list[str] = field(default_factory=list)
    cache_control: str = ""

    def given(self, path: str = "") -> Given:
        """The fields as a request; `path` is where Firecrawl has its route."""
        return Given(self.fields, upstream=(path, self.body) if path else None)

    def leave_out(self, **options: str) -> None:
        """Ignore options of a page that cannot be had here; each is a field of ours by Firecrawl's name."""
        page = self.fields.get("scrapeOptions", self.fields)
        self.ignored += [name for name, ours in options.items() if page.pop(ours, None)]

    @property
    def warning(self) -> str | None:
        """What to tell the caller."""
        return warning_of(self.ignored).get("warning")


def warning_of(ignored: Iterable[str]) -> dict[str, str]:
    """The member `warning` of a reply, where options were left out."""
    names = ", ".join(dict.fromkeys(ignored))
    return {"warning": f"Ignored, this engine does not have it: {names}"} if names else {}


def translate_scrape(body: Mapping[str, Any], prefix: str = "", known: Iterable[str] = ()) -> Translated:
    """The options of a page; InvalidInput with every breach, FormatNotServed for formats we cannot make.

    `known` are fields of the body that somebody else reads.
    """
    given = {name: value for name, value in body.items() if value is not None}
    details = list(CUTS.breaches(given, prefix=prefix))
    fields = {name: given[name] for name in CUTS.fields if name in given}
    ignored = unknown_in(given, SCRAPE_FIELDS | set(known))
    fields["formats"] = list(read_formats(given.get("formats", ["markdown"]), f"{prefix}formats", details))
    ignored += unknown_members(given)
    for name, low, high in (("waitFor", 0, LONGEST_WAIT_MS), ("timeout", SHORTEST_TIMEOUT_MS, LONGEST_TIMEOUT_MS)):
        number = read_number(given, name, prefix, details)
        if number is not None:
            fields[name] = max(low, min(number, high))
    if given.get("headers"):
        fields["headers"] = read_headers(given["headers"], f"{prefix}headers", details)
    if given.get("actions"):
        details += judge_actions(given["actions"], f"{prefix}actions")
        fields["actions"] = given["actions"]
    if given.get("location"):
        fields["languages"] = read_languages(given["location"], f"{prefix}location", details)
    cache_control = cache_control_of(given, prefix, details)
    if details:
        raise InvalidInput(details)
    if wish := wish_in(given, prefix):
        fields["wish"] = asdict(wish)
    if tracked := read_change_wish(given, prefix):
        fields["tracking"] = tracked.stored()
        # What is compared is the Markdown: it is told as well.
        fields["formats"] = list(dict.fromkeys([*fields["formats"], "markdown"]))
    if given.get("parsers") != [] and given.get("parsePDF") is not False:
        fields["pdf"] = True
    # Firecrawl reads the main part only unless told otherwise, in html too.
    fields.setdefault("onlyMainContent", True)
    return Translated(fields, dict(body), ignored, cache_control)


def unknown_in(body: Mapping[str, Any], known: Iterable[str]) -> list[str]:
    """The options of a body that ask for something and are not known here."""
    return [name for name in sorted(body.keys() - QUIET - set(known)) if body[name]]


def unknown_members(given: Mapping[str, Any]) -> list[str]:
    """What formats and parsers that are objects ask for beyond what is made."""
    found: list[str] = []
    for option, kinds in MEMBERS.items():
        listed = given.get(option)
        for item in listed if isinstance(listed, list) else []:
            if isinstance(item, dict):
                kind = str(item.get("type"))
                found += [f"{option}.{kind}.{name}" for name in unknown_in(item, ("type", *kinds.get(kind, ())))]
    return found


def read_formats(value: Any, path: str, details: list[dict[str, Any]]) -> Iterable[str]:
    """Names of formats, given as words or as objects with a type."""
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        details.append(detail(path, "Must be an array", value=value))
        return
    for position, item in enumerate(value):
        name = item.get("type") if isinstance(item, dict) else item
        if not isinstance(name, str) or name not in MADE | READ | PICTURES | NOT_MADE | {TRACKED}:
            details.append(detail(f"{path}[{position}]", f"Invalid format: {name}", value=item))
            continue
        if name in NOT_MADE:
            raise FormatNotServed(name)
        if name in READ or name == TRACKED:
            continue
        whole = name == "screenshot" and isinstance(item, dict) and item.get("fullPage") is True
        yield f"{name}@fullPage" if whole else name


def wish_in(given: Mapping[str, Any], prefix: str) -> ExtractionWish | None:
    """What a model is to read: by the format's own schema or prompt, or by jsonOptions and extract of version 1."""
    formats = given.get("formats", [])
    names = {item.get("type") if isinstance(item, dict) else item for item in formats}
    source = next((item for item in formats if isinstance(item, dict) and item.get("type") == "json"), {})
    path = f"{prefix}formats"
    for name, option in (("json", "jsonOptions"), ("extract", "extract")):
        if not source and name in names and isinstance(given.get(option), dict):
            source, path = given[option], f"{prefix}{option}"
    wish = read_wish(source.get("schema"), source.get("prompt"), path)
    wanted = replace(wish, summary="summary" in names, name="json" if "json" in names else "extract")
    if "extract" in names and not wanted.is_json:
        raise FormatNotServed("extract")
    return wanted if wanted.is_json or wanted.summary else None


def cache_control_of(given: Mapping[str, Any], prefix: str, details: list[dict[str, Any]]) -> str:
    """What maxAge (ms), storeInCache and zeroDataRetention ask of a cache, as a request's header says it."""
    age = read_number(given, "maxAge", prefix, details)
    if given.get("storeInCache") is False or given.get("zeroDataRetention") is True:
        return "no-store"
    if age is None:
        return ""
    return f"max-age={age // 1000}" if age > 0 else "no-cache"


def read_number(given: Mapping[str, Any], name: str, prefix: str, details: list[dict[str, Any]]) -> int | None:
    """A whole number, None when there is none."""
    value = given.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 10**9:
        details.append(detail(prefix + name, f"{name} must be a number", value=value))
        return None
    return int(value)


def read_languages(value: Any, path: str, details: list[dict[str, Any]]) -> list[str]:
    """Languages of a location; its country changes nothing here."""
    languages = value.get("languages", []) if isinstance(value, dict) else None
    if not isinstance(languages, list) or not all(isinstance(one, str) and _LANGUAGE.match(one) for one in languages):
        details.append(detail(path, "location must be an object with languages such as pt-BR", value=value))
        return []
    return languages[:MAX_LANGUAGES]


def read_headers(value: Any, path: str, details: list[dict[str, Any]]) -> dict[str, str]:
    """Headers for the target; those that belong to the connection are ours to set."""
    usable = isinstance(value, dict) and len(value) <= MAX_HEADERS
    if not usable or not all(map(is_header, value.keys(), value.values())):
        details.append(detail(path, "headers must be an object of header names and values", value=value))
        return {}
    return {name: text for name, text in value.items() if name.lower() not in _OUR_HEADERS}


def is_header(name: Any, value: Any) -> bool:
    """Whether a pair can be sent as a header."""
    return isinstance(value, str) and bool(_HEADER_NAME.match(name)) and bool(_HEADER_VALUE.match(value))
