"""How settings are declared and read: every problem of the environment is reported, none is guessed away.

A settings class is a frozen dataclass whose fields are declared with `setting(...)`. {SERVICE}, {SCHEMA} in
a name stand for what the class says of itself. The first name is the documented one, `aliases` are older
spellings of it, `fallbacks` are wider names that give a default to several services and `older_fallbacks` are
older spellings of those.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Any, ClassVar, NoReturn, Self, TypeVar, cast

from suite.environment import Environment, EnvironmentFileError, load_environment
from suite.parsers import is_secret

T = TypeVar("T")
EXIT_CONFIGURATION = 78
REQUIRED = MISSING


class ConfigurationError(Exception):
    """The environment does not describe a process that can start; `problems` holds one line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class SettingDeclaration:
    """How one field is read: names in order, parser, default; `help` is its line in .env.example."""

    name: str
    parse: Callable[[str], Any]
    help: str
    default: Any = REQUIRED
    aliases: tuple[str, ...] = ()
    fallbacks: tuple[str, ...] = ()
    older_fallbacks: tuple[str, ...] = ()
    feature: str | None = None

    @property
    def secret(self) -> bool:
        """Whether values may never be shown, also not in error messages."""
        return is_secret(self.parse)

    @property
    def older_names(self) -> tuple[tuple[str, str], ...]:
        """(older spelling, documented name) pairs."""
        wide = self.fallbacks[0] if self.fallbacks else self.name
        return (
            *((alias, self.name) for alias in self.aliases),
            *((alias, wide) for alias in self.older_fallbacks),
        )

    def names(self) -> tuple[str, ...]:
        """All names this field is read from, most specific first."""
        return (self.name, *self.aliases, *self.fallbacks, *self.older_fallbacks)


def setting(
    name: str,
    parse: Callable[[str], T],
    *,
    help: str,
    default: Any = REQUIRED,
    aliases: tuple[str, ...] = (),
    fallbacks: tuple[str, ...] = (),
    older_fallbacks: tuple[str, ...] = (),
    feature: str | None = None,
) -> T:
    """Declare a field of a settings class.

    `help` is one line for the reader of .env.example; `feature` says what is off while the key of an outside
    service is not given.
    """
    declared = SettingDeclaration(name, parse, help, default, aliases, fallbacks, older_fallbacks, feature)
    return cast(T, field(metadata={"declaration": declared}))


def respelled(owner: "type[Settings]", name: str, **changes: Any) -> Any:
    """A field of `owner` declared anew: what `changes` does not say stays, e.g. `aliases=…` for older spellings."""
    return field(metadata={"declaration": replace(owner.declarations()[name], **changes)})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Fields read from the environment. Subclasses declare them; SERVICE and SCHEMA fill in names."""

    SERVICE: ClassVar[str] = ""
    SCHEMA: ClassVar[str] = ""

    @classmethod
    def declarations(cls) -> dict[str, SettingDeclaration]:
        """Field name → how it is read; names still hold {SERVICE} and {SCHEMA}."""
        return {item.name: item.metadata["declaration"] for item in fields(cls)}

    @classmethod
    def spell(cls, name: str) -> str:
        """A declared name as this class reads it."""
        return name.replace("{SERVICE}", cls.SERVICE).replace("{SCHEMA}", cls.SCHEMA.upper())

    @classmethod
    def variable_names(cls) -> dict[str, tuple[str, ...]]:
        """Field name → environment names, most specific first."""
        return {
            name: tuple(cls.spell(spelling) for spelling in declared.names())
            for name, declared in cls.declarations().items()
        }

    @classmethod
    def service_defaults(cls) -> dict[str, Any]:
        """Field values this class prefers over the declared defaults."""
        return {}

    @classmethod
    def from_environment(cls, environment: Environment, **overrides: Any) -> Self:
        """Parse every field; raises ConfigurationError with all problems at once.

        `overrides` are ready values by field name, `service_defaults` beat the declared defaults.
        """
        values, problems = cls.read(environment, overrides)
        if REQUIRED not in values.values():
            settings = cls(**values)
            reported = {problem.partition(":")[0] for problem in problems}
            problems += [rule for rule in settings.problems() if rule.partition(":")[0] not in reported]
            if not problems:
                return settings
        raise ConfigurationError(problems)

    @classmethod
    def read(cls, environment: Environment, overrides: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Values of all fields, and a line for each unreadable one, which keeps its default or REQUIRED."""
        values = dict(overrides)
        problems: list[str] = []
        defaults = cls.service_defaults()
        names = cls.variable_names()
        for name, declared in cls.declarations().items():
            if name in overrides:
                continue
            values[name] = default = defaults.get(name, declared.default)
            try:
                values[name] = read_value(environment, names[name], declared, default)
            except ValueError as problem:
                problems.append(str(problem))
        return values, problems

    def problems(self) -> Iterator[str]:
        """Rules over several fields, as 'NAME: text' lines."""
        yield from ()


def read_value(environment: Environment, names: tuple[str, ...], declared: SettingDeclaration, default: Any) -> Any:
    """The parsed value of the first name that is set, else the default; ValueError says what is wrong."""
    for name in names:
        if name not in environment:
            continue
        value = environment[name]
        try:
            return declared.parse(value)
        except ValueError as error:
            shown = "***" if declared.secret else f'"{_without_user_info(value)}"'
            raise ValueError(f"{name}: {shown} {error} (from {environment.origin(name)})") from None
    if default is REQUIRED:
        raise ValueError(f"{names[0]}: missing")
    return default


def alias_warnings(settings_class: type[Settings], environment: Environment) -> list[str]:
    """One line for each older name that is set beside its documented one with another value."""
    warnings = []
    for declared in settings_class.declarations().values():
        for pair in declared.older_names:
            alias, documented = map(settings_class.spell, pair)
            if alias in environment and environment.get(documented, environment[alias]) != environment[alias]:
                warnings.append(f"{alias} and {documented} differ; {documented} is used")
    return warnings


S = TypeVar("S", bound=Settings)


def load_settings(settings_class: type[S]) -> S:
    """Settings of the running process; ends it with status 78 and a line per problem if they are wrong."""
    try:
        return settings_class.from_environment(load_environment())
    except ConfigurationError as error:
        refuse_to_start(error.problems)
    except EnvironmentFileError as error:
        refuse_to_start(error.problems)


def refuse_to_start(problems: list[str]) -> NoReturn:
    """Print the problems and end the process with the exit status for configuration errors."""
    for problem in problems:
        sys.stderr.write(f"configuration error: {problem}\n")
    sys.exit(EXIT_CONFIGURATION)


def _without_user_info(value: str) -> str:
    before, at, after = value.rpartition("@")
    return f"***{at}{after}" if before else value
