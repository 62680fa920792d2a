"""Every regular expression of the library and the services: what it costs grows no faster than the text.

Whatever a stranger writes may be what an expression goes back over. Steps are counted, nothing is timed.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import islice, product
from pathlib import Path
from re import _constants as op
from typing import Any

import pytest
from built_services import ROOT
from pattern_steps import Matcher, TooManySteps, takes_sign

SOURCES = [ROOT / "shared" / "src", *sorted(ROOT.glob("services/*/src"))]
# These read what their operator wrote; and what is imported of the others must not change this process.
LEFT_OUT = ("suite_ops", "suite_testing", "suite.environment", "suite.migrations")
NOT_IMPORTED = ("suite.gunicorn_conf",)
METHODS = {"match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
WHOLE = {"match", "fullmatch"}
# Made of a value while the program runs, of what is escaped or of our own words.
MADE_AT_RUN_TIME = {
    "suite.audit.partition_queries": 1,
    "suite.logs.redaction": 1,
    "suite.text.front_matter": 1,
    "blog_api.importer.exclusions": 1,
    "blog_api.importer.presentation": 1,
    "documentation_api.markdown.highlights": 1,
    "documentation_api.specs.examination.patterns": 1,  # of a stranger: compiled in a child, and never matched
    "scrape_proxy.pages.bounds": 1,
    "scrape_proxy.scrapes.freshness": 1,
}
SHORT, LONG = 40, 240
LONGEST_BOUND = 50  # {0,50} is a constant, {0,200} is looked at as if it had no end
MOST_STEPS = 150_000
# Twice the text may take twice the steps, and some for what is bounded by a number in the expression.
RATIO = 2.7
PALETTE = " \ta0Z_-.,:;=\"'<>/\\|\n\r@#%&+*()[]{}$!?`~^é́字"


@dataclass(frozen=True)
class Expression:
    """Where it is written, and whether it only looks at a whole text or at its beginning."""

    name: str
    pattern: "re.Pattern[Any]"
    whole: bool


def source_files() -> Iterator[tuple[str, Path]]:
    """Dotted name → file, of everything that runs in a service."""
    for source in SOURCES:
        for path in sorted(source.rglob("*.py")):
            name = ".".join(path.relative_to(source).with_suffix("").parts).removesuffix(".__init__")
            if not name.startswith(LEFT_OUT):
                yield name, path


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def methods_used() -> dict[str, set[str]]:
    """Names of patterns → the methods anything calls on them; a private name is its file's own: `path name`."""
    used: dict[str, set[str]] = {}
    for _, path in source_files():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                owner = node.value
                name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
                used.setdefault(_known_as(path, name), set()).add(node.attr)
    return used


def _known_as(path: Path, name: str) -> str:
    return f"{path} {name}" if name.startswith("_") else name


