"""Which files were saved, and whose they are."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread

from suite_ops.installation import Installation
from suite_ops.manifest import ManifestService

NO_WATCHER = "watchfiles is not installed here; scripts/setup-local.sh without --run installs what development needs"
# Editors write a file in two or three steps; what comes within this belongs together.
_TOGETHER_MS, _STEP_MS = 60, 20
_SETTINGS = ("config", ".env", ".env.local")
Changes = SimpleQueue[frozenset[Path]]


@dataclass
class Affected:
    """Whose files these are: `services` to reload, `migrations` and `tools` to tell of, `settings` to read again."""

    services: set[str] = field(default_factory=set)
    migrations: set[Path] = field(default_factory=set)
    settings: bool = False
    tools: bool = False


def sort_changes(here: Installation, chosen: Sequence[ManifestService], paths: Iterable[Path]) -> Affected:
    """What changed files mean for the services that run."""
    affected = Affected()
    library = here.root / "shared" / "src"
    for path in paths:
        inside = path.relative_to(here.root) if path.is_relative_to(here.root) else path
        if path.is_relative_to(library / "suite"):
            affected.services.update(service.id for service in chosen)
        elif path.is_relative_to(library / "suite_ops"):
            affected.tools = True
        elif inside.parts and inside.parts[0] in _SETTINGS:
            affected.settings = True
        for service in chosen:
            folder = here.root / service.path
            if path.is_relative_to(folder / "migrations") and path.suffix == ".sql":
                affected.migrations.add(path)
            elif path.is_relative_to(folder / "src"):
                affected.services.add(service.id)
    return affected


@contextmanager
def watch_sources(here: Installation, chosen: Sequence[ManifestService]) -> Iterator[Changes]:
    """A queue of files as they are saved, while the block lasts. ImportError without watchfiles."""
    from watchfiles import watch

    changes: Changes = SimpleQueue()
    done = Event()
    folders = [here.root / service.path / name for service in chosen for name in ("src", "migrations")]
    trees = [folder for folder in (*folders, here.root / "shared" / "src", here.root / "config") if folder.is_dir()]

    def tell(paths: Sequence[Path], *, recursive: bool) -> None:
        for found in watch(
            *paths,
            stop_event=done,
            debounce=_TOGETHER_MS,
            step=_STEP_MS,
            recursive=recursive,
            raise_interrupt=False,
        ):
            changes.put(frozenset(Path(path) for _, path in found))

    # Files of settings are watched through their folder: an editor that renames over one would end a watch of itself.
    Thread(target=tell, args=(trees,), kwargs={"recursive": True}, daemon=True).start()
    Thread(target=tell, args=([here.root],), kwargs={"recursive": False}, daemon=True).start()
    try:
        yield changes
    finally:
        done.set()
