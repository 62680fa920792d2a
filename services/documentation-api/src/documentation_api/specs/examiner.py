"""The process that checks one large document: text in, JSON out; python -m documentation_api.specs.examiner KIND."""

import json
import resource
import sys
from dataclasses import asdict

from documentation_api.specs.validation import inspect_text

MOST_BYTES = 2 * 1024**3
MOST_CPU_SECONDS = 230


def main(kind: str) -> None:
    """Read, check, tell."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    text = sys.stdin.buffer.read().decode("utf-8", "surrogatepass")
    document, issues = inspect_text(kind, text)
    answer = {"document": document, "issues": [asdict(issue) for issue in issues]}
    sys.stdout.write(json.dumps(answer, separators=(",", ":")))


if __name__ == "__main__":
    main(sys.argv[1])
