"""`dev [ID…]`: run services in the foreground, their lines merged, and serve each change as soon as it is saved.

Keys: m applies new migrations, r restarts, o opens the reading page, q quits and stops what was started here.
"""

import argparse
import signal
from collections.abc import Iterable
from contextlib import suppress
from importlib.util import find_spec
from queue import SimpleQueue
from threading import Thread

import psycopg2

from suite_ops.development.keys import QUIT, Keyboard
from suite_ops.development.loop import DevelopmentLoop
from suite_ops.development.stage import Stage
from suite_ops.development.watch import NO_WATCHER, watch_sources
from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.logs.files import FileLog
from suite_ops.logs.presentation import choose_presentation
from suite_ops.logs.selection import LineSelection
from suite_ops.logs.timeline import coming_to
from suite_ops.manifest import ManifestService, not_found
from suite_ops.processes.programs import service_programs
from suite_ops.processes.start_all import EXPECTED
from suite_ops.terminal import fail, inform


def main(argv: list[str]) -> int:
    """Exit status 0 when it was quitted, 1 when the suite could not be started."""
    parser = argparse.ArgumentParser(prog="dev.sh", description=__doc__)
    parser.add_argument("services", nargs="*", metavar="ID", help="services; without any, all that are built")
    arguments = parser.parse_args(argv)
    try:
        here = load_installation()
        chosen = choose(here, arguments.services)
    except KeyError as error:
        fail(not_found(error))
        return 1
    except InstallationError as error:
        fail(str(error))
        return 1
    if find_spec("watchfiles") is None:
        fail(NO_WATCHER)
        return 1
    return develop(here, chosen, everything=not arguments.services)


def choose(here: Installation, names: Iterable[str]) -> list[ManifestService]:
    """The named services, or all that are built, each after what it depends on; raises KeyError."""
    wanted = {here.manifest.find(name).id for name in names}
    return [service for service in here.manifest.built() if not wanted or service.id in wanted]


def develop(here: Installation, chosen: list[ManifestService], *, everything: bool) -> int:
    """Start, serve changes until somebody quits, stop what was started."""
    pressed: SimpleQueue[str] = SimpleQueue()
    stage = Stage(here)
    _show_lines(here, chosen)
    with Keyboard(pressed) as keyboard:
        try:
            stage.start(() if everything else tuple(service.id for service in chosen))
            loop = DevelopmentLoop(here, chosen)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, lambda *_: pressed.put(QUIT))
            with watch_sources(here, chosen) as changes:
                Thread(target=loop.serve_changes, args=(changes,), daemon=True).start()
                inform(f"watching {', '.join(service.id for service in chosen)}; {keyboard.keys()}")
                while (key := pressed.get()) != QUIT:
                    loop.press(key)
        except (*EXPECTED, psycopg2.Error) as error:
            fail(str(error).strip())
            return 1
        finally:
            stage.stop()
    return 0


def _show_lines(here: Installation, chosen: list[ManifestService]) -> None:
    """Print what the services write from now on, beside everything else."""
    names = [program.name for service in chosen for program in service_programs(here, service)]
    sources = [FileLog(name, here.log_dir / f"{name}.log") for name in names]
    for source in sources:
        source.skip_backlog()
    presentation = choose_presentation(names, raw=False, pretty=True)

    def show() -> None:
        with suppress(BrokenPipeError):
            for line in coming_to(sources, LineSelection()):
                print(presentation.text_of(line), flush=True)

    Thread(target=show, daemon=True).start()
