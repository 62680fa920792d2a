"""What /readyz of this service asks beside the database. Nothing here waits for another machine."""

from collections.abc import Callable

from notifications_api.mails.delivery import Postman
from suite.health import DISABLED, FAIL, OK
from suite.http import Service


def add_mail_check(service: Service, postman: Postman | None) -> None:
    """Whether the last mail could be handed over, as far as this process knows; trouble only degrades."""
    ask: Callable[[], str] = (lambda: FAIL if postman.trouble else OK) if postman else (lambda: DISABLED)
    service.readiness.add("email", ask, required=False)
