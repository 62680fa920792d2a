"""Which traces are exported: those their sampler picks, and all that failed or were slow."""

from collections.abc import Callable

from suite.tracing.parents import Parent
from suite.tracing.spans import Trace

_PARENT_BASED = "parentbased_"
_LOW_BITS = (1 << 64) - 1


class Sampling:
    """A recorder that hands the traces to keep to `export`, as OTEL_TRACES_SAMPLER says."""

    def __init__(self, sampler: str, ratio: float, slow_seconds: float, export: Callable[[Trace], None]) -> None:
        self._follows_parent = sampler.startswith(_PARENT_BASED)
        own = sampler.removeprefix(_PARENT_BASED)
        self._bound = {"always_on": 1 << 64, "always_off": 0}.get(own, round(ratio * (1 << 64)))
        self._slow_ns = int(slow_seconds * 1_000_000_000)
        self._export = export

    def samples(self, trace_id: int, parent: Parent | None) -> bool:
        """The parent's word where it counts, else a share of all ids: the same in every process."""
        if parent is not None and self._follows_parent:
            return parent.sampled
        return (trace_id & _LOW_BITS) < self._bound

    def finish(self, ended: Trace) -> None:
        """Export what was sampled, failed or slow."""
        if ended.sampled or self._is_worth_keeping(ended):
            ended.exported = True
            self._export(ended)
        else:
            # Spans know their trace and it knows them: left so, each request would wait for the collector of circles.
            ended.spans.clear()

    def _is_worth_keeping(self, ended: Trace) -> bool:
        outermost = ended.spans[-1] if ended.spans else None
        if outermost is None:
            return False
        return outermost.error is not None or outermost.ended - outermost.started >= self._slow_ns
