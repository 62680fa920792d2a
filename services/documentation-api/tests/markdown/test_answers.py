"""Twenty-two questions with known answers, on a documentation site of more than 240 files."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from docs_portal import Portal

from documentation_api.app import create_app
from documentation_api.settings import Settings
from suite.environment import find_root
from suite.settings import Secret
from suite_testing.databases import TestCluster

SITE = find_root(Path(__file__)).parent / "shared" / "data" / "docs" / "site"
# Chosen by reading the pages, written down before the search was ever asked.
ANSWERS = {
    "duplicate rows": "concepts/deduplication",
    "drop old partitions automatically": "concepts/ttl",
    "symbol data type": "concepts/symbol",
    "restore backup": "operations/backup",
    "epoch milliseconds csv": "cookbook/operations/csv-import-milliseconds",
    "pgbouncer": "cookbook/operations/tls-pgbouncer",
    "vwap": "cookbook/sql/finance/vwap",
    "materialized view refresh": "concepts/materialized-views",
    "wal cleaner": "high-availability/wal-cleanup",
    "kubernetes helm": "deployment/kubernetes",
    '"row-level security"': "cookbook/sql/advanced/row-level-security",
    "zfs": "deployment/compression-zfs",
    "daylight saving time": "concepts/timestamps-timezones",
    "bollinger": "cookbook/sql/finance/bollinger-bands",
    "systemd service": "deployment/systemd",
    "out-of-order": "concepts/out-of-order-data",
    "grafana read-only user": "cookbook/integrations/grafana/read-only-user",
    "openid connect": "configuration/oidc",
    "query execution time system table": "concepts/deep-dive/query-tracing",
    "pandas dataframe": "integrations/data-processing/pandas",
    "capacity plan": "getting-started/capacity-planning",
    "failed primary healthy peer": "high-availability/client-failover/concepts",
}
# What is typed, and the title that must be offered by then.
TYPED = {
    "ded": "Deduplication",
    "mater": "Materialized views",
    "capac": "Capacity planning",
    "failo": "Client failover concepts",
    "prometh": "Prometheus monitoring and alerting",
    "bolinger": "Bollinger bands",
}

pytestmark = pytest.mark.skipif(not SITE.is_dir(), reason="the folder of a real site is not there")


@pytest.fixture(scope="module")
def site(settings: Settings, test_cluster: TestCluster) -> Iterator[Portal]:
    """The site, indexed."""
    database = test_cluster.clone("documentation-api", "documentation")
    url = Secret(database.dsn("app_documentation"))
    service = create_app(replace(settings, docs_dir=str(SITE), database_url=url))
    portal = Portal(service, SITE)
    portal.run()
    yield portal
    service.database.close()


@pytest.mark.parametrize(("question", "answer"), ANSWERS.items())
def test_the_right_page_is_among_the_first_three(site: Portal, question: str, answer: str) -> None:
    results = site.ask("search", q=question, limit=3)["results"]
    assert f"/docs/{answer}" in [result["path"] for result in results]


@pytest.mark.parametrize(("typed", "title"), TYPED.items())
def test_a_title_is_offered_while_it_is_typed(site: Portal, typed: str, title: str) -> None:
    assert title in [suggestion["text"] for suggestion in site.ask("suggest", q=typed, limit=5)["suggestions"]]


def test_every_page_with_a_title_is_indexed_and_the_others_are_listed(site: Portal) -> None:
    files = [path for path in SITE.rglob("*.md*") if path.suffix in (".md", ".mdx")]
    stats = site.ask("stats")["stats"]
    assert len(files) > 240
    assert stats["totalFiles"] + stats["totalErrors"] == len(files)
    assert stats["totalErrors"] == sum(not path.read_text("utf-8").startswith("---") for path in files)


def test_the_site_unchanged_is_not_read_again(site: Portal) -> None:
    outcome = site.run()
    assert (outcome.read, outcome.added, outcome.changed, outcome.removed) == (0, 0, 0, 0)
    assert outcome.counts.files > 200


def test_facets_of_the_site_add_up_to_what_is_found(site: Portal) -> None:
    for question in ("partition", "timestamp column", "replication"):
        total = site.ask("search", q=question, limit=1)["total"]
        facets = site.ask("facets", q=question)["facets"]
        for name in ("domains", "types", "statuses"):
            assert sum(entry["count"] for entry in facets[name]) == total
        for entry in facets["domains"]:
            assert site.ask("search", q=question, domain=entry["value"], limit=1)["total"] == entry["count"]


def test_the_pages_are_audited(site: Portal) -> None:
    summary = site.ask("health/summary")["data"]
    assert summary["hasData"] and summary["totalFiles"] > 240
    for kind in ("frontmatter", "links", "duplicates", "outdated"):
        issues = site.ask("health/issues", type=kind, limit=500)["data"]
        assert issues["total"] == summary["issuesSummary"][kind]
