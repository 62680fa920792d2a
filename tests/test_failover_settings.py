"""What docs/operations.md prints for a cluster under Patroni is what `scripts/proof.sh ha` runs; HAProxy takes it."""

import subprocess
from pathlib import Path

from proof.ha.members import haproxy_text, printed_settings

from suite_testing.tools import require_tool


def test_members_confirm_writes_at_two_places() -> None:
    settings = printed_settings()["bootstrap"]["dcs"]
    assert settings["synchronous_mode"] is True
    # Patroni's own condition: a leader has time to be refused twice before its key ends.
    assert settings["loop_wait"] + 2 * settings["retry_timeout"] <= settings["ttl"]


def test_haproxy_takes_its_file_as_printed(tmp_path: Path) -> None:
    path = tmp_path / "haproxy.cfg"
    path.write_text(haproxy_text(5432, [(5433, 8008), (5434, 8009)]))
    done = subprocess.run([require_tool("haproxy"), "-c", "-f", path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
