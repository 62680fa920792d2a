"""Which traces are recorded, and where they go."""

from dataclasses import dataclass

from suite.configuration import Settings, setting
from suite.parsers import Secret, as_choice, as_integer, as_number, as_secret, as_text, as_url

PROTOCOL = "http/protobuf"


def as_disabled(value: str) -> bool:
    """Whether it is the word true, in any case: OpenTelemetry takes all else for false."""
    return value.strip().lower() == "true"


@dataclass(frozen=True, kw_only=True)
class TracingSettings(Settings):
    """Read by services, companions and commands alike."""

    telemetry_disabled: bool = setting(
        "OTEL_SDK_DISABLED",
        as_disabled,
        default=False,
        help="true sends neither traces nor metrics, whatever else is set",
    )
    trace_endpoint: str | None = setting(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        as_url("https", "http"),
        default=None,
        help="collector of traces, OTLP over HTTP; without it none are recorded. Other OTEL_ variables hold as well",
    )
    own_trace_endpoint: str | None = setting(
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        as_url("https", "http"),
        default=None,
        help="where traces alone go, with its path",
    )
    own_metrics_endpoint: str | None = setting(
        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
        as_url("https", "http"),
        default=None,
        help="where metrics alone go, with its path",
    )
    protocol: str = setting(
        "OTEL_EXPORTER_OTLP_PROTOCOL", as_choice(PROTOCOL), default=PROTOCOL, help="there is no other here"
    )
    trace_protocol: str = setting(
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", as_choice(PROTOCOL), default=PROTOCOL, help="the same for traces alone"
    )
    metrics_protocol: str = setting(
        "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", as_choice(PROTOCOL), default=PROTOCOL, help="the same for metrics alone"
    )
    # What follows is read by OpenTelemetry itself: declared to be known, checked and passed on to containers.
    collector_headers: Secret | None = setting(
        "OTEL_EXPORTER_OTLP_HEADERS",
        as_secret,
        default=None,
        help="headers for the collector, as api-key=value,name=value",
    )
    collector_timeout: float = setting(
        "OTEL_EXPORTER_OTLP_TIMEOUT", as_number(0.1, 60), default=10.0, help="a sending to the collector may take, s"
    )
    collector_compression: str = setting(
        "OTEL_EXPORTER_OTLP_COMPRESSION",
        as_choice("none", "gzip", "deflate"),
        default="none",
        help="what is sent to the collector is compressed so",
    )
    collector_certificate: str | None = setting(
        "OTEL_EXPORTER_OTLP_CERTIFICATE", as_text, default=None, help="file of the authority a collector is trusted by"
    )
    resource_name: str | None = setting(
        "OTEL_SERVICE_NAME", as_text, default=None, help="another name of the service in traces and metrics"
    )
    resource_attributes: str | None = setting(
        "OTEL_RESOURCE_ATTRIBUTES", as_text, default=None, help="more facts of whoever sends, as region=eu,team=films"
    )
    traces_exporter: str = setting(
        "OTEL_TRACES_EXPORTER", as_choice("otlp", "none"), default="otlp", help="none sends no traces"
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
    queue_spans: int = setting(
        "OTEL_BSP_MAX_QUEUE_SIZE", as_integer(1, 1_000_000), default=4_096, help="ended spans that wait in a process"
    )
    batch_spans: int = setting(
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", as_integer(1, 100_000), default=512, help="spans of one sending"
    )
    batch_delay_ms: int = setting(
        "OTEL_BSP_SCHEDULE_DELAY", as_integer(1, 600_000), default=1_000, help="time between two sendings of spans, ms"
    )
    trace_slow_ms: int = setting(
        "TRACE_SLOW_MS",
        as_integer(1, 600_000),
        default=1_000,
        help="what takes longer is exported whatever the sampler says, as is what fails, ms",
    )

    @property
    def sends_traces(self) -> bool:
        """Whether traces are recorded and sent."""
        named = self.trace_endpoint or self.own_trace_endpoint
        return bool(named) and self.traces_exporter == "otlp" and not self.telemetry_disabled

    @property
    def sends_metrics(self) -> bool:
        """Whether metrics are sent."""
        named = self.trace_endpoint or self.own_metrics_endpoint
        return bool(named) and self.metrics_exporter == "otlp" and not self.telemetry_disabled
