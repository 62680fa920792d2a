"""A workspace with 1 000 items for the measured user and 20 other users beside it."""

import json
import random
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg2
from psycopg2.extensions import connection as Connection
from psycopg2.extras import Json, execute_values

from bench.contender import ROOT
from bench.entry import Scene
from bench.load import Request
from suite.ids import uuid7
from suite.migrations import Migrations
from suite_ops.database.bootstrap import DATABASE
from suite_ops.database.cluster import Cluster

USER = "bench"
ROLE = "app_workspace"
OTHERS = 20
ITEMS_EACH = 1_000
IDS_IN_TURN = 200
FIRST_DAY = datetime(2026, 1, 5, 12, tzinfo=UTC)
CATEGORIES = ("documentacao", "coleta-dados", "banco-dados", "analise-dados", "gestao-riscos", "dashboard")
STATUSES = ("new", "review", "in-progress", "completed", "rejected")
PRIORITIES = ("low", "medium", "high", "critical")
WORDS = (
    *(
        "revisar",
        "cotação",
        "pregão",
        "execução",
        "média",
        "móvel",
        "índice",
        "limite",
        "diário",
        "exposição",
    ),
    *("setor", "alerta", "histórico", "ordem", "sinal", "latência", "gráfico", "relatório", "restauração"),
    *("partição", "coleta", "validação", "lacuna", "carteira", "operação"),
)
NEWEST = "ORDER BY created_at DESC, id DESC LIMIT 51"
# Of each user, moved by the entries that write.
MOVED_EACH = 10
NEW_ITEM = {
    "title": "Conferir extrato do pregão",
    "description": "Comparar o extrato com as ordens do dia e anotar cada diferença.",
    "category": "dashboard",
    "priority": "high",
    "tags": ["extrato", "ordens"],
    "metadata": {"estimated_hours": 3},
}
READ_COLUMNS = (
    "id, title, description, category, priority, status, tags, created_at, updated_at,"
    " created_by, updated_by, metadata, version"
)
COLUMNS = (
    "id, user_id, title, title_key, description, category, priority, status, tags, created_at, updated_at,"
    " created_by, updated_by, metadata, version, audit_hash, search_text"
)


def prepare(cluster: Cluster, passwords: Mapping[str, str]) -> Scene:
    """Migrate the schema, insert the rows, and tell where they are read."""
    with filled(cluster) as connection:
        ids = select_ids(connection, USER, IDS_IN_TURN)
    return Scene(
        dsn=role_dsn(cluster, passwords),
        paths={
            "hello": ["/hello"],
            "item": [f"/api/items/{identifier}" for identifier in ids],
            "not-modified": [Request(f"/api/items/{name}", headers={"If-None-Match": '"1"'}) for name in ids],
            "items": ["/api/items?limit=50"],
            "items-changed": ["/api/items?limit=50"],
        },
        statements={
            "item": read_statement(f"AND id = '{ids[0]}'"),
            "items": read_statement(NEWEST),
            "items-changed": read_statement(NEWEST),
        },
        session={"app.user_id": USER},
    )


def prepare_writing(cluster: Cluster, passwords: Mapping[str, str]) -> Scene:
    """The same rows, and what is written: by users in turn, for the changes of each are numbered one by one."""
    Migrations(ROOT / "shared" / "migrations" / "bus", "bus").migrate(cluster.admin_dsn(DATABASE))
    users = [f"{USER}-{number}" for number in range(OTHERS)]
    with filled(cluster) as connection:
        owned = [(user, name) for user in users for name in select_ids(connection, user, MOVED_EACH)]
    return Scene(
        dsn=role_dsn(cluster, passwords),
        paths={
            "create": [write("POST", "/api/items", user, NEW_ITEM) for user in users],
            "move": [
                write("PUT", f"/api/items/{name}", user, {"status": status})
                for status in STATUSES[1:]
                for user, name in owned
            ],
        },
    )


def write(method: str, path: str, user: str, body: Mapping[str, Any]) -> Request:
    """A change in the name of a user."""
    return Request(path, method, json.dumps(body), {"X-User-Id": user})


@contextmanager
def filled(cluster: Cluster) -> Iterator[Connection]:
    """The migrated schema with the rows of all users."""
    dsn = cluster.admin_dsn(DATABASE)
    Migrations(ROOT / "services" / "workspace-api" / "migrations", "workspace").migrate(dsn)
    with closing(psycopg2.connect(dsn, options="-c search_path=workspace")) as connection:
        connection.autocommit = True
        # Every contender keeps its pool open beside the others, which no service would do.
        run(connection, f"ALTER ROLE {ROLE} CONNECTION LIMIT -1")
        for user in (USER, *(f"{USER}-{number}" for number in range(OTHERS))):
            insert_user(connection, user)
        run(connection, "VACUUM ANALYZE workspace_items")
        yield connection


def role_dsn(cluster: Cluster, passwords: Mapping[str, str]) -> str:
    """The database as the role of the service opens it."""
    return f"postgresql://{ROLE}:{passwords[ROLE]}@127.0.0.1:{cluster.port}/{DATABASE}"


def insert_user(connection: Connection, user: str) -> None:
    """One user with the categories and items of a full board."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO workspace_users (user_id, seeded_at) VALUES (%s, %s)", (user, FIRST_DAY))
        execute_values(
            cursor,
            "INSERT INTO workspace_categories (user_id, name, display_name, display_order,"
            " created_at, updated_at, created_by) VALUES %s",
            [(user, name, name, order, FIRST_DAY, FIRST_DAY, user) for order, name in enumerate(CATEGORIES, 1)],
        )
        execute_values(cursor, f"INSERT INTO workspace_items ({COLUMNS}) VALUES %s", list(make_items(user)))


def make_items(user: str) -> Iterator[tuple[Any, ...]]:
    """Rows in the order of COLUMNS, for one user the same in every run but for the random bits of the ids."""
    source = random.Random(user)
    for number in range(ITEMS_EACH):
        at = FIRST_DAY + timedelta(minutes=17 * number, milliseconds=number)
        title = " ".join(source.choices(WORDS, k=6)).capitalize()
        description = " ".join(source.choices(WORDS, k=40)).capitalize() + "."
        tags = source.sample(WORDS, k=2)
        folded = " ".join((title, description, *tags)).lower()
        metadata = Json({"estimated_hours": source.randint(1, 40), "assigned_team": source.choice(WORDS)})
        labels = (source.choice(CATEGORIES), source.choice(PRIORITIES), source.choice(STATUSES))
        own = (str(uuid7(at)), user, title, title.lower(), description, *labels, tags, at, at, user, user)
        yield (*own, metadata, 1, "0" * 64, folded)


def read_statement(rest: str) -> str:
    """The peers' own query of the measured user's items, as pgbench wants it."""
    return f"SELECT {READ_COLUMNS} FROM workspace_items WHERE user_id = '{USER}' {rest};\n"


def select_ids(connection: Connection, user: str, count: int) -> list[str]:
    """Ids of a user spread over the whole board."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id::text FROM workspace_items WHERE user_id = %s ORDER BY md5(id::text) LIMIT %s",
            (user, count),
        )
        return [identifier for (identifier,) in cursor.fetchall()]


def run(connection: Connection, statement: str) -> None:
    """Execute one statement that returns nothing."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
