"""`--quick`: tests that start no program: no PostgreSQL, no server, no browser; what the pure parts of everything do.

Said in one place: fixtures that start something are listed here, files that start something themselves in `not_quick`
of pyproject.toml.
"""

from pathlib import Path

import pytest

STARTING = {"test_cluster", "streaming", "prepared", "questdb", "pubsub"}


def add_option(parser: pytest.Parser) -> None:
    """`--quick`, and the list."""
    parser.addoption("--quick", action="store_true", help="only tests that start no program; a minute for all")
    parser.addini("not_quick", "files that --quick leaves out, as patterns of paths", type="linelist")


def leaves_out(path: Path, config: pytest.Config) -> bool:
    """Whether a file is left out of this run."""
    if not config.getoption("--quick") or not path.is_relative_to(config.rootpath):
        return False
    relative = path.relative_to(config.rootpath)
    return any(relative.match(pattern) for pattern in config.getini("not_quick"))


def choose(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take out of `items` what needs a program."""
    if not config.getoption("--quick"):
        return
    left_out = [item for item in items if STARTING & set(getattr(item, "fixturenames", ()))]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]
