"""Where the log lines of a process go, and in which form."""

import logging
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TextIO

from suite.logs.formatters import JsonFormatter, PrettyFormatter
from suite.logs.redaction import Redactor, secret_values
from suite.settings import ServiceSettings

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


@dataclass(frozen=True, slots=True, eq=False)
class Output:
    """Form and place of log lines. Without a `stream` they go to whatever sys.stdout is at that moment."""

    level: int = logging.INFO
    pretty: bool = False
    redactor: Redactor = field(default_factory=Redactor)
    stream: TextIO | None = None


class OutputHandler(logging.StreamHandler[TextIO]):
    """Writes the records of all loggers to the output, one write for each."""

    def __init__(self, service: str, output: Output) -> None:
        super().__init__(output.stream or sys.stdout)
        self._output = output
        self.setFormatter((PrettyFormatter if output.pretty else JsonFormatter)(service, output.redactor))

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        if self._output.stream is None:
            self.stream = sys.stdout
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Say on stderr which line was lost. What the standard library prints here may hold a secret.

        Whoever read stdout and stderr may be gone with the parent: a request that has something to log is answered
        all the same.
        """
        error = sys.exc_info()[0]
        reason = error.__name__ if error else "unknown"
        if sys.stderr:
            with suppress(OSError, ValueError):
                sys.stderr.write(f"log line of {record.module}:{record.lineno} was lost: {reason}\n")


_current: Output | None = None


def current_output() -> Output | None:
    """The output of this process; None until logging is configured."""
    return _current


def configure_logging(
    service: str,
    level: str,
    format: str = "auto",
    *,
    production: bool,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> Output:
    """Send the records of every logger to `stream` (sys.stdout), from `level` (debug … error) upwards.

    `format` is json, pretty, or auto: pretty on a terminal. `production` masks e-mail addresses. Calling it
    again replaces what the last call set up. Handlers that others put on the root logger stay.
    """
    global _current
    pretty = format == "pretty" or (format == "auto" and (stream or sys.stdout).isatty())
    output = Output(LEVELS[level], pretty, Redactor(secrets, mask_emails=production), stream)
    root = logging.getLogger()
    for handler in root.handlers[:]:
        if isinstance(handler, OutputHandler):
            root.removeHandler(handler)
    root.addHandler(OutputHandler(service, output))
    root.setLevel(output.level)
    logging.captureWarnings(True)
    adopt_gunicorn()
    _current = output
    return output


def configure_service_logging(settings: ServiceSettings) -> Output:
    """configure_logging as a service's settings want it; its secrets are never shown."""
    return configure_logging(
        settings.ID,
        settings.log_level,
        settings.log_format,
        production=settings.production,
        secrets=secret_values(settings),
    )


def adopt_gunicorn() -> None:
    """Let gunicorn's own messages take the same way; it puts a handler for plain text on its logger."""
    logger = logging.getLogger("gunicorn.error")
    logger.handlers.clear()
    logger.propagate = True
