"""One run of Schemathesis over one document, and what it came to."""

import json
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proof.tools import tool

HOOKS = Path(__file__).with_name("hooks.py")
# A stream of events never ends by itself.
CONFIGURATION = f"""
hooks = "{HOOKS}"
max-stream-events = 1
request-timeout = 30
continue-on-failure = true
max-redirects = 0
warnings = false

[cache]
enabled = false

[generation]
allow-x00 = true

# What a service tells on purpose: a source that is not configured or does not answer, no space, too many at once.
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", 501, 502, 503, 504, 507]

# RFC 6585 has a status of its own for a missing If-Match.
[checks.missing_required_header]
expected-statuses = [400, 401, 403, 406, 415, 422, 428]

# 412, 422 and 428 are for what the form allows: a rule between values, a version that is old or was not named.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", 401, 403, 404, 409, 412, 422, 428, 429, "5xx"]

# Files at /console/ are no routes: what is no GET there leads nowhere.
[[operations]]
include-path = "/console/"
checks.unsupported_method.enabled = false

[reports]
preserve-bytes = true
"""
# Operations that refuse with 400 what their schema allows, and why no schema can say it. Old frontends know these 400.
BEYOND_SCHEMAS = {
    "GET /api/personalized-journey/{sentiment_id}/{intention_id}": "an intention belongs to one sentiment",
    "GET /personalized-journey/{sentiment_id}/{intention_id}": "an intention belongs to one sentiment",
    "GET /blog/articles": "drafts are a status, and not public",
    "GET /api/v1/docs/search": "an empty q is a mistake, and not the wish to see all",
    "POST /{version}/search": "the words of SDKs of any version are accepted",
    "POST /api/admin/articles": "tags and categories name what the blog has",
    "POST /api/admin/categories": "parents name what the blog has",
    "POST /api/newsletter/confirm": "a link is one that was sent",
    "POST /api/newsletter/unsubscribe": "a link is one that was sent",
    "PATCH /api/categories/{name}": "a name may be sent along and not changed",
    "PUT /api/categories/{name}": "a name may be sent along and not changed",
    "POST /api/items": "categories are the caller's own",
    "POST /api/v1/files/upload": "a file belongs to an idea or to a system",
    "POST /api/v1/files/upload-multiple": "a file belongs to an idea or to a system",
    "PUT /api/v1/files/{file_id}": "a file belongs to an idea or to a system",
    "POST /api/v1/specs": "a text is one document of its kind",
    "POST /api/v1/specs/validate": "a text is one document of its kind",
    "POST /api/items/bulk": "operations name items that are there",
    "POST /api/v1/versions": "a text is one document of its kind",
    "POST /{version}/batch/scrape": "the words of SDKs of any version are accepted",
    "POST /{version}/crawl": "the words of SDKs of any version are accepted",
    "POST /{version}/map": "the words of SDKs of any version are accepted",
    "POST /{version}/scrape": "the words of SDKs of any version are accepted",
    "POST /api/v1/crawl": "an address is one of the public internet",
    "POST /api/v1/map": "an address is one of the public internet",
    "POST /api/v1/scrape": "an address is one of the public internet",
    "POST /pubsub/push": "a message is base64 of JSON with an action",
    "POST /v1/traces": "bytes are one message of OTLP",
}
_BEYOND = """
[[operations]]
include-name = "{name}"
checks.positive_data_acceptance.enabled = false
"""
STOP_SECONDS = 60


@dataclass(frozen=True)
class Plan:
    """`examples` for each operation and phase, `seconds` for all; the same seed makes the same cases."""

    seed: int
    examples: int
    seconds: int
    phases: str = "examples,coverage,fuzzing,stateful"


@dataclass(frozen=True)
class Result:
    """`failures` are (check, operation); `broken` says why there is no result."""

    service: str
    operations: int = 0
    cases: int = 0
    failures: tuple[tuple[str, str], ...] = ()
    broken: str = ""

    @property
    def kinds(self) -> Counter[str]:
        """How often each check failed."""
        return Counter(check for check, _ in self.failures)


def run_cases(service: str, document: Path, url: str, token: str, plan: Plan, folder: Path) -> Result:
    """All checks with positive and negative data; what was sent and answered is in `folder`/SERVICE.txt."""
    folder.mkdir(parents=True, exist_ok=True)
    configuration, report = folder / "schemathesis.toml", folder / f"{service}.json"
    beyond = "".join(_BEYOND.format(name=name) for name in BEYOND_SCHEMAS)
    configuration.write_text(CONFIGURATION + beyond, encoding="utf-8")
    report.unlink(missing_ok=True)
    command = [
        *(str(tool("schemathesis")), "--config-file", str(configuration), "run", str(document), "--url", url),
        *("--header", f"Authorization: Bearer {token}", "--phases", plan.phases, "--mode", "all"),
        *("--seed", str(plan.seed), "--max-examples", str(plan.examples), "--max-time", str(plan.seconds)),
        *("--generation-database", "none", "--suppress-health-check", "all", "--no-color"),
        *("--report", "json", "--report-json-path", str(report)),
    ]
    with (folder / f"{service}.txt").open("w", encoding="utf-8") as output:
        try:
            done = subprocess.run(
                command, stdout=output, stderr=subprocess.STDOUT, check=False, timeout=plan.seconds + STOP_SECONDS
            )
        except subprocess.TimeoutExpired:
            return Result(service, broken="it did not end in time")
    if not report.is_file():
        return Result(service, broken=f"no report, exit status {done.returncode}")
    return read_report(service, json.loads(report.read_text(encoding="utf-8")))


def read_report(service: str, report: dict[str, Any]) -> Result:
    """What a report of Schemathesis says."""
    failures = tuple(
        (str(group["title"]), str(operation)) for group in report["failures"] for operation in group["operations"]
    )
    errors = [str(group["title"]) for group in report["errors"]]
    return Result(
        service,
        operations=report["operations"]["tested"] if report["operations"] else 0,
        cases=report["test_cases"]["generated"],
        failures=failures,
        broken="; ".join(errors),
    )
