"""A copy of the repository that runs, on ports of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from suite_ops.database.throwaway import reachable_folder
from suite_testing.repository_copy import copy_repository, script_environment


@dataclass(frozen=True)
class SuiteCopy:
    """Where the copy is, and the environment its scripts are told."""

    root: Path
    environment: dict[str, str]

    def run(self, script: str, *words: str) -> str:
        """What a script of the copy wrote to stdout; one that fails is shown and raises CalledProcessError."""
        command = [str(self.root / "scripts" / script), *words]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
            done.check_returncode()
        return done.stdout

    def port(self, prefix: str) -> int:
        """The port of a service, or of the gateway."""
        return int(self.environment[f"{prefix}_PORT"])


@contextmanager
def running_copy(*words: str) -> Iterator[SuiteCopy]:
    """Database, seeds, all services and the gateway, or what `words` make start-all start; gone at the end."""
    with reachable_folder("suite-bench-") as folder:
        root = folder / "copy"
        copy_repository(root)
        suite = SuiteCopy(root, script_environment(root))
        try:
            suite.run("start-all.sh", *words)
            yield suite
        finally:
            suite.run("stop-all.sh", "--force")