def calls_of_re(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Calls of the functions of `re`, with the function's name."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id == "re" and node.func.attr in METHODS | {"compile"}:
                yield node, node.func.attr


def named_patterns(name: str, path: Path) -> Iterator[Expression]:
    """Patterns a module or a class of it holds, also in tuples and dictionaries."""
    if not any(method == "compile" for _, method in calls_of_re(path)) or name in NOT_IMPORTED:
        return
    module = import_module(name)
    own_classes = [value for value in vars(module).values() if isinstance(value, type) and value.__module__ == name]
    for place in (module, *own_classes):
        for attribute, value in vars(place).items():
            held = value.values() if isinstance(value, dict) else value if isinstance(value, tuple | list) else [value]
            for number, pattern in enumerate(held):
                if isinstance(pattern, re.Pattern):
                    methods = methods_used().get(_known_as(path, attribute), METHODS)
                    label = f"{name}.{attribute}" + (f"[{number}]" if number else "")
                    yield Expression(label, pattern, methods <= WHOLE)


def written_patterns(name: str, path: Path) -> Iterator[Expression]:
    """Patterns written where they are used."""
    for call, method in calls_of_re(path):
        written = call.args[0]
        if method != "compile" and isinstance(written, ast.Constant):
            yield Expression(f"{name}:{call.lineno}", re.compile(written.value), method in WHOLE)


@cache
def expressions() -> list[Expression]:
    """All of them, each once."""
    found: dict[tuple[str, Any], Expression] = {}
    for name, path in source_files():
        for one in (*named_patterns(name, path), *written_patterns(name, path)):
            found.setdefault((one.name, one.pattern), one)
    return list(found.values())


def example(nodes: Any) -> str:
    """A shortest text that the nodes take, as far as they say so by themselves."""
    return "".join(_example(kind, argument) for kind, argument in nodes)


def _example(kind: Any, argument: Any) -> str:
    if kind is op.LITERAL:
        return chr(argument)
    if kind in (op.IN, op.NOT_LITERAL, op.ANY):
        return next(iter(signs_of(kind, argument)), "")
    if kind is op.BRANCH:
        return example(argument[1][0])
    if kind is op.SUBPATTERN:
        return example(argument[3])
    if kind is op.ATOMIC_GROUP:
        return example(argument)
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return example(argument[2]) * min(argument[0], 40)
    return ""


def signs_of(kind: Any, argument: Any) -> list[str]:
    """Some characters that a node takes."""
    if kind is op.LITERAL:
        return [chr(argument)]
    if kind is op.IN:
        own = [chr(item) for code, item in argument if code is op.LITERAL]
        own += [chr(item[0]) for code, item in argument if code is op.RANGE]
        return [sign for sign in (*own, *PALETTE) if takes_sign(argument, sign, 0)][:4]
    return [sign for sign in PALETTE if kind is op.ANY or ord(sign) != argument][:2]


def walk(nodes: Any, before: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Each node with the shortest text that leads to it."""
    for kind, argument in nodes:
        yield before, kind, argument
        for inner in inner_nodes(kind, argument):
            yield from walk(inner, before)
        before += _example(kind, argument)


def inner_nodes(kind: Any, argument: Any) -> list[Any]:
    """What is within a node."""
    if kind is op.BRANCH:
        return list(argument[1])
    if kind is op.SUBPATTERN:
        return [argument[3]]
    if kind is op.ATOMIC_GROUP:
        return [argument]
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return [argument[2]]
    return [argument[1]] if kind in (op.ASSERT, op.ASSERT_NOT) else []


def hostile_texts(tree: Any) -> list[tuple[str, str, str]]:
    """Beginning, what is repeated, end: of whatever the expression itself is made of."""
    beginnings, repeated = {"": None}, dict.fromkeys(" a0")
    singles: dict[str, None] = {}
    for before, kind, argument in walk(tree):
        if kind in (op.LITERAL, op.IN, op.ANY, op.NOT_LITERAL):
            singles.update(dict.fromkeys(signs_of(kind, argument)))
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT) and argument[1] > LONGEST_BOUND:
            beginnings[before] = None
            body = example(argument[2])
            repeated.update(dict.fromkeys((body, before + body, before)))
    repeated.update(dict.fromkeys(islice(singles, 12)))
    repeated.update(dict.fromkeys("".join(pair) for pair in product(islice(singles, 3), repeat=2)))
    ends = ("", "\x00")
    return [
        (begin, more, end) for begin in islice(beginnings, 3) for more in islice(repeated, 30) if more for end in ends
    ]


def is_simple(one: Expression, tree: Any) -> bool:
    """Nothing repeats without a bound; or one sign does, and no place of a text is looked at from another beginning."""
    endless = [
        argument
        for _, kind, argument in walk(tree)
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT) and argument[1] > LONGEST_BOUND
    ]
    nested = any(inner_nodes(*node) for argument in endless for node in argument[2])
    return not endless or (one.whole and len(endless) == 1 and not nested)


def steps_on(one: Expression, matcher: Matcher, text: str) -> int:
    """Steps, at most MOST_STEPS."""
    try:
        return matcher.match(text) if one.whole else matcher.search_all(text)
    except TooManySteps:
        return MOST_STEPS


def grows_faster(one: Expression, matcher: Matcher, parts: tuple[str, str, str]) -> bool:
    """Whether twice the text takes much more than twice the steps."""
    begin, more, end = parts
    for length in (SHORT, LONG):
        few, many = (steps_on(one, matcher, begin + more * (size // len(more)) + end) for size in (length, 2 * length))
        if few >= MOST_STEPS:
            return True
        if many < min(few * RATIO, MOST_STEPS):
            return False
    return True


def slow_on(one: Expression) -> list[tuple[str, str, str]]:
    """Texts on which an expression takes more steps than it may."""
    matcher = Matcher(one.pattern, MOST_STEPS)
    if is_simple(one, matcher.tree):
        return []
    return [parts for parts in hostile_texts(matcher.tree) if grows_faster(one, matcher, parts)]


@pytest.mark.parametrize("one", expressions(), ids=lambda one: one.name)
def test_steps_grow_no_faster_than_the_text(one: Expression) -> None:
    slow = slow_on(one)
    assert not slow, f"{one.pattern.pattern!r} on {slow[:3]}"


def test_what_is_compiled_while_the_program_runs_is_listed() -> None:
    found: dict[str, int] = {}
    for name, path in source_files():
        made = {id(call) for call, _ in calls_of_re(path) if not isinstance(call.args[0], ast.Constant)}
        if made:
            functions = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef)]
            within = {id(node) for function in functions for node in ast.walk(function)}
            found |= {name: len(made & within)} if made & within else {}
    assert found == MADE_AT_RUN_TIME


@pytest.mark.parametrize(
    ("pattern", "text"),
    [(r"(?:a|b)*c", "ab" * 50), (r"(a+)+$", "a" * 12 + "!"), (r"\s*$", " " * 100 + "x"), (r"(?<=a)b*+c", "ab" * 40)],
)
def test_the_matcher_finds_what_python_finds(pattern: str, text: str) -> None:
    one = re.compile(pattern)
    assert [match.span() for match in one.finditer(text)] == list(Matcher(one, 10**7).spans(text))


def test_going_back_again_and_again_is_noticed() -> None:
    for pattern in (r"(a+)+$", r"\s*$x", r"<!--.*?-->", r"a*b", r"(?:x|xy)*z", r"\d+\d+c"):
        assert slow_on(Expression("slow", re.compile(pattern, re.DOTALL), False)), pattern
