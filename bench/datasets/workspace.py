"""A workspace with 1 000 items for the measured user and 20 other users beside it."""

import random
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg2
from psycopg2.extensions import connection as Connection
from psycopg2.extras import Json, execute_values

from bench.contender import ROOT
from bench.entry import Scene
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
    dsn = cluster.admin_dsn(DATABASE)
    Migrations(ROOT / "services" / "workspace-api" / "migrations", "workspace").migrate(dsn)
    with closing(psycopg2.connect(dsn, options="-c search_path=workspace")) as connection:
        connection.autocommit = True
        # Every contender keeps its pool open beside the others, which no service would do.
        run(connection, f"ALTER ROLE {ROLE} CONNECTION LIMIT -1")
        for user in (USER, *(f"{USER}-{number}" for number in range(OTHERS))):
            insert_user(connection, user)
        run(connection, "VACUUM ANALYZE workspace_items")
        ids = select_ids(connection)
    url = f"postgresql://{ROLE}:{passwords[ROLE]}@127.0.0.1:{cluster.port}/{DATABASE}"
    return Scene(
        dsn=url,
        paths={
            "hello": ["/hello"],
            "item": [f"/api/items/{identifier}" for identifier in ids],
            "items": ["/api/items?limit=50"],
        },
        statements={
            "item": read_statement(f"AND id = '{ids[0]}'"),
            "items": read_statement("ORDER BY created_at DESC, id DESC LIMIT 51"),
        },
        session={"app.user_id": USER},
    )


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


def select_ids(connection: Connection) -> list[str]:
    """Ids of the measured user spread over the whole board."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id::text FROM workspace_items WHERE user_id = %s ORDER BY md5(id::text) LIMIT %s",
            (USER, IDS_IN_TURN),
        )
        return [identifier for (identifier,) in cursor.fetchall()]


def run(connection: Connection, statement: str) -> None:
    """Execute one statement that returns nothing."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
