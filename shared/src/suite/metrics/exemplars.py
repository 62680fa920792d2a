"""The trace of a request beside the bucket it was counted in: an exemplar, as OpenMetrics calls it.

prometheus_client keeps none where several processes count together. These are those of the worker that is asked, the
last of each bucket: a link to one request that took as long, not a figure.
"""

from bisect import bisect_left
from time import time

from prometheus_client.utils import floatToGoString

# A histogram of 120 children has a dozen buckets each; what is not known by then has none.
MOST = 1_500
OPENMETRICS = "application/openmetrics-text"
OPENMETRICS_TYPE = f"{OPENMETRICS}; version=1.0.0; charset=utf-8"
END = "# EOF\n"


class Exemplars:
    """Of one histogram of requests, named as it is shown."""

    def __init__(self, metric: str, service: str, bounds: tuple[float, ...]) -> None:
        self._head = f"{metric}_bucket{{"
        self._service = service
        self._bounds = (*bounds, float("inf"))
        self._by_bucket: dict[str, str] = {}

    def remember(self, method: str, route: str, status: int, seconds: float, trace_id: int) -> None:
        """A request whose trace was exported."""
        bound: str = floatToGoString(self._bounds[bisect_left(self._bounds, seconds)])  # type: ignore[no-untyped-call]
        labels = {"le": bound, "method": method, "route": route, "service": self._service, "status_code": str(status)}
        bucket = self._head + ",".join(f'{name}="{value}"' for name, value in labels.items()) + "}"
        if bucket in self._by_bucket or len(self._by_bucket) < MOST:
            self._by_bucket[bucket] = f'{{trace_id="{trace_id:032x}"}} {seconds:.6f} {time():.3f}'

    def beside(self, text: str) -> str:
        """OpenMetrics text with the exemplars of its buckets."""
        if not self._by_bucket:
            return text
        return "\n".join(self._with_exemplar(line) for line in text.split("\n"))

    def _with_exemplar(self, line: str) -> str:
        if not line.startswith(self._head):
            return line
        found = self._by_bucket.get(line[: line.rfind("}") + 1])
        return line if found is None else f"{line} # {found}"
