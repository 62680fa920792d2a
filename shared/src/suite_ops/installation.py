"""One repository as it is installed here: root, environment, settings, manifest and folders."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from suite.configuration import ConfigurationError
from suite.environment import Environment, EnvironmentFileError, find_root, load_environment
from suite_ops.manifest import Manifest, ManifestError, load_manifest
from suite_ops.settings import OpsSettings, load_ops_settings

# sockaddr_un holds 108 bytes and the supervisor first binds a name that is up to 9 longer.
LONGEST_SOCKET_PATH = 96
_GRACE_AFTER_SHUTDOWN = 2
RUN_FOLDER = Path("var") / "run"


class InstallationError(Exception):
    """The repository cannot be used as it is; the text has one problem a line."""


@dataclass(frozen=True)
class Installation:
    """What every script needs to know before it does anything."""

    root: Path
    environment: Environment
    settings: OpsSettings
    manifest: Manifest

    @property
    def log_dir(self) -> Path:
        """Logs, and the records of running processes."""
        return self.settings.log_folder(self.root)

    @property
    def run_dir(self) -> Path:
        """Files that only mean something while the suite runs."""
        return self.root / RUN_FOLDER

    @property
    def shutdown_seconds(self) -> int:
        """How long a service may take to stop: its own limit and a little more."""
        limit = self.environment.get("SHUTDOWN_TIMEOUT_MS", "10000")
        return (int(limit) if limit.isdecimal() else 10_000) // 1000 + _GRACE_AFTER_SHUTDOWN

    @property
    def data_dir(self) -> Path:
        """Data of the embedded database; may be a link to where its account can reach it."""
        return self.root / "var" / "postgres"

    @property
    def socket(self) -> Path:
        """Socket of the supervisor: in `run_dir`, or in a short folder of this user if that is too deep."""
        path = self.run_dir / "supervisor.sock"
        if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
            return path
        key = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        base = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
        return Path(base) / f"suite-{os.geteuid()}-{key}" / "supervisor.sock"


def load_installation(root: Path | None = None, *, checked: bool = False) -> Installation:
    """Read everything; raises InstallationError with all problems of the first part that is wrong.

    `checked`: whoever started this program has held the manifest against its schema.
    """
    try:
        folder = root or find_root()
        environment = load_environment(folder)
        return Installation(folder, environment, load_ops_settings(environment), load_manifest(folder, checked=checked))
    except ConfigurationError as error:
        raise InstallationError("\n".join(error.problems)) from error
    except (EnvironmentFileError, ManifestError) as error:
        raise InstallationError(str(error)) from error
