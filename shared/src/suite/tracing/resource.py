"""Who sends traces and metrics, as OpenTelemetry says it."""

from opentelemetry.sdk.resources import OTELResourceDetector, Resource

from suite import VERSION


def resource_of(service: str, environment: str) -> Resource:
    """Who sends: what OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES do not say, the service says itself."""
    own = {"service.name": service, "service.version": VERSION, "deployment.environment.name": environment}
    given = OTELResourceDetector().detect().attributes
    return Resource.create({name: value for name, value in own.items() if name not in given})
