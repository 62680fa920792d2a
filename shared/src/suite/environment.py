"""Environment variables: files of the repository root, merged under the process environment.

Later layers win and the process environment wins over all of them. Values are data: they are parsed and
expanded (``${NAME}``, ``${NAME:-default}``), never executed or sourced.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

TRACKED_LAYERS = ("config/container-images.env", "config/.env.defaults")
LAYERS = (*TRACKED_LAYERS, ".env", ".env.local")
PROCESS = "process environment"
SECRETS_DIR = "SUITE_SECRETS_DIR"

_ASSIGNMENT = re.compile(r"[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*")
_BLANK = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_LINE_REST = re.compile(r"[ \t]*(?:#[^\n]*)?(?=\n|\Z)")
_UNQUOTED = re.compile(r"(?P<value>[^\n]*?)(?:[ \t]+#[^\n]*)?[ \t]*(?=\n|\Z)")
_REFERENCE = re.compile(r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^}]*))?\}")
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


class EnvironmentFileError(Exception):
    """Files, lines or references of the environment cannot be understood; `problems` holds one line each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True)
class Variable:
    """One value with the place it came from; `literal` values are never expanded."""

    value: str
    origin: str
    literal: bool = False


class Environment(Mapping[str, str]):
    """Merged variables by name; `origin` tells which file and line, or the process, gave a value.

    A variable that is set to the empty string means "not given": it hides lower layers and reads as absent.
    """

    def __init__(self, root: Path, variables: Mapping[str, Variable]) -> None:
        self.root = root
        self._variables = dict(variables)

    def __getitem__(self, name: str) -> str:
        value = self._variables[name].value
        if value == "":
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return (name for name, variable in self._variables.items() if variable.value != "")

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def origin(self, name: str) -> str:
        """`.env.local:4` or `process environment`."""
        return self._variables[name].origin


def find_root(start: Path | None = None) -> Path:
    """Repository root: SUITE_ROOT, or the nearest parent folder that holds services-manifest.json."""
    given = os.environ.get("SUITE_ROOT")
    if given:
        return Path(given).resolve()
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents, *Path(__file__).resolve().parents):
        if (folder / "services-manifest.json").is_file():
            return folder
    raise EnvironmentFileError(f"no services-manifest.json in {here} or above; set SUITE_ROOT")


def refuse_service_env_files(root: Path) -> None:
    """Raise EnvironmentFileError when a service folder holds a .env file: nothing would read it."""
    found = service_env_files(root)
    if found:
        names = ", ".join(str(path.relative_to(root)) for path in found)
        raise EnvironmentFileError(f"{names}: settings live in .env and .env.local of the repository root")


def service_env_files(root: Path) -> list[Path]:
    """.env files inside the folders below services/, samples excepted."""
    found = (*root.glob("services/*/.env"), *root.glob("services/*/.env.*"))
    return sorted(path for path in found if path.name != ".env.example")


def load_environment(root: Path | None = None, process: Mapping[str, str] | None = None) -> Environment:
    """Read the layers below `root`, put `process` (default: os.environ) on top, expand references."""
    folder = root or find_root()
    refuse_service_env_files(folder)
    environment, problems = read_environment(folder, os.environ if process is None else process)
    if problems:
        raise EnvironmentFileError(*problems)
    return environment


def read_environment(root: Path, process: Mapping[str, str]) -> tuple[Environment, list[str]]:
    """What can be understood of all layers, and one line for each thing that cannot."""
    merged: dict[str, Variable] = {}
    problems: list[str] = []
    for layer in layers_of(root):
        variables, faults = scan_layer(root, layer)
        merged.update(variables)
        problems += faults
    merged |= _secret_files(process.get(SECRETS_DIR, ""))
    for name, value in process.items():
        merged[name] = Variable(value, PROCESS, literal=True)
    expanded, faults = _expand_all(merged)
    return Environment(root, expanded), problems + faults


def _secret_files(folder: str) -> dict[str, Variable]:
    """Secrets of an orchestrator: in the folder a file for each variable, named like it; nothing without a folder.

    A file without text is a variable that is not set: an orchestrator wants every file that it is told of.
    """
    paths = sorted(Path(folder).iterdir()) if folder and Path(folder).is_dir() else []
    named = [path for path in paths if path.is_file() and re.fullmatch(r"[A-Z][A-Z0-9_]*", path.name)]
    values = {path: path.read_text(encoding="utf-8").rstrip("\n") for path in named}
    return {path.name: Variable(value, str(path), True) for path, value in values.items() if value}


