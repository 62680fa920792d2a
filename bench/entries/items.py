"""Reading the items of the workspace: one row, a page of 50, and no database at all."""

from bench.contender import ORIGIN
from bench.contenders.express import EXPRESS
from bench.contenders.fastapi import FASTAPI
from bench.contenders.flask_bare import FLASK_BARE, FLASK_BARE_SAME_WORKER
from bench.contenders.workspace_api import (
    WORKSPACE_API,
    WORKSPACE_API_HELLO,
    WORKSPACE_API_JWT,
    WORKSPACE_API_UNREMEMBERED,
)
from bench.datasets.workspace import USER, prepare
from bench.entry import Entry, Family

FAMILY = Family(
    name="items",
    title="Workspace items",
    headers={"Origin": ORIGIN, "X-User-Id": USER},
    prepare=prepare,
    entries=(
        Entry(
            name="hello",
            title="A constant body: what the middleware costs",
            contenders=(WORKSPACE_API_HELLO, FLASK_BARE_SAME_WORKER, EXPRESS, FASTAPI),
            targets={FLASK_BARE_SAME_WORKER.name: 0.85},
        ),
        Entry(
            name="item",
            title="GET /api/items/<id>: one row by key, another id each time",
            contenders=(WORKSPACE_API, EXPRESS, FASTAPI, FLASK_BARE),
            extras=(WORKSPACE_API_JWT,),
            targets={EXPRESS.name: 1.4, FASTAPI.name: 1.3},
        ),
        Entry(
            name="not-modified",
            title="GET /api/items/<id> with If-None-Match of what is there: 304",
            contenders=(WORKSPACE_API, EXPRESS, FASTAPI),
        ),
        Entry(
            name="items",
            title="GET /api/items?limit=50: the newest 50 of 1 000 rows, nothing changed since the last time",
            contenders=(WORKSPACE_API, EXPRESS, FASTAPI, FLASK_BARE),
            extras=(WORKSPACE_API_JWT,),
            targets={EXPRESS.name: 3.5, FASTAPI.name: 3.0},
        ),
        Entry(
            name="items-changed",
            title="The same list, read anew each time as after a change",
            contenders=(WORKSPACE_API_UNREMEMBERED, EXPRESS, FASTAPI),
            targets={EXPRESS.name: 2.2, FASTAPI.name: 1.8},
        ),
    ),
)
