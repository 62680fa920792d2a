"""What is left of a body that nobody wanted is read in few large pieces: each one copies what is buffered."""

from types import SimpleNamespace

from gunicorn.http.body import Body, LengthReader
from gunicorn.http.unreader import IterUnreader

from suite.gunicorn_worker import CHUNK_BYTES, DRAINED_BYTES, drain

MEGABYTE = 1_048_576


class CountingReader(LengthReader):  # type: ignore[misc]
    """Counts how often it is asked."""

    asked = 0

    def read(self, size: int) -> bytes:
        self.asked += 1
        data: bytes = super().read(size)
        return data


def test_a_refused_body_is_read_in_pieces_of_64_kib() -> None:
    reader = _reader(4 * MEGABYTE)

    assert drain(_parser(Body(reader)))
    assert reader.asked <= 4 * MEGABYTE / CHUNK_BYTES + 1


def test_a_body_larger_than_what_is_drained_ends_the_connection() -> None:
    reader = _reader(DRAINED_BYTES + MEGABYTE)

    assert not drain(_parser(Body(reader)))
    assert reader.length == MEGABYTE


def test_a_body_that_failed_is_not_read_again() -> None:
    reader = _reader(MEGABYTE)
    body = Body(reader)
    body.failed = True

    assert not drain(_parser(body))
    assert reader.asked == 0


def _reader(length: int) -> CountingReader:
    return CountingReader(IterUnreader(b"x" * MEGABYTE for _ in range(length // MEGABYTE)), length)


def _parser(body: Body) -> SimpleNamespace:
    return SimpleNamespace(mesg=SimpleNamespace(body=body))
