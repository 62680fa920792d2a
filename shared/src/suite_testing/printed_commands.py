"""Commands as pages print them: blocks, the commands of runbooks, the column "try it"; and what says that none is run.

A block is run unless the text of its section before it says who runs it instead ("run by …") or that nobody does ("not
run by a test: why"). A line may say so in its own comment. A line with a placeholder in capitals or with […] is a form:
it tells how a command is called.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MARK = re.compile(r"not run by a test: \S|\brun by `", re.IGNORECASE)
LINE_MARK = re.compile(r"#.*not run by a test: \S")
# What is the tests themselves, or takes as long as all of them: CI is these, and CONTRIBUTING.md says so.
THE_TESTS = re.compile(r"^(scripts/(test|check|setup-local)\.sh|\.venv/bin/python -m bench)\b")
FORM = re.compile(r"^(scripts/|\.venv/bin/python -m ).*( \[-| (ID|NAME|SUB|DIR|FILE|T|ISO|REVISION)\b(?!-)|…| \| )")
# What changes the machine it is typed on, and not the suite alone.
OF_THE_HOST = re.compile(r"^(apt-get|useradd|ufw|systemctl|sudo|docker|certbot|install -d -o|cp .* /etc/)|/etc/")
PROGRAMS = re.compile(r"^(scripts/|\.venv/bin/|curl |tail |ls |df |du |SELECT )")
_SHELL = ("bash", "sh")
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class PrintedBlock:
    """Lines to copy, the place of the first one, and whether the text says that no test of this kind runs them."""

    page: Path
    line: int
    lines: tuple[str, ...]
    marked: bool
    section: str

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self.lines)

    @property
    def script(self) -> str:
        """What is run of it: everything but forms and lines that say so."""
        return "\n".join(line for line in self.lines if not is_left_out(line))


def is_left_out(line: str) -> bool:
    """Whether a line tells how a command is called, says that it is not run, or is the tests themselves."""
    command = line.partition("  #")[0]
    return bool(FORM.match(command) or THE_TESTS.match(command) or LINE_MARK.search(line))


def blocks(page: Path) -> Iterator[PrintedBlock]:
    """Fenced shell and indented commands of a page, in order."""
    lines = page.read_text(encoding="utf-8").splitlines()
    said, section, number = "", "", 0
    while number < len(lines):
        line = lines[number]
        fence = re.match(r"(\s*)```(\w*)", line)
        if line.startswith("#"):
            said, section = "", line.lstrip("# ")
        if fence:
            end = next(i for i in range(number + 1, len(lines)) if lines[i].strip() == "```")
            if fence[2] in _SHELL:
                inner = (one.removeprefix(fence[1]) for one in lines[number + 1 : end])
                yield PrintedBlock(page, number + 2, tuple(inner), _is_marked(said), section)
            number = end + 1
        elif _is_indented(lines, number):
            end = number
            while end < len(lines) and (lines[end].startswith("    ") or _goes_on(lines, end)):
                end += 1
            yield PrintedBlock(
                page, number + 1, tuple(one.strip() for one in lines[number:end]), _is_marked(said), section
            )
            number = end
        else:
            said += f" {line.strip()}"
            number += 1


def _is_marked(said: str) -> bool:
    return bool(MARK.search(said))


def _is_indented(lines: list[str], number: int) -> bool:
    return lines[number].startswith("    ") and (
        number == 0 or not lines[number - 1].strip() or lines[number - 1].startswith("#")
    )


def _goes_on(lines: list[str], number: int) -> bool:
    return not lines[number].strip() and number + 1 < len(lines) and lines[number + 1].startswith("    ")


def inline_commands(page: Path, beginning: str) -> Iterator[tuple[int, str]]:
    """Commands between backticks in lines that begin so, with the line each stands on; a bullet may go on."""
    inside = False
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        inside = line.startswith(beginning) or (inside and line.startswith("  "))
        if inside and not MARK.search(line):
            yield from ((number, code) for code in _CODE.findall(line) if PROGRAMS.match(code))
