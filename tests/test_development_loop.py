"""dev.sh on the suite as it is: a service is changed while it answers, and a new migration waits for its key."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from suite_ops.database.throwaway import reachable_folder
from suite_ops.processes.patience import wait_until
from suite_testing.pseudo_terminal import PATIENCE, PseudoTerminal
from suite_testing.repository_copy import add_migration, copy_repository, script_environment

pytestmark = pytest.mark.end_to_end
SERVICE = "services/workspace-api/src/workspace_api/service.py"
BEFORE, AFTER = "Kanban items and categories", "Boards and their cards"


@pytest.fixture
def copy() -> Iterator[tuple[Path, dict[str, str]]]:
    """A copy of the repository, and the environment of its scripts."""
    with reachable_folder("suite-dev-") as folder:
        copy_repository(folder / "copy")
        yield folder / "copy", script_environment(folder / "copy")


def test_a_saved_change_is_served_and_a_migration_waits_for_its_key(copy: tuple[Path, dict[str, str]]) -> None:
    root, environment = copy
    source, url = root / SERVICE, f"http://127.0.0.1:{environment['WORKSPACE_PORT']}"
    text = source.read_text(encoding="utf-8")
    assert BEFORE in text

    def describes(words: str) -> bool:
        reply = requests.get(f"{url}/openapi.json", timeout=30)
        return reply.status_code == 200 and str(reply.json()["info"]["description"]).startswith(words)

    command = [str(root / "scripts" / "dev.sh"), "workspace-api"]
    with PseudoTerminal(command, environment, root) as shown:
        place = shown.wait_for("q quit")
        assert describes(BEFORE)
        source.write_text(text.replace(BEFORE, AFTER), encoding="utf-8")
        assert wait_until(lambda: describes(AFTER), PATIENCE), shown.text
        add_migration(root, "workspace-api", "ALTER TABLE workspace_items ADD COLUMN trial_note text;\n")
        place = shown.wait_for("m applies new migrations", after=place)
        shown.press("m")
        place = shown.wait_for("_trial.sql", after=place)
        shown.press("q")
        assert shown.process.wait(PATIENCE) == 0, shown.text
