"""Log lines: one JSON object each, with the request they belong to and without what must stay secret."""

from suite.logs.access import AccessLog
from suite.logs.context import request_context
from suite.logs.output import Output, configure_logging, configure_service_logging
from suite.logs.redaction import Redactor, secret_values

__all__ = [
    "AccessLog",
    "Output",
    "Redactor",
    "configure_logging",
    "configure_service_logging",
    "request_context",
    "secret_values",
]
