"""What completes a service: the routes that all have, and the layer around them."""

# As modules: each imports this package in turn, and may be the first to be imported.
from suite import health
from suite.http.layer import Layer
from suite.http.service import Service
from suite.metrics import routes as metrics
from suite.openapi import routes as openapi


def complete(service: Service) -> None:
    """Register the common routes, and put the layer around Flask."""
    reading = openapi.openapi_blueprint(page=service.reading_page)
    for blueprint in (health.health_blueprint(), metrics.metrics_blueprint(), reading):
        service.register_blueprint(blueprint)
    service.wsgi_app = Layer(service)  # type: ignore[method-assign]


Service.complete = staticmethod(complete)
