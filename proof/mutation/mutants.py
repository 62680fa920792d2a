"""Faults that can be made in a source: each a change of one place."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
}


@dataclass(frozen=True)
class Mutant:
    """`place` counts the places of a source that can be changed, from 0."""

    place: int
    line: int
    change: str


def places(source: str) -> list[Mutant]:
    """Every fault that can be made."""
    return [
        Mutant(place, getattr(node, "lineno", 0), change)
        for place, (node, change) in enumerate(_nodes(ast.parse(source)))
    ]


def mutate(source: str, place: int) -> str:
    """The source with the fault at a place."""
    tree = copy.deepcopy(ast.parse(source))
    node, _ = list(_nodes(tree))[place]
    _break(node)
    return ast.unparse(tree) + "\n"


def _nodes(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    for node in _code(tree):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARISONS:
            yield node, f"{type(node.ops[0]).__name__} → {_COMPARISONS[type(node.ops[0])].__name__}"
        elif isinstance(node, ast.BoolOp):
            yield node, "and → or" if isinstance(node.op, ast.And) else "or → and"
        elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            yield node, f"{type(node.op).__name__} → {_OPERATORS[type(node.op)].__name__}"
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield node, "not removed"
        elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int):
            yield node, f"{node.value} → {_other(node.value)}"
        elif isinstance(node, ast.If | ast.IfExp):
            yield node, "condition turned"
        elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
            yield node, "returns None"


def _code(tree: ast.AST) -> Iterator[ast.AST]:
    """Nodes that run, not what only types read."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "type_params", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(child, ast.Import | ast.ImportFrom):
                yield child
                yield from _code(child)


def _break(node: ast.AST) -> None:
    if isinstance(node, ast.Compare):
        node.ops[0] = _COMPARISONS[type(node.ops[0])]()
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.BinOp):
        node.op = _OPERATORS[type(node.op)]()
    elif isinstance(node, ast.UnaryOp):
        # Twice is not at all.
        node.operand = ast.UnaryOp(ast.Not(), node.operand)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        node.value = _other(node.value)
    elif isinstance(node, ast.If | ast.IfExp):
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.Return):
        node.value = ast.Constant(None)


def _other(value: int) -> int:
    return not value if isinstance(value, bool) else value + 1


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
