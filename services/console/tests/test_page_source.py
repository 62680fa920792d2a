"""The page's source: types, lint and format, as scripts/check.sh asks for them where there is Node."""

from pathlib import Path

from suite.environment import find_root
from suite_ops.page.build_page import WEB, install_packages, page_alone
from suite_ops.page.check_page import check_page
from suite_ops.page.node import find_node
from suite_testing.tools import require_tool


def test_types_lint_and_format_find_nothing() -> None:
    require_tool("npm")
    root = find_root(Path(__file__))
    with page_alone(root):
        node = find_node(root)
        install_packages(root / WEB, node)
        assert check_page(root, node) == []
