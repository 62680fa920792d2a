"""Changing items of the workspace: each change with history, audit chain, number and event in one transaction."""

from bench.contender import ORIGIN
from bench.contenders.express import EXPRESS
from bench.contenders.workspace_api import WORKSPACE_API
from bench.datasets.workspace import prepare_writing
from bench.entry import Entry, Family

# Of what is created or changed now.
OPAQUE = frozenset({"id", "createdAt", "updatedAt", "version"})
FAMILY = Family(
    name="writes",
    title="Changes of workspace items",
    headers={"Origin": ORIGIN},
    prepare=prepare_writing,
    entries=(
        Entry(
            name="create",
            title="POST /api/items: a new item with its first history entry, for 20 users in turn",
            contenders=(WORKSPACE_API, EXPRESS),
            targets={EXPRESS.name: 1.2},
            opaque=OPAQUE,
        ),
        Entry(
            name="move",
            title="PUT /api/items/<id>: another status, told as an event, for 20 users in turn",
            contenders=(WORKSPACE_API, EXPRESS),
            targets={EXPRESS.name: 1.2},
            opaque=OPAQUE,
        ),
    ),
)
