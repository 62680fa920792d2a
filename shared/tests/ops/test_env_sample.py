""".env.example and the code agree in both directions."""

import re
from pathlib import Path

import pytest

from suite.environment import EnvironmentFileError, find_root, parse
from suite_ops.environment.checks.catalogue import load_catalogue
from suite_ops.generate.env_sample import render_sample
from suite_ops.manifest import load_manifest

try:
    ROOT = find_root(Path(__file__).parent)
except EnvironmentFileError:
    pytest.skip("not inside the repository", allow_module_level=True)

DIRECT = re.compile(r"""(?:os\.environ(?:\.get\(|\[)|getenv\()\s*["'](\w+)["']""")
# Set by the operating system or its service manager, not ours to document.
SYSTEM = {"XDG_RUNTIME_DIR", "PATH", "HOME", "TMPDIR", "NO_COLOR", "TERM", "LISTEN_FDS", "LISTEN_PID"}


@pytest.fixture(scope="module")
def sample() -> str:
    return (ROOT / ".env.example").read_text(encoding="utf-8")


def test_the_sample_is_what_the_code_reads(sample: str) -> None:
    assert render_sample(load_manifest(ROOT)) == sample


def test_every_name_of_every_settings_class_is_in_the_sample(sample: str) -> None:
    words = set(re.findall(r"\w+", sample))
    missing = [
        name
        for reading in load_catalogue(load_manifest(ROOT)).readings()
        for name in reading.names
        if name not in words
    ]
    assert missing == []


def test_every_name_of_the_sample_is_read(sample: str) -> None:
    catalogue = load_catalogue(load_manifest(ROOT))
    documented = set(re.findall(r"^#?([A-Z][A-Z0-9_]*)=", sample, re.MULTILINE))
    assert documented - catalogue.known_names() == direct_reads()


def test_the_sample_is_a_valid_environment_file(sample: str) -> None:
    assert {variable.value for variable in parse(sample, ".env.example").values()} == {"change_me"}


def direct_reads() -> set[str]:
    """Variables the sources read from the process without a settings class, SUITE_ROOT apart."""
    sources = [*ROOT.glob("shared/src/**/*.py"), *ROOT.glob("services/*/src/**/*.py")]
    found = {name for path in sources for name in DIRECT.findall(path.read_text(encoding="utf-8"))}
    return (found | {"PROMETHEUS_MULTIPROC_DIR"}) - SYSTEM - {"SUITE_ROOT"}


# Named like a secret, and none: an id that is written into logs, a file, a prefix, a folder.
NO_SECRET = {
    *("AWS_ACCESS_KEY_ID", "BACKUP_S3_ACCESS_KEY_ID", "GOOGLE_APPLICATION_CREDENTIALS", "REDIS_KEY_PREFIX"),
    "SUITE_SECRETS_DIR",
}


def test_what_is_named_like_a_secret_is_never_shown_when_it_is_refused() -> None:
    shown = {
        reading.names[0]
        for reading in load_catalogue(load_manifest(ROOT)).readings()
        if re.search("KEY|SECRET|PASS|TOKEN|DSN|CREDENTIAL", reading.names[0]) and not reading.declared.secret
    }
    assert shown == NO_SECRET
