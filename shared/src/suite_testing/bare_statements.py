"""Statements without their condition on whose rows they are: what is left then is row level security."""

import copy
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from suite.database import Connection, Prepared


@contextmanager
def bare_statements(condition: re.Pattern[str]) -> Iterator[list[str]]:
    """Take every match of `condition` out of every statement; the list grows by those that had one."""
    stripped: list[str] = []
    execute, queue = Connection._execute, Connection.run_later

    def bare(statement: str | Prepared) -> str | Prepared:
        text = statement.sql if isinstance(statement, Prepared) else statement
        if condition.search(text):
            stripped.append(text)
        return bare_prepared(condition, statement) if isinstance(statement, Prepared) else condition.sub(_truth, text)

    def execute_bare(self: Connection, statement: str | Prepared, parameters: Any, **options: Any) -> Any:
        return execute(self, bare(statement), parameters, **options)

    def queue_bare(self: Connection, statement: str | Prepared, parameters: Any = None) -> None:
        queue(self, bare(statement), parameters)

    with patch.object(Connection, "_execute", execute_bare), patch.object(Connection, "run_later", queue_bare):
        yield stripped


def bare_prepared(condition: re.Pattern[str], statement: Prepared) -> Prepared:
    """The same statement without the condition."""
    bare = copy.copy(statement)
    bare.sql = condition.sub(_truth, statement.sql)
    bare.preparation = condition.sub(_truth, statement.preparation)
    return bare


def _truth(found: re.Match[str]) -> str:
    """What always holds; a parameter without a name must still be taken."""
    return "%s IS NOT NULL" if found[0].endswith("%s") else "true"
