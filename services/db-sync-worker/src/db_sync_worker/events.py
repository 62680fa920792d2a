"""What others are told: a stream that keeps failing."""

import logging

from psycopg2.extensions import connection as Connection

log = logging.getLogger(__name__)


def announce_failure(connection: Connection, stream: str, error: str, failures: int) -> None:
    """The stream failed `failures` times in a row; called in the transaction that counts the failure."""
    log.error("stream keeps failing", extra={"stream": stream, "failures": failures, "reason": error})
