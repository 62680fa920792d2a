"""What a service holds is an attribute of its class: nothing is looked up by a key."""

import ast

from sources import modules, place, tree_of


def test_nothing_is_looked_up_by_a_key() -> None:
    found = {
        place(path)
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr in ("extensions", "config")
    }
    assert found == set(), "declare an attribute in the service's service.py"


def test_no_settings_are_cast() -> None:
    found = {
        place(path)
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("cast", "typing.cast")
        and ast.unparse(node.args[-1]).endswith("settings")
    }
    assert found == set(), "name the settings in the type of the call: Call[Service[Settings]]"
