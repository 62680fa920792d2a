"""What /readyz of this service asks beside database and bus. Nothing here waits for another machine."""

from notifications_api.crew import NotificationCrew
from notifications_api.mails.delivery import Postman
from suite.health import DISABLED, FAIL, OK
from suite.http import Service
from suite.leadership import Election


def add_mail_check(service: Service, postman: Postman) -> None:
    """Whether this process could hand over the last mail it had; trouble only degrades."""
    service.readiness.add("email", lambda: FAIL if postman.trouble else OK, required=False)


def add_loop_check(service: Service, election: Election[NotificationCrew] | None) -> None:
    """The loops of the elected process; the others run none."""

    def ask_loop() -> str:
        crew = election.crew if election else None
        return crew.heartbeat.check() if crew else DISABLED

    service.readiness.add("loop", ask_loop, required=False)
