"""Databases for tests: one cluster a session, one template a service, as many clones as wanted."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg2
import psycopg2.extensions
from psycopg2 import sql

from suite.environment import find_root
from suite.migrations import Migrations
from suite_ops.database.bootstrap import prepare_database
from suite_ops.database.cluster import Cluster


class TestCluster:
    """The cluster of a test session; `passwords` by role."""

    __test__ = False

    def __init__(self, cluster: Cluster, passwords: Mapping[str, str]) -> None:
        self.cluster = cluster
        self.passwords = passwords
        self._templates: dict[str, str] = {}
        self._numbers = count(1)

    def clone(self, service_id: str, schema: str) -> "TestDatabase":
        """A fresh database with the service's schema and that of the bus migrated and empty."""
        template = self._template(service_id, schema)
        name = f"{template}_{next(self._numbers)}"
        self._command("CREATE DATABASE {} TEMPLATE {}", name, template)
        return TestDatabase(self, name)

    def drop(self, name: str) -> None:
        """Drop a clone, whoever is connected."""
        self._command("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def dsn(self, database: str, role: str | None = None) -> str:
        """Connection URL of a role, or of the administrator."""
        user = role or self.cluster.superuser
        password = self.passwords[role] if role else self.cluster.password
        return f"postgresql://{quote(user)}:{quote(password)}@127.0.0.1:{self.cluster.port}/{quote(database)}"

    def _template(self, service_id: str, schema: str) -> str:
        if service_id not in self._templates:
            name = f"template_{schema}"
            prepare_database(self.cluster.admin_dsn(), database=name, passwords=self.passwords)
            root = find_root(Path(__file__))
            Migrations(root / "shared" / "migrations" / "bus", "bus").migrate(self.dsn(name))
            Migrations(root / "services" / service_id / "migrations", schema).migrate(self.dsn(name))
            self._templates[service_id] = name
        return self._templates[service_id]

    def _command(self, text: str, *names: str) -> None:
        with closing(psycopg2.connect(self.cluster.admin_dsn())) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql.SQL(text).format(*map(sql.Identifier, names)))


class TestDatabase:
    """One clone."""

    __test__ = False

    def __init__(self, owner: TestCluster, name: str) -> None:
        self.owner = owner
        self.name = name

    def dsn(self, role: str | None = None) -> str:
        """Connection URL of a role, or of the administrator."""
        return self.owner.dsn(self.name, role)

    @contextmanager
    def connect(self, role: str | None = None, *, schema: str) -> Iterator[psycopg2.extensions.connection]:
        """A connection in autocommit, as a role or as the administrator."""
        with closing(psycopg2.connect(self.dsn(role), options=f"-c search_path={schema}")) as connection:
            connection.autocommit = True
            yield connection
