"""Searches that a replica answers."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from docs_portal import Portal

from documentation_api.app import create_app
from documentation_api.settings import Settings
from suite_testing.replica_reads import marked_reads, wait_for
from suite_testing.replica_server import StreamingReplica, replica_settings

ROLE = "app_documentation"
BASE = "/api/v1/docs"


@pytest.fixture(scope="module")
def replicated(
    streaming: StreamingReplica, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Portal]:
    stored = streaming.primary.clone("documentation-api", "documentation")
    folder: Path = tmp_path_factory.mktemp("documents")
    given = replica_settings(settings, streaming, stored.name, ROLE)
    service = create_app(replace(given, docs_dir=str(folder)))
    with closing(service.database):
        portal = Portal(service, folder)
        portal.write("one.md", "palavra", title="Palavra")
        portal.run()
        streaming.catch_up()
        yield portal


@pytest.mark.parametrize("path", ["search?q=palavra", "suggest?q=pala", "search-hybrid?q=palavra"])
def test_searches_come_from_the_replica(replicated: Portal, path: str) -> None:
    service = replicated.service
    wait_for(service.database, "replica")
    asked, elsewhere = marked_reads(service)
    reply = service.test_client().get(f"{BASE}/{path}")
    assert (reply.status_code, marked_reads(service)) == (200, (asked + 1, elsewhere)), reply.text


def test_facets_which_are_kept_come_from_the_primary_though_their_query_is_marked(replicated: Portal) -> None:
    service = replicated.service
    wait_for(service.database, "replica")
    asked, elsewhere = marked_reads(service)
    assert service.test_client().get(f"{BASE}/facets?domain=kept").status_code == 200
    assert marked_reads(service) == (asked, elsewhere + 1)


def test_a_document_itself_comes_from_the_primary(replicated: Portal) -> None:
    service = replicated.service
    before = marked_reads(service)
    assert service.test_client().get(f"{BASE}/content?path=one.md").status_code == 200
    assert marked_reads(service) == before
