"""requirements.lock can be installed anywhere: exact, hashed, without addresses."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def entries() -> list[str]:
    lines = [line for line in TEXT.splitlines() if line and not line.lstrip().startswith("#")]
    return "\n".join(lines).replace("\\\n", " ").splitlines()


def test_every_requirement_is_exact_and_hashed() -> None:
    exact = re.compile(r"[\w.-]+==\S+(\s+--hash=sha256:[0-9a-f]{64})+")
    assert [line for line in entries() if not exact.fullmatch(line)] == []


def test_it_names_no_address_and_no_folder() -> None:
    assert re.findall(r"https?://|file:/|--index-url|--find-links|--trusted-host", TEXT) == []


def test_everything_asked_for_is_locked() -> None:
    locked = {line.partition("==")[0].lower().replace("_", "-").replace(".", "-") for line in entries()}
    for name in ("requirements.in", "requirements-dev.in"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            asked = re.match(r"[A-Za-z][\w.-]*", line)
            assert not asked or asked[0].lower().replace("_", "-") in locked, line