def layers_of(root: Path) -> tuple[str, ...]:
    """The files that count below `root`: those tracked in git alone where SUITE_TRACKED_ENV_OF names it."""
    # Tests see what a fresh checkout has, not the ports and secrets one machine keeps.
    return TRACKED_LAYERS if os.environ.get("SUITE_TRACKED_ENV_OF") == str(root) else LAYERS


def scan_layer(root: Path, layer: str) -> tuple[dict[str, Variable], list[str]]:
    """Variables of one file, unexpanded, and its problems; a missing file is an empty layer."""
    try:
        text = (root / layer).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}, []
    except (OSError, UnicodeDecodeError) as error:
        return {}, [f"{layer}: cannot be read ({type(error).__name__})"]
    return scan(text, layer)


def parse(text: str, source: str) -> dict[str, Variable]:
    """Variables of the text of one file; raises EnvironmentFileError with every line that is wrong."""
    found, problems = scan(text, source)
    if problems:
        raise EnvironmentFileError(*problems)
    return found


def scan(text: str, source: str) -> tuple[dict[str, Variable], list[str]]:
    """Variables and problems of the text of one file. The last assignment of a name wins."""
    text = text.replace("\r\n", "\n")
    found: dict[str, Variable] = {}
    problems: list[str] = []
    at = 0
    while at < len(text):
        blank = _BLANK.match(text, at)
        if blank:
            at = blank.end()
            continue
        place = f"{source}:{text.count(chr(10), 0, at) + 1}"
        try:
            assignment = _ASSIGNMENT.match(text, at)
            if not assignment:
                raise EnvironmentFileError(f"{place}: not a NAME=value line")
            value, literal, at = _read_value(text, assignment.end(), place)
            found[assignment["name"]] = Variable(value, place, literal)
        except EnvironmentFileError as error:
            problems += error.problems
            at = _line_end(text, at)
    return found, problems


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _read_value(text: str, at: int, place: str) -> tuple[str, bool, int]:
    quote = text[at : at + 1]
    if quote not in ("'", '"', "`") or not quote:
        plain = _UNQUOTED.match(text, at)
        assert plain is not None
        value = plain["value"]
        return ("" if value.startswith("#") else value), False, plain.end()
    value, after = _read_quoted(text, at, quote, place)
    rest = _LINE_REST.match(text, after)
    if not rest:
        raise EnvironmentFileError(f"{place}: text after the closing quote")
    return value, quote != '"', rest.end()


def _read_quoted(text: str, at: int, quote: str, place: str) -> tuple[str, int]:
    characters: list[str] = []
    position = at + 1
    while position < len(text):
        character = text[position]
        if character == quote:
            return "".join(characters), position + 1
        following = text[position + 1 : position + 2]
        if quote == '"' and character == "\\" and following in _ESCAPES:
            characters.append(_ESCAPES[following])
            position += 2
            continue
        characters.append(character)
        position += 1
    raise EnvironmentFileError(f"{place}: the quote {quote} is never closed")


def _expand_all(raw: Mapping[str, Variable]) -> tuple[dict[str, Variable], list[str]]:
    done: dict[str, Variable] = {}
    problems: list[str] = []

    def expand(name: str, trail: tuple[str, ...]) -> str:
        if name in done:
            return done[name].value
        variable = raw[name]
        if name in trail:
            cycle = " -> ".join((*trail[trail.index(name) :], name))
            problems.append(f"{variable.origin}: {cycle} refers to itself")
            return ""
        value = variable.value
        if not variable.literal:
            value = _REFERENCE.sub(lambda match: resolve(match, name, trail), value)
        done[name] = Variable(value, variable.origin, literal=True)
        return value

    def resolve(match: re.Match[str], name: str, trail: tuple[str, ...]) -> str:
        wanted, default = match["name"], match["default"]
        value = expand(wanted, (*trail, name)) if wanted in raw else ""
        if value or default is not None:
            return value or default
        if wanted not in raw:
            problems.append(f"{raw[name].origin}: {name} refers to {wanted}, which is not set")
        return ""

    for name in raw:
        expand(name, ())
    return done, problems
