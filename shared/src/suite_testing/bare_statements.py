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
    execute = Connection._execute

    def execute_bare(self: Connection, statement: str | Prepared, parameters: Any) -> Any:
        text = statement.sql if isinstance(statement, Prepared) else statement
        if condition.search(text):
            stripped.append(text)
        if isinstance(statement, Prepared):
            statement = copy.copy(statement)
            statement.sql = condition.sub(_truth, statement.sql)
            statement.preparation = condition.sub(_truth, statement.preparation)
        else:
            statement = condition.sub(_truth, statement)
        return execute(self, statement, parameters)

    with patch.object(Connection, "_execute", execute_bare):
        yield stripped


def _truth(found: re.Match[str]) -> str:
    """What always holds; a parameter without a name must still be taken."""
    return "%s IS NOT NULL" if found[0].endswith("%s") else "true"
