"""The table of all sides."""

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from statistics import mean

from bench.contender import ROOT
from bench.search_quality.questions import SHOWN, ndcg, read_questions, write_pages
from bench.search_quality.sides import open_fts5, open_ours, open_tantivy, read_pages
from suite_ops.database.cluster import Cluster
from suite_testing.databases import TestCluster

SITE = ROOT.parent / "shared" / "data" / "docs" / "site"


def compare_searches(cluster: Cluster, passwords: Mapping[str, str]) -> list[str]:
    """Lines of a table: mean NDCG of each side for the questions ranking was made with, and for those kept aside."""
    if not SITE.is_dir():
        return [f"missing: the judged pages ({SITE.name})"]
    lines = [f"| NDCG@{SHOWN} | 40 questions | 20 kept aside |", "| --- | --- | --- |"]
    for name, means in gains_of(TestCluster(cluster, passwords)).items():
        lines.append(f"| {name} | {means[False]:.3f} | {means[True]:.3f} |")
    return lines


def gains_of(cluster: TestCluster) -> dict[str, dict[bool, float]]:
    """Mean NDCG of each side, by whether questions are kept aside."""
    questions = read_questions()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-search-")))
        write_pages(folder, SITE)
        pages = read_pages(folder)
        sides = {
            "documentation-api": stack.enter_context(open_ours(cluster, folder)),
            "SQLite FTS5, BM25": stack.enter_context(open_fts5(pages)),
            "tantivy": stack.enter_context(open_tantivy(pages)),
        }
        return {
            name: {
                kept: mean(ndcg(one, side(one.text)) for one in questions if one.is_kept is kept)
                for kept in (False, True)
            }
            for name, side in sides.items()
        }
