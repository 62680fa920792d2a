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
