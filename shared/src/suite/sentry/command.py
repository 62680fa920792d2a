"""Commands: what ends one unhandled is reported, and what is held is sent before it ends."""

import atexit
import logging
import sys
from types import TracebackType

from suite.configuration import ConfigurationError, load_settings, refuse_to_start
from suite.environment import EnvironmentFileError, load_environment
from suite.sentry.assembly import ReportHandler, Sentry, open_sentry
from suite.sentry.settings import SentrySettings

PATIENCE_SECONDS = 2.0


def report_command(service: str) -> None:
    """From now on report what goes wrong in this process, as the environment says; once is enough."""
    settings = load_settings(SentrySettings)
    if settings.sentry_dsn is None or any(isinstance(known, ReportHandler) for known in logging.getLogger().handlers):
        return
    try:
        sentry = open_sentry(settings, service)
    except ConfigurationError as error:
        refuse_to_start(error.problems)
    before = sys.excepthook

    def report_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            _report(sentry, service, error)
        before(kind, error, trace)

    sys.excepthook = report_end
    atexit.register(sentry.stop, PATIENCE_SECONDS)


def report_failure(service: str, error: Exception) -> None:
    """Report an error that ends a command which does not read its settings before; never fails itself."""
    try:
        sentry = open_sentry(SentrySettings.from_environment(load_environment()), service)
    except (ConfigurationError, EnvironmentFileError):
        return
    _report(sentry, service, error)
    sentry.stop(PATIENCE_SECONDS)


def _report(sentry: Sentry, service: str, error: BaseException) -> None:
    exc_info = (type(error), error, error.__traceback__)
    sentry.report(logging.LogRecord(service, logging.CRITICAL, "", 0, "command failed", (), exc_info))
