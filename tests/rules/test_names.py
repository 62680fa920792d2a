"""A module is a noun of the field; the name of a public class says one thing in the whole tree."""

import ast
from collections import Counter

from sources import assert_shrinks, modules, place, tree_of

# Nouns of the field that end like verbs.
NOUNS = {
    "editing",
    "finding",
    "folding",
    "monitoring",
    "pacing",
    "publishing",
    "ranking",
    "reading",
    "sampling",
    "signing",
    "tracing",
    "wording",
}
# What somebody did with a value says nothing about the value.
WORDS_OF_PROSE = {"as_given", "asked", "kept", "taken", "told"}
DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def test_modules_are_nouns() -> None:
    found = {place(path) for path in modules() if path.stem.endswith("ing") and path.stem not in NOUNS}
    assert_shrinks(found, "verbs", "name a module after what is in it, not after what it does")


def test_a_public_class_name_occurs_once() -> None:
    names = Counter(
        node.name
        for path in modules()
        for node in tree_of(path).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    found = {name for name, count in names.items() if count > 1}
    assert_shrinks(found, "class_names", "another class has this name; say which noun this one is about")


def test_names_say_what_the_field_says() -> None:
    found = {f"{place(path)}: {name}" for path in modules() for name in bound_names(tree_of(path)) & WORDS_OF_PROSE}
    assert found == set(), "call it what it is: response, body, query, cached, lease, … (docs/glossary.md)"


def bound_names(tree: ast.Module) -> set[str]:
    """Names of classes, functions, arguments, variables and attributes that a module gives, without underscores."""
    given = (
        name
        for node in ast.walk(tree)
        for name in (
            getattr(node, "name", None) if isinstance(node, DEFINITIONS) else None,
            node.arg if isinstance(node, ast.arg) else None,
            node.id if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else None,
            node.attr if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) else None,
        )
    )
    return {name.strip("_") for name in given if name}
