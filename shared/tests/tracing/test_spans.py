"""Spans: recorded under the one in progress, bounded, and nothing at all while tracing is off."""

import gc
import subprocess
import sys
from collections.abc import Sequence

import pytest

from suite.sentry.transactions import TransactionRecorder, transaction_of
from suite.tracing import current_span, install, installed, record, span, trace, traceparent
from suite.tracing.parents import format_parent, parse_parent
from suite.tracing.sampling import Sampling
from suite.tracing.spans import MOST_SPANS, Span, Trace
from suite_testing.recorded_traces import RecordedTraces

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_without_a_recorder_nothing_is_begun() -> None:
    assert installed() is None
    with trace("outer") as outer, span("inner") as inner:
        assert (outer, inner, current_span(), traceparent()) == (None, None, None, None)


def test_a_service_without_a_collector_never_imports_opentelemetry() -> None:
    program = (
        "import sys; from suite_testing.sample import sample_service; sample_service();"
        "sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=120, check=False).returncode == 0


def test_a_step_is_a_child_of_the_one_in_progress(recorded: RecordedTraces) -> None:
    with trace("outer") as outer:
        with span("inner", db__system__name="postgresql", absent=None) as inner:
            record("statement", "CLIENT", 1, {})
        assert outer and inner
    [ended] = recorded.traces
    statement, second, first = ended.spans
    assert (statement.parent_id, second.parent_id, first.parent_id) == (inner.id, outer.id, None)
    assert second.attributes == {"db.system.name": "postgresql"}


def test_what_is_raised_names_the_error_and_goes_on(recorded: RecordedTraces) -> None:
    with pytest.raises(KeyError), trace("outer"), span("inner"):
        raise KeyError
    assert [step.error for step in recorded.traces[0].spans] == ["KeyError", "KeyError"]
    assert current_span() is None


def test_a_trace_holds_so_many_spans_and_counts_the_others(recorded: RecordedTraces) -> None:
    with trace("outer"):
        for _ in range(MOST_SPANS + 5):
            with span("inner"):
                pass
    [ended] = recorded.traces
    assert (len(ended.spans), ended.dropped) == (MOST_SPANS, 6)


def test_a_trace_goes_on_where_its_parent_says(recorded: RecordedTraces) -> None:
    with trace("outer", parent=PARENT, linked=True) as outer:
        assert outer is not None
        assert outer.traceparent.startswith("00-0af7651916cd43dd8448eb211c80319c-")
    assert outer.parent_id == 0xB7AD6B7169203331
    assert [link.span_id for link in outer.links] == [outer.parent_id]


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "x",
        PARENT.upper(),
        PARENT.replace("00-", "ff-", 1),
        PARENT + "-more",
        "00-" + "0" * 32 + "-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-" + "0" * 16 + "-01",
    ],
)
def test_a_header_of_another_form_begins_a_trace_of_its_own(text: str | None) -> None:
    assert parse_parent(text) is None


def test_a_header_of_a_later_version_is_read() -> None:
    found = parse_parent(PARENT.replace("00-", "01-", 1) + "-more")
    assert found is not None
    assert format_parent(found.trace_id, found.span_id, sampled=found.sampled) == PARENT


@pytest.mark.parametrize(
    ("sampler", "ratio", "without", "after_sampled", "after_unsampled"),
    [
        ("always_on", 0, True, True, True),
        ("always_off", 1, False, False, False),
        ("parentbased_always_on", 0, True, True, False),
        ("parentbased_always_off", 1, False, True, False),
        ("parentbased_traceidratio", 0, False, True, False),
        ("parentbased_traceidratio", 1, True, True, False),
        ("traceidratio", 0, False, False, False),
        ("traceidratio", 1, True, True, True),
    ],
)
def test_samplers_decide_as_opentelemetry_says(
    sampler: str, ratio: float, without: bool, after_sampled: bool, after_unsampled: bool
) -> None:
    sampling = Sampling(sampler, ratio, 1.0, lambda ended: None)
    sampled, unsampled = parse_parent(PARENT), parse_parent(PARENT[:-1] + "0")
    trace_id = 0x0AF7651916CD43DD8448EB211C80319C
    found = [sampling.samples(trace_id, parent) for parent in (None, sampled, unsampled)]
    assert found == [without, after_sampled, after_unsampled]


def test_a_tenth_of_all_ids_is_a_tenth() -> None:
    sampling = Sampling("traceidratio", 0.1, 1.0, lambda ended: None)
    step = (1 << 64) // 1_000
    assert sum(sampling.samples(number * step + step // 2, None) for number in range(1_000)) == 100


@pytest.mark.parametrize(("slow_seconds", "fails", "kept"), [(60, False, 0), (60, True, 1), (0, False, 1)])
def test_what_fails_or_is_slow_is_kept_though_it_was_not_sampled(slow_seconds: float, fails: bool, kept: int) -> None:
    exported: list[Trace] = []
    sampling = Sampling("always_off", 1.0, slow_seconds, exported.append)
    install(sampling)
    try:
        with trace("outer"), span("inner"):
            if fails:
                raise ValueError
    except ValueError:
        pass
    assert len(exported) == kept
    assert all(len(ended.spans) == 2 for ended in exported)


def traces_held() -> int:
    """Traces that no count of references has freed."""
    return sum(isinstance(found, Trace) for found in gc.get_objects())


def test_a_trace_nobody_exports_is_gone_without_the_collector_of_circles() -> None:
    install(Sampling("always_off", 1.0, 60, lambda ended: None))
    gc.collect()
    before = traces_held()
    gc.disable()
    try:
        with trace("outer"), span("inner"):
            record("statement", "CLIENT", 1, {})
        assert traces_held() == before
    finally:
        gc.enable()


@pytest.mark.parametrize("sampler", ["always_on", "always_off"])
def test_who_reports_beside_a_collector_gets_the_whole_trace(sampler: str) -> None:
    collected: list[Trace] = []
    reported: list[Sequence[Span]] = []
    install(TransactionRecorder(Sampling(sampler, 1.0, 60, collected.append), 1.0, reported.append))
    with trace("outer"), span("inner"):
        pass
    assert len(collected) == (sampler == "always_on")
    assert [[step.name for step in spans] for spans in reported] == [["inner", "outer"]]
    assert transaction_of(reported[0], "trial")["transaction"] == "outer"
