"""`bus` and `dead-letters`: messages that could not be handled, for operators."""

import argparse
import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from notifications_api.settings import Settings
from suite.events.bus import Bus
from suite.events.bus_choice import open_bus
from suite.events.dead_letters import (
    DeadLetter,
    drop_dead_letters,
    find_dead_letters,
    purge_dead_letters,
    replay_messages,
    select_dead_letter,
)
from suite.events.errors import BusUnavailable
from suite.settings import load_settings

UNITS = {"m": "minutes", "h": "hours", "d": "days"}
Work = Callable[[Bus, argparse.Namespace], int]


def add_bus_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare `bus list|show|replay|purge` and `dead-letters list|show|replay|drop`."""
    for name, ending in (("bus", "purge"), ("dead-letters", "drop")):
        parser = commands.add_parser(name, help=f"dead letters: list, show, replay, {ending}")
        verbs = parser.add_subparsers(dest="verb", required=True)
        listing = verbs.add_parser("list", help="latest first")
        listing.add_argument("--topic")
        listing.add_argument("--limit", type=int, default=50)
        listing.add_argument("--json", action="store_true", help="whole letters, one a line")
        listing.set_defaults(run=on_bus(print_list))
        showing = verbs.add_parser("show", help="one of them")
        showing.add_argument("id", type=UUID)
        showing.set_defaults(run=on_bus(print_dead_letter))
        replaying = verbs.add_parser("replay", help="deliver again, with all attempts before them")
        replaying.add_argument("--topic")
        replaying.add_argument("--id", type=UUID)
        replaying.add_argument("--since", type=moment, metavar="ISO")
        replaying.add_argument("--dry-run", action="store_true")
        replaying.set_defaults(run=on_bus(replay))
        if ending == "purge":
            purging = verbs.add_parser("purge", help="forget old ones")
            purging.add_argument("--older-than", type=age, required=True, metavar="30d")
            purging.set_defaults(run=on_bus(purge))
        else:
            dropping = verbs.add_parser("drop", help="forget these")
            dropping.add_argument("id", type=UUID, nargs="+")
            dropping.set_defaults(run=on_bus(drop))


def on_bus(work: Work) -> Callable[[argparse.Namespace], int]:
    """Run `work` with the bus of the settings; 1 and a line when it cannot be reached."""

    def run(arguments: argparse.Namespace) -> int:
        bus = open_bus(load_settings(Settings), pool_size=1)
        if bus is None:
            sys.stderr.write("no event bus: APP_BUS_DB_PASSWORD is not given\n")
            return 1
        try:
            return work(bus, arguments)
        except BusUnavailable as error:
            sys.stderr.write(f"event bus not reachable: {error}\n")
            return 1
        finally:
            bus.close()

    return run


def print_list(bus: Bus, arguments: argparse.Namespace) -> int:
    """One line a letter."""
    dead_letters, total = find_dead_letters(bus, topic=arguments.topic, limit=max(1, arguments.limit))
    for dead_letter in dead_letters:
        print(json.dumps(dead_letter.wire(), ensure_ascii=False) if arguments.json else summary(dead_letter))
    sys.stderr.write(f"{len(dead_letters)} of {total}\n")
    return 0


def print_dead_letter(bus: Bus, arguments: argparse.Namespace) -> int:
    """The whole letter; 1 when there is none."""
    dead_letter = select_dead_letter(bus, arguments.id)
    if dead_letter is None:
        sys.stderr.write(f"no dead letter {arguments.id}\n")
        return 1
    print(json.dumps(dead_letter.wire(), ensure_ascii=False, indent=2))
    return 0


def replay(bus: Bus, arguments: argparse.Namespace) -> int:
    """Deliver again what is chosen; 1 when a named letter does not exist."""
    chosen = {"topic": arguments.topic, "dead_letter_id": arguments.id, "since": arguments.since}
    dead_letters = replay_messages(bus, dry_run=arguments.dry_run, **chosen)
    for dead_letter in dead_letters:
        print(summary(dead_letter))
    sys.stderr.write(f"{len(dead_letters)} {'would be ' if arguments.dry_run else ''}replayed\n")
    return 1 if arguments.id is not None and not dead_letters else 0


def purge(bus: Bus, arguments: argparse.Namespace) -> int:
    """Forget what failed longer ago."""
    print(purge_dead_letters(bus, arguments.older_than))
    return 0


def drop(bus: Bus, arguments: argparse.Namespace) -> int:
    """Forget the named ones; 1 when one was not there."""
    dropped = drop_dead_letters(bus, arguments.id)
    print(dropped)
    return 0 if dropped == len(set(arguments.id)) else 1


def summary(dead_letter: DeadLetter) -> str:
    """Id, time, subscription, attempts and reason, separated by tabs."""
    failed = dead_letter.failed_at.astimezone(UTC).isoformat(timespec="seconds")
    reason = " ".join(dead_letter.reason.split())
    return "\t".join(
        [str(dead_letter.id), failed, dead_letter.topic, dead_letter.subscription, str(dead_letter.attempts), reason]
    )


def age(text: str) -> timedelta:
    """`30d`, `12h` or `90m`."""
    found = re.fullmatch(r"([0-9]{1,6})([mhd])", text)
    if not found:
        raise argparse.ArgumentTypeError("is not of the form 30d, 12h or 90m")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def moment(text: str) -> datetime:
    """A date-time of ISO 8601; without a zone it is UTC."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("is not an ISO 8601 date-time") from None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
