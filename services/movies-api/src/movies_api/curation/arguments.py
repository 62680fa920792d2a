"""The command line of the curation. Flags may be spelled --tmdbId or --tmdb-id."""

import argparse
import re
from pathlib import Path
from typing import Any, NoReturn

from movies_api.curation.errors import WrongUsage
from movies_api.settings import AI_PROVIDERS

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


class Parser(argparse.ArgumentParser):
    """Raises WrongUsage, so that the answer is told in the form of all answers."""

    def error(self, message: str) -> NoReturn:
        """A wrong command line."""
        raise WrongUsage(f"{message}. {self.format_usage().strip()}")


def parse(argv: list[str]) -> argparse.Namespace:
    """The command line; WrongUsage."""
    parser = Parser(prog="python -m movies_api.curation", description=__doc__, allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    for declare in (populate, analyze, curate, orchestrate, recalculate, rank, health):
        command = commands.add_parser(declare.__name__, help=declare.__doc__, allow_abbrev=False)
        flag(command, "aiProvider", choices=AI_PROVIDERS, help="who judges; the default is AI_PROVIDER")
        command.add_argument("--dry-run", "--dryRun", action="store_true", help="write nothing, print what would be")
        declare(command)
    return parser.parse_args(argv)


def populate(command: argparse.ArgumentParser) -> None:
    """store films from TMDB"""
    name_film(command)
    command.add_argument("--file", type=Path, metavar="CSV", help="films with the columns title,year or tmdbId")
    command.add_argument("--refresh", action="store_true", help="also fill what known films lack")


def analyze(command: argparse.ArgumentParser) -> None:
    """find the sub-sentiments of films"""
    name_film(command)
    command.add_argument("--all", action="store_true", help="every film without sub-sentiments")
    judge(command)


def curate(command: argparse.ArgumentParser) -> None:
    """put a film under an option"""
    name_film(command)
    judge(command)


def orchestrate(command: argparse.ArgumentParser) -> None:
    """all steps, for one film or a table of films"""
    name_film(command)
    judge(command)
    flag(command, "tmdbCsv", type=Path, metavar="FILE", help="table of films from TMDB")
    flag(command, "limit", type=whole, metavar="N", help="stop when so many films of the table are curated")
    flag(command, "resume", metavar="RUN", help="continue this run")
    command.add_argument("--refresh", action="store_true", help="judge again what is judged")


def recalculate(command: argparse.ArgumentParser) -> None:
    """compute stored scores anew"""
    name_film(command)
    flag(command, "jofId", type=whole, metavar="ID", help="only this option")
    flag(command, "journeyId", type=whole, metavar="ID", help="only this journey")
    flag(command, "minScore", type=float, metavar="SCORE", help="only scores below")


def rank(command: argparse.ArgumentParser) -> None:
    """order the options of films by score"""
    name_film(command)
    command.add_argument("--all", action="store_true", help="every film")


def health(command: argparse.ArgumentParser) -> None:
    """what the curation could use now; makes no paid call"""


def name_film(command: argparse.ArgumentParser) -> None:
    """The ways to say which film."""
    flag(command, "tmdbId", type=whole, metavar="ID")
    flag(command, "movieId", metavar="UUID")
    flag(command, "title", metavar="TITLE")
    flag(command, "year", type=whole, metavar="YEAR")


def judge(command: argparse.ArgumentParser) -> None:
    """What films are judged by."""
    flag(command, "journeyOptionFlowId", type=whole, metavar="ID", help="the option the film is curated for")
    flag(command, "analysisLens", type=whole, metavar="ID", help="main sentiment to look through")
    flag(command, "journeyValidation", nargs="?", const="true", help="refuse an option whose journey is broken")
    flag(command, "approveNewSubsentiments", action="store_true", help="store sub-sentiments nobody knows yet")


def flag(command: argparse.ArgumentParser, name: str, **options: Any) -> None:
    """One flag in both spellings."""
    kebab = _CAPITAL.sub("-", name).lower()
    command.add_argument(*dict.fromkeys([f"--{name}", f"--{kebab}"]), dest=kebab.replace("-", "_"), **options)


def whole(text: str) -> int:
    """A number from 1 to 2147483647."""
    if not re.fullmatch(r"[0-9]{1,10}", text) or not 1 <= int(text) <= 2_147_483_647:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 2147483647")
    return int(text)
