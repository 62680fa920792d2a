"""What development starts, and stops again: only what did not run before."""

from suite_ops.installation import Installation
from suite_ops.processes.lock import exclusive
from suite_ops.processes.records import recorded_names, running_process
from suite_ops.processes.start_all import StartChoice, start_all
from suite_ops.processes.stop_all import stop_all
from suite_ops.processes.supervisor import Supervisor


class Stage:
    """The suite of this installation, as it was before and as it is left."""

    def __init__(self, here: Installation) -> None:
        self._here = here
        self._ran = Supervisor(here).answers()
        self._before = {name for name in recorded_names(here.log_dir) if running_process(here.log_dir, name)}

    def start(self, only: tuple[str, ...]) -> None:
        """Start the database and these services, none named: everything. What does not start is named."""
        with exclusive(self._here.run_dir / "start.lock"):
            start_all(self._here, StartChoice(only))

    def stop(self) -> None:
        """Stop what did not run before."""
        here = self._here
        started = tuple(
            service.id
            for service in here.manifest.built()
            if service.id not in self._before and running_process(here.log_dir, service.id)
        )
        with exclusive(here.run_dir / "start.lock"):
            if not self._ran:
                stop_all(here)
            elif started:
                stop_all(here, started)
