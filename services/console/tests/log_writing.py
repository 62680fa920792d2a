"""Log files as services write them."""

import json
from collections.abc import Iterable
from pathlib import Path


def write_lines(path: Path, lines: Iterable[tuple[str, str, str | None, str]]) -> None:
    """Lines of (timestamp, level, request id, message), as the suite's formatter writes them."""
    text = "".join(
        json.dumps(
            {
                "timestamp": timestamp,
                "level": level,
                "service": path.stem,
                "request_id": request_id,
                "message": message,
            },
            ensure_ascii=False,
        )
        + "\n"
        for timestamp, level, request_id, message in lines
    )
    path.write_text(text, encoding="utf-8")
