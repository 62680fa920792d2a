"""Which traces are recorded, and where they go."""

from dataclasses import dataclass

from suite.configuration import Settings, setting
from suite.parsers import as_choice, as_integer, as_number, as_url


@dataclass(frozen=True, kw_only=True)
class TracingSettings(Settings):
    """Read by services, companions and commands alike."""

    trace_endpoint: str | None = setting(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        as_url("https", "http"),
        default=None,
        help="collector of traces, OTLP over HTTP; without it none are recorded. Other OTEL_ variables hold as well",
    )
    metrics_exporter: str = setting(
        "OTEL_METRICS_EXPORTER",
        as_choice("none", "otlp"),
        default="none",
        help="otlp sends the metrics of /metrics to the collector as well, for those who do not scrape",
    )
    metrics_interval_ms: int = setting(
        "OTEL_METRIC_EXPORT_INTERVAL", as_integer(100, 3_600_000), default=60_000, help="time between two sendings, ms"
    )
    trace_sampler: str = setting(
        "OTEL_TRACES_SAMPLER",
        as_choice(
            "always_on",
            "always_off",
            "traceidratio",
            "parentbased_always_on",
            "parentbased_always_off",
            "parentbased_traceidratio",
        ),
        default="parentbased_always_on",
        help="which traces are exported, as OpenTelemetry names it",
    )
    trace_ratio: float = setting(
        "OTEL_TRACES_SAMPLER_ARG", as_number(0, 1), default=1.0, help="share of traces for the traceidratio samplers"
    )
    trace_slow_ms: int = setting(
        "TRACE_SLOW_MS",
        as_integer(1, 600_000),
        default=1_000,
        help="what takes longer is exported whatever the sampler says, as is what fails, ms",
    )
