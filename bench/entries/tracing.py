"""What traces cost: the same service with a collector that gets a tenth of them, and all, beside one without."""

from collections.abc import Mapping
from dataclasses import replace

from bench.contender import ORIGIN
from bench.contenders.traced import HELLO_TRACED, WORKSPACE_API_TRACED, WORKSPACE_API_TRACED_WHOLLY
from bench.contenders.workspace_api import WORKSPACE_API, WORKSPACE_API_HELLO
from bench.datasets import workspace
from bench.entry import Entry, Family, Scene
from suite_ops.database.cluster import Cluster


def prepare(cluster: Cluster, passwords: Mapping[str, str]) -> Scene:
    """The data of `items`, asked for in the same way."""
    scene = workspace.prepare(cluster, passwords)
    paths = {f"{name}-traced": scene.paths[name] for name in ("hello", "item")}
    return replace(scene, paths=paths, statements={})


FAMILY = Family(
    name="tracing",
    title="Traces: off and at a tenth",
    headers={"Origin": ORIGIN, "X-User-Id": workspace.USER},
    prepare=prepare,
    entries=(
        Entry(
            name="hello-traced",
            title="A constant body, a tenth of the traces exported",
            contenders=(HELLO_TRACED, WORKSPACE_API_HELLO),
            targets={WORKSPACE_API_HELLO.name: 0.95},
        ),
        Entry(
            name="item-traced",
            title="GET /api/items/<id>, a tenth of the traces exported",
            contenders=(WORKSPACE_API_TRACED, WORKSPACE_API),
            extras=(WORKSPACE_API_TRACED_WHOLLY,),
            targets={WORKSPACE_API.name: 0.95},
        ),
    ),
)
