"""The bench: what it reads from the command line, when bodies agree, and how rounds become figures."""

import re
from pathlib import Path

import psutil
import pytest
from bench.agreement import differences
from bench.command_line import RESULTS, parse_arguments
from bench.comparison import order_of_round
from bench.crawl.figures import CrawlFigures, different_pages, row_of
from bench.crawl.pages import write_site
from bench.datasets.workspace import STATUSES, write
from bench.entries import select_entries
from bench.failures import BenchError, Missing
from bench.figures import Figures, compare, summarize
from bench.growth import cost_of
from bench.growth import table as growth_table
from bench.installation import install_once
from bench.load import Request, Sample, parse_hey, parse_wrk
from bench.memory import Holding, holding_of, table
from bench.report import cells, ratio_text
from bench.sides import LimitSide, Round, parse_pgbench


def names(selected):
    return [f"{family.name}/{entry.name}" for family, entries in selected for entry in entries]


def round_of(requests: int, p50: float | None = 2.0, cpu: float = 0.1) -> Round:
    return Round(Sample(requests, 1.0, p50, p50, p50), cpu, cpu / 2)


def figures(name: str, *rates: int) -> Figures:
    return summarize(name, [round_of(rate) for rate in rates], worker_rss=None)


def test_run_measures_everything_at_length_by_default():
    options = parse_arguments(["run"])
    assert (options.names, options.quick, options.results) == ([], False, RESULTS)


def test_run_takes_names_quick_and_a_folder():
    options = parse_arguments(["run", "items", "hello", "--quick", "--results", "elsewhere"])
    assert (options.names, options.quick, options.results) == (["items", "hello"], True, Path("elsewhere"))


def test_the_site_that_is_crawled_is_the_same_each_time_and_hangs_together():
    site = write_site(120)
    assert site == write_site(120) and len(site) == 121
    reached, waiting = set(), ["/a/", "/b/"]
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting += re.findall(r'href="([^"]+)"', site[path].decode())
    assert reached == site.keys() - {"/robots.txt"}


def test_crawls_are_compared_by_processor_time_and_page_by_page():
    ours = CrawlFigures(2.0, 1.0, 0, {"/a": frozenset("xy"), "/b": frozenset()}, 10, database_seconds=1.0)
    theirs = CrawlFigures(9.0, 4.0, 0, {"/a": frozenset("yx"), "/b": frozenset("z"), "/c": frozenset()}, 10)
    assert (ours.per_core, ours.per_core_in_all, different_pages(ours, theirs)) == (2.0, 1.0, 2)
    assert "| 1.33 |" in row_of("theirs", theirs, ours)


def test_no_command_is_wrong_usage(capsys):
    with pytest.raises(SystemExit) as stopped:
        parse_arguments([])
    assert stopped.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_a_family_name_stands_for_all_of_its_entries():
    assert names(select_entries(["items"])) == [
        "items/hello",
        "items/item",
        "items/not-modified",
        "items/items",
        "items/items-changed",
    ]


def test_an_entry_is_named_alone_or_with_its_family_and_measured_once():
    assert names(select_entries(["items/items", "item", "items/item"])) == ["items/items", "items/item"]


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(BenchError, match=r"'nope'.*items/hello"):
        select_entries(["nope"])


def test_ours_is_the_first_side_of_every_entry_and_targets_name_sides():
    for _, entries in select_entries([]):
        for entry in entries:
            sides = [side.name for side in entry.sides(quick=False)]
            assert sides[0].startswith(("workspace-api", "suite-stack", "blog-api", "documentation-api", "movies-api"))
            assert set(entry.targets) <= set(sides[1:])


def test_equal_bodies_have_no_differences():
    body = {"data": [{"id": "a", "tags": ["x"], "version": 1}], "nextCursor": None}
    assert list(differences(body, dict(reversed(body.items())))) == []


@pytest.mark.parametrize(
    ("found", "place"),
    [
        ({"data": [{"n": 2}]}, "$.data[0].n"),
        ({"data": [{"n": 1}, {"n": 1}]}, "$.data"),
        ({"data": [{"n": 1, "more": None}]}, "$.data[0].more"),
        ({"data": [{"n": True}]}, "$.data[0].n"),
        ({}, "$.data"),
    ],
)
def test_a_difference_is_named_by_its_place(found, place):
    assert list(differences({"data": [{"n": 1}]}, found)) == [place]


def test_cursors_agree_when_both_are_there_whatever_their_text():
    assert list(differences({"nextCursor": "abc"}, {"nextCursor": "xyz"})) == []
    assert list(differences({"nextCursor": "abc"}, {"nextCursor": None})) == ["$.nextCursor"]


def test_figures_are_medians_and_costs_a_request():
    summary = summarize("a", [round_of(100, 1.0, 0.1), round_of(400, 9.0, 0.1), round_of(200, 3.0, 0.1)], 3 * 1024**2)
    assert (summary.rate, summary.p50_ms, summary.worker_rss_mib) == (200, 3.0, 3.0)
    assert summary.server_cpu_us == pytest.approx(500)
    assert summary.database_cpu_us == pytest.approx(250)


def test_a_percentile_that_one_round_does_not_tell_is_unknown():
    summary = summarize("limit", [round_of(100, None), round_of(100, 2.0)], None)
    assert summary.p50_ms is None
    assert list(cells(summary))[2:5] == ["–", "–", "–"]


