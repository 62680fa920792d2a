"""SMTP with connections that are used again, and the server's answers sorted into `later` and `never`."""

import smtplib
import ssl
from collections import deque

from suite.mail.accounts import SSL, STARTTLS, SmtpServer
from suite.mail.errors import MailNotConfigured, PermanentFailure, TransientFailure
from suite.mail.message import ComposedMail, Mail, Origin, compose
from suite.mail.sender import Quota

TIMEOUT_SECONDS = 10.0
MOST_IDLE = 4


class SmtpSender:
    """One connection for each mail in flight; up to MOST_IDLE wait for the next one."""

    name = "smtp"

    def __init__(
        self,
        server: SmtpServer,
        origin: Origin,
        allowance: Quota,
        *,
        timeout: float = TIMEOUT_SECONDS,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._origin = origin
        self._allowance = allowance
        self._timeout = timeout
        self._context = context or ssl.create_default_context()
        self._idle: deque[smtplib.SMTP] = deque()

    def send(self, mail: Mail) -> str | None:
        """Deliver to the server; SMTP gives no id back, the Message-ID is ours."""
        message = compose(mail, self._origin)
        connection = self._take()
        try:
            self._deliver(connection, message)
        except BaseException:
            connection.close()
            raise
        self._give_back(connection)
        return message.message_id

    def quota(self) -> Quota:
        """EMAIL_MAX_RATE and EMAIL_MAX_DAILY."""
        return self._allowance

    def close(self) -> None:
        """Say goodbye on the idle connections."""
        while self._idle:
            _quit(self._idle.pop())

    def _deliver(self, connection: smtplib.SMTP, message: ComposedMail) -> None:
        options = ["SMTPUTF8", "BODY=8BITMIME"] if message.needs_utf8 else []
        try:
            connection.ehlo_or_helo_if_needed()
            if message.needs_utf8 and not connection.has_extn("smtputf8"):
                raise PermanentFailure("the server cannot carry this address")
            connection.sendmail(message.sender, [message.recipient], message.content, mail_options=options)
        except smtplib.SMTPRecipientsRefused as refused:
            code, _ = next(iter(refused.recipients.values()))
            raise _sorted(code, "recipient") from refused
        except smtplib.SMTPResponseException as refused:
            raise _sorted(refused.smtp_code, "message") from refused
        except (smtplib.SMTPNotSupportedError, UnicodeError) as error:
            raise PermanentFailure("the server cannot carry this address") from error
        except (smtplib.SMTPException, OSError) as error:
            raise TransientFailure(f"connection lost: {type(error).__name__}") from error

    def _take(self) -> smtplib.SMTP:
        while self._idle:
            connection = self._idle.pop()
            if _alive(connection):
                return connection
            connection.close()
        return self._connect()

    def _give_back(self, connection: smtplib.SMTP) -> None:
        if len(self._idle) < MOST_IDLE:
            self._idle.append(connection)
        else:
            _quit(connection)

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        try:
            connection = self._dial()
            try:
                if server.tls == STARTTLS:
                    connection.starttls(context=self._context)
                if server.user:
                    connection.login(server.user, server.password.reveal() if server.password else "")
            except BaseException:
                connection.close()
                raise
        except smtplib.SMTPAuthenticationError as error:
            raise MailNotConfigured(f"login refused: {error.smtp_code}") from error
        except (smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
            raise MailNotConfigured(f"no trusted connection: {type(error).__name__}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise TransientFailure(f"server not reachable: {type(error).__name__}") from error
        return connection

    def _dial(self) -> smtplib.SMTP:
        server = self._server
        if server.tls == SSL:
            return smtplib.SMTP_SSL(server.host, server.port, timeout=self._timeout, context=self._context)
        return smtplib.SMTP(server.host, server.port, timeout=self._timeout)


def _sorted(code: int, what: str) -> TransientFailure | PermanentFailure:
    """5xx is for ever, everything else for now."""
    reason = f"{what} refused: SMTP {code}"
    return PermanentFailure(reason) if code >= 500 else TransientFailure(reason)


def _alive(connection: smtplib.SMTP) -> bool:
    try:
        return connection.noop()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


def _quit(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except (smtplib.SMTPException, OSError):
        connection.close()
