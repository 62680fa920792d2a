"""SQL is in queries.py and .sql files, so that whoever changes a table knows where to look."""

import ast
import re
from pathlib import Path

from sources import SHARED, SOURCES, modules, place, tree_of

STATEMENT = re.compile(
    r"\s*(SELECT\s|INSERT INTO\s|UPDATE\s+\S+\s+(AS \S+ )?SET\s|DELETE FROM\s|WITH\s+\w+\s+AS\s*\("
    r"|CREATE (TABLE|INDEX|VIEW|ROLE|SCHEMA|DATABASE|TEMP|FUNCTION|UNIQUE)|ALTER (TABLE|ROLE|DATABASE|SYSTEM)"
    r"|DROP (TABLE|DATABASE|ROLE|SCHEMA|INDEX)|LOCK TABLE|DECLARE\s|LISTEN\s|NOTIFY\s|TRUNCATE\s|SET LOCAL\s)"
)
# The tools work on whole servers: their statements are the work, not a way to rows of a noun.
PACKAGES = [SHARED / "suite", *SOURCES[1:]]


def holds_statement(path: Path) -> bool:
    """Whether a text of the module begins like a statement."""
    return any(
        isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value)
        for node in ast.walk(tree_of(path))
    )


def test_statements_are_in_queries() -> None:
    found = {place(path) for path in modules(*PACKAGES) if "queries" not in path.stem and holds_statement(path)}
    assert found == set(), "move the SQL into queries.py or a .sql file beside it"