def test_a_ratio_is_that_of_medians_with_the_spread_of_single_rounds():
    ratio = compare(figures("ours", 200, 300, 400), figures("peer", 100, 200, 100), {"peer": 2.5})
    assert (ratio.value, ratio.low, ratio.high, ratio.reached) == (3.0, 1.5, 4.0, True)
    assert ratio_text("ours", ratio) == (
        "ours is **3.00 ×** peer (1.50 to 4.00 in single rounds, 3.00 by processor time); wanted 2.5: reached"
    )


def test_nothing_is_reached_where_nothing_was_wanted():
    ratio = compare(figures("ours", 100), figures("peer", 100), {})
    assert ratio.reached is None
    assert "wanted" not in ratio_text("ours", ratio)


def test_no_side_always_comes_first_or_after_the_same_other():
    sides = [LimitSide(None, None, "", None, name) for name in "abc"]
    orders = ["".join(side.name for side in order_of_round(sides, number)) for number in range(4)]
    assert orders == ["abc", "acb", "cab", "cba"]


WRK = '{"requests":%d,"seconds":2.0,"p50_ms":1.5,"p95_ms":2.5,"p99_ms":3.5,"refused":%d,"late":%d,"broken":0}\n'


def test_wrk_tells_requests_and_percentiles_in_its_last_line():
    sample = parse_wrk("Running 2s test\n" + WRK % (300, 0, 0))
    assert (sample.rate, sample.p50_ms, sample.p95_ms, sample.p99_ms) == (150.0, 1.5, 2.5, 3.5)


@pytest.mark.parametrize(
    ("counts", "told"),
    [((300, 1, 0), "300 requests there were 1 refused"), ((9, 0, 2), "2 late"), ((0, 0, 0), "none answered")],
)
def test_a_run_with_failed_or_no_requests_is_refused(counts, told):
    with pytest.raises(BenchError, match=told):
        parse_wrk(WRK % counts)


def test_hey_tells_each_request():
    rows = "".join(f"{number / 1000},200\n" for number in range(1, 101))
    sample = parse_hey("response-time,status-code\n" + rows, 2.0)
    assert (sample.rate, sample.p50_ms, sample.p95_ms, sample.p99_ms) == (50.0, 51.0, 96.0, 100.0)
    with pytest.raises(BenchError, match="1 refused"):
        parse_hey("response-time,status-code\n0.1,503\n", 2.0)


def test_pgbench_tells_transactions_and_rate():
    report = "number of transactions actually processed: 1000\nlatency average = 1 ms\ntps = 500.0 (without x)\n"
    assert parse_pgbench(report) == Sample(1000, 2.0, None, None, None)
    with pytest.raises(BenchError):
        parse_pgbench("")


def test_packages_are_installed_once_for_each_text_of_their_list(tmp_path):
    wanted, target, log = tmp_path / "wanted", tmp_path / "target", tmp_path / "log"
    target.mkdir()
    install = ["sh", "-c", f"echo done >> {log}"]
    for text in ("one", "one", "two"):
        wanted.write_text(text)
        install_once(wanted, target, install, folder=tmp_path)
    assert log.read_text() == "done\ndone\n"


def test_a_failed_installation_is_a_missing_peer_and_leaves_nothing(tmp_path):
    wanted, target = tmp_path / "wanted", tmp_path / "target"
    wanted.write_text("one")
    target.mkdir()
    with pytest.raises(Missing, match="no network"):
        install_once(wanted, target, ["sh", "-c", "echo no network >&2; exit 1"], folder=tmp_path)
    assert not target.exists()


def test_a_request_with_a_body_is_a_line_of_method_path_body_and_headers():
    assert Request("/a").line() == "GET\t/a\t"
    assert Request("/a", "POST", '{"n":1}', {"X-User-Id": "u"}).line() == (
        'POST\t/a\t{"n":1}\tX-User-Id: u\tContent-Type: application/json'
    )


def test_values_that_each_side_makes_anew_agree_when_both_are_there():
    assert list(differences({"id": 1}, {"id": 2}, opaque=frozenset({"id"}))) == []
    assert list(differences({"id": 1}, {"id": None}, opaque=frozenset({"id"}))) == ["$.id"]


def test_what_is_measured_of_writing_changes_something_each_time():
    """An item is moved to where it is by nobody: the same item comes with another status each time."""
    moves = [
        write("PUT", f"/{item}", user, {"status": status})
        for status in STATUSES[1:]
        for user in ("a", "b")
        for item in range(2)
    ]
    assert all(one.body != other.body for one, other in zip(moves, moves[4:], strict=False))


HOLDINGS = [Holding("supervisor", 1, 20.0, 30.0), Holding("a-api", 3, 60.5, 70.0, 72.0)]


def test_memory_is_told_as_a_sum_and_the_largest_worker():
    text = table(HOLDINGS, {"a-api": 10_000})
    assert "At rest **80 MiB** proportional" in text
    assert "after 10,000 or more answers **72 MiB** resident" in text
    assert text.index("a-api") < text.index("supervisor")


def test_memory_of_this_process_is_proportional_and_resident():
    holding = holding_of("tests", [psutil.Process()])
    assert holding.processes == 1
    assert 0 < holding.pss <= holding.largest_rss


def test_growth_is_the_largest_board_over_the_smallest_and_marked_beyond_what_is_wanted():
    times = {10: {"flat": [1.0] * 20, "steep": [1.0] * 20}, 1_000: {"flat": [1.2] * 20, "steep": [3.0] * 20}}
    costs = [cost_of(page, times) for page in ("flat", "steep")]
    assert [round(cost.ratio, 2) for cost in costs] == [1.2, 3.0]
    assert "| steep | 3.00 (!) | 1.00 | 1.00 | 3.00 | 3.00 |" in growth_table(costs, (10, 1_000))
