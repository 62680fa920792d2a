"""From a claimed notification to a mail the provider has accepted.

Everything up to the provider's answer may happen again after a crash; what is written afterwards happens once, in the
transaction that marks the event as done.
"""

import logging
from collections.abc import Callable
from threading import Event
from time import perf_counter
from uuid import UUID

from notifications_api.identity import EVERYBODY
from notifications_api.kinds import FAILED, SENT, SUPPRESSED
from notifications_api.mails import queries
from notifications_api.mails.addressees import headers_of, recipient_of
from notifications_api.mails.queries import ClaimedMail
from notifications_api.mails.texts import DEFAULT, NOTIFICATION, TEMPLATES
from notifications_api.mails.unsubscription import unsubscribe_token
from notifications_api.metrics import NotificationMetrics
from notifications_api.settings import Settings
from suite.database import Connection, Database
from suite.events import Delay, publish
from suite.mail import Mail, PermanentFailure, Rendered, Sender, TransientFailure, send_patiently
from suite.mail.addresses import normal_address
from suite.mail.pacing import Pacing, QuotaUsedUp
from suite.mail.queries import select_suppressed
from suite.mail.templates import RenderingFailed

log = logging.getLogger(__name__)
Conclusion = Callable[[Connection], None]
NO_RECIPIENT = "no_recipient"


class Stopping(TransientFailure):
    """The process ends before the mail was sent; the next one sends it."""


class Postman:
    """Delivers mails through one adapter."""

    def __init__(
        self, database: Database, sender: Sender, settings: Settings, metrics: NotificationMetrics, stopped: Event
    ) -> None:
        self._database = database
        self._sender = sender
        self._settings = settings
        self._metrics = metrics
        self._stopped = stopped
        self._pacing = Pacing(database, sender.name)
        self.trouble: str | None = None

    def deliver(self, notification_id: UUID, by: UUID) -> Conclusion | None:
        """Send one mail on behalf of the message `by`: what is to be written then, None when there is nothing to do.

        Raises Delay while another message's claim lasts or the quota is used up, TransientFailure to be tried again.
        """
        with self._database.transaction(EVERYBODY) as connection:
            claimed = queries.claim_mail(connection, notification_id, by)
            if claimed is None:
                lease = queries.select_lease(connection, notification_id)
                if lease is not None:
                    raise Delay(max(lease, 1.0), "another message about this mail is being handled")
                return None
        try:
            return self._send(claimed)
        except Delay as delay:
            self._release(claimed, by, str(delay), counted=False)
            raise
        except Exception as error:
            self._release(claimed, by, getattr(error, "reason", type(error).__name__), counted=True)
            raise

    def give_up(self, connection: Connection, notification_id: UUID, reason: str, attempts: int) -> None:
        """The bus tries no more."""
        queries.select_everybody(connection)
        self._fail(connection, notification_id, reason, attempts)

    def _send(self, claimed: ClaimedMail) -> Conclusion:
        address = recipient_of(claimed)
        if address is None:
            return self._failing(claimed, NO_RECIPIENT)
        with self._database.read(EVERYBODY) as connection:
            suppressed = select_suppressed(connection, normal_address(address))
        if suppressed:
            return self._suppressing(claimed)
        try:
            provider = self._hand_over(self._mail(claimed, address), claimed)
        except PermanentFailure as failure:
            log.warning("mail refused", extra={"notification_id": str(claimed.id), "reason": failure.reason})
            return self._failing(claimed, failure.reason)
        return self._sending(claimed, provider)

    def _hand_over(self, mail: Mail, claimed: ClaimedMail) -> str | None:
        self._take_turn()
        started = perf_counter()
        try:
            provider = send_patiently(
                self._sender, mail, pause=self._stopped.wait, on_retry=lambda: self._count(claimed, "retried")
            )
        except TransientFailure as failure:
            self.trouble = failure.reason
            raise
        self.trouble = None
        self._metrics.observe_send(self._sender.name, perf_counter() - started)
        return provider

    def _take_turn(self) -> None:
        try:
            wait = self._pacing.reserve(self._sender.quota())
        except QuotaUsedUp as used:
            raise Delay(max(used.seconds, 1.0), "quota used up") from used
        self._metrics.set_remaining(self._sender.name, self._pacing.remaining)
        if self._stopped.wait(wait):
            raise Stopping("the process ends")

    def _mail(self, claimed: ClaimedMail, address: str) -> Mail:
        rendered = render(claimed, self._settings.app_name)
        token = ""
        if self._settings.public_url:
            with self._database.transaction() as connection:
                token = unsubscribe_token(connection, claimed.id)
        return Mail(
            recipient=address,
            subject=rendered.subject,
            html=rendered.html,
            text=rendered.text,
            key=str(claimed.id),
            headers=headers_of(claimed, self._settings.public_url, token),
        )

    def _sending(self, claimed: ClaimedMail, provider: str | None) -> Conclusion:
        def conclude(connection: Connection) -> None:
            queries.select_everybody(connection)
            ended = queries.finish_mail(connection, claimed.id, SENT, provider=provider)
            if ended is not None:
                event = {"notificationId": str(claimed.id), "status": SENT, "timestamp": ended[1], "channel": "email"}
                publish(
                    connection, "notification-sent", {**event, "providerMessageId": provider} if provider else event
                )

        self._count(claimed, SENT)
        return conclude

    def _failing(self, claimed: ClaimedMail, reason: str) -> Conclusion:
        def conclude(connection: Connection) -> None:
            queries.select_everybody(connection)
            self._fail(connection, claimed.id, reason, claimed.attempts)

        self._count(claimed, FAILED)
        return conclude

    def _suppressing(self, claimed: ClaimedMail) -> Conclusion:
        def conclude(connection: Connection) -> None:
            queries.select_everybody(connection)
            queries.finish_mail(connection, claimed.id, SUPPRESSED, reason="address is suppressed")

        self._count(claimed, SUPPRESSED)
        return conclude

    def _fail(self, connection: Connection, notification_id: UUID, reason: str, attempts: int) -> None:
        ended = queries.finish_mail(connection, notification_id, FAILED, reason=reason)
        if ended is not None:
            publish(
                connection,
                "notification-failed",
                {
                    "notificationId": str(notification_id),
                    "status": FAILED,
                    "reason": reason,
                    "attempts": max(attempts, ended[0]),
                    "timestamp": ended[1],
                },
            )

    def _release(self, claimed: ClaimedMail, by: UUID, reason: str, *, counted: bool) -> None:
        with self._database.transaction(EVERYBODY) as connection:
            queries.release_mail(connection, claimed.id, by, reason, counted=counted)

    def _count(self, claimed: ClaimedMail, result: str) -> None:
        self._metrics.count_mail(self._sender.name, claimed.template or NOTIFICATION, result)


def render(claimed: ClaimedMail, app_name: str) -> Rendered:
    """The mail of a notification; the default one when the template is unknown or lacks a variable."""
    name = claimed.template or NOTIFICATION
    data = {"title": claimed.title, **(claimed.data or {}), "message": claimed.message, "app_name": app_name}
    if claimed.title:
        data["title"] = claimed.title
    if TEMPLATES.knows(name):
        try:
            return TEMPLATES.render(name, claimed.locale, data)
        except RenderingFailed as failure:
            extra = {"notification_id": str(claimed.id), "template": name, "error": str(failure)}
            log.warning("template could not be filled, the default one is sent", extra=extra)
    return TEMPLATES.render(DEFAULT, claimed.locale, data)
