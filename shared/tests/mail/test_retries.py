"""Attempts inside one delivery."""

from collections.abc import Callable

import pytest

from suite.mail import Mail, MailError, MailNotConfigured, PermanentFailure, TransientFailure, send_patiently
from suite.mail.sender import Quota


class Flaky:
    """Fails as told, then sends."""

    name = "flaky"

    def __init__(self, *failures: MailError) -> None:
        self.failures = list(failures)
        self.attempts = 0

    def send(self, mail: Mail) -> str | None:
        self.attempts += 1
        if self.failures:
            raise self.failures.pop(0)
        return "sent"

    def quota(self) -> Quota:
        return Quota(1.0, None)

    def close(self) -> None:
        return None


def test_three_attempts_with_two_and_four_seconds_between(mail: Callable[..., Mail]) -> None:
    waits: list[float] = []
    retried: list[int] = []
    sender = Flaky(TransientFailure("a"), TransientFailure("b"))

    sent = send_patiently(sender, mail(), pause=waits.append, on_retry=lambda: retried.append(1))

    assert (sent, waits, len(retried)) == ("sent", [2.0, 4.0], 2)


def test_the_third_failure_is_left_to_the_caller(mail: Callable[..., Mail]) -> None:
    sender = Flaky(*(TransientFailure(str(number)) for number in range(4)))

    with pytest.raises(TransientFailure, match="2"):
        send_patiently(sender, mail(), pause=lambda _: None)
    assert sender.attempts == 3


@pytest.mark.parametrize("failure", [PermanentFailure("x"), MailNotConfigured("x")])
def test_what_waiting_does_not_mend_is_not_waited_for(mail: Callable[..., Mail], failure: MailError) -> None:
    sender = Flaky(failure)

    with pytest.raises(type(failure)):
        send_patiently(sender, mail(), pause=lambda _: pytest.fail("waited"))
    assert sender.attempts == 1


def test_a_process_that_ends_does_not_wait(mail: Callable[..., Mail]) -> None:
    sender = Flaky(TransientFailure("x"))

    with pytest.raises(TransientFailure):
        send_patiently(sender, mail(), pause=lambda _: True)
    assert sender.attempts == 1
