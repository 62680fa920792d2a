"""Amazon SES by its API v2."""

import logging
from threading import Lock
from time import monotonic
from typing import Any

import boto3
from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError
from botocore.session import Session

from suite.mail.accounts import SesAccount
from suite.mail.errors import MailNotConfigured, PermanentFailure, TransientFailure
from suite.mail.message import Mail, Origin, compose
from suite.mail.sender import Quota

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 10
QUOTA_SECONDS = 600.0
# What a new account may do before Amazon has let it out of the sandbox.
SANDBOX = Quota(rate=1.0, daily=200)
NEVER = frozenset(
    {
        "BadRequestException",
        "MessageRejected",
        "MailFromDomainNotVerifiedException",
        "InvalidParameterValue",
        "ValidationException",
    }
)
NO_ACCESS = frozenset(
    {
        "AccessDeniedException",
        "AccountSuspendedException",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "NotFoundException",
        "SendingPausedException",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)


class SesSender:
    """Sends raw messages, so that SES carries our own headers."""

    name = "ses"

    def __init__(self, account: SesAccount, origin: Origin, *, timeout: float = TIMEOUT_SECONDS) -> None:
        self._account = account
        self._origin = origin
        self._timeout = timeout
        self._lock = Lock()
        self._client: Any = None
        self._quota: tuple[float, Quota] | None = None

    def send(self, mail: Mail) -> str | None:
        """The MessageId of SES."""
        message = compose(mail, self._origin)
        if message.needs_utf8:
            raise PermanentFailure("SES cannot carry this address")
        optional = {"ConfigurationSetName": self._account.configuration_set} if self._account.configuration_set else {}
        answer = self._ask(
            "send_email",
            FromEmailAddress=message.sender,
            Destination={"ToAddresses": [message.recipient]},
            Content={"Raw": {"Data": message.content}},
            **optional,
        )
        return str(answer["MessageId"])

    def quota(self) -> Quota:
        """Rate and daily quota of the account, asked again after ten minutes; the sandbox's when SES does not say."""
        now = monotonic()
        if self._quota is None or now - self._quota[0] > QUOTA_SECONDS:
            self._quota = (now, self._ask_quota())
        return self._quota[1]

    def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            self._client.close()

    def _ask_quota(self) -> Quota:
        try:
            account = self._ask("get_account")
            limits = account["SendQuota"]
            if not account.get("ProductionAccessEnabled", False):
                return Quota(SANDBOX.rate, SANDBOX.daily, int(limits.get("SentLast24Hours", 0)))
            daily = int(limits["Max24HourSend"])
            rate = max(float(limits["MaxSendRate"]), 0.1)
            # Amazon writes -1 for an unlimited account.
            return Quota(rate, daily if daily >= 0 else None, int(limits.get("SentLast24Hours", 0)))
        except (KeyError, TransientFailure, PermanentFailure) as error:
            log.warning("quota of the mail account is unknown", extra={"error": type(error).__name__})
            return SANDBOX

    def _ask(self, operation: str, **arguments: Any) -> dict[str, Any]:
        try:
            with self._lock:
                if self._client is None:
                    self._client = open_client(self._account, self._timeout)
            answer: dict[str, Any] = getattr(self._client, operation)(**arguments)
            return answer
        except ClientError as error:
            raise sort_error(error) from error
        except (NoCredentialsError, PartialCredentialsError) as error:
            raise MailNotConfigured("no credentials for SES") from error
        except BotoCoreError as error:
            raise TransientFailure(f"SES not reachable: {type(error).__name__}") from error


def sort_error(error: ClientError) -> TransientFailure | PermanentFailure:
    """An error of SES: `never`, `not configured`, or `later`. Its text is left out, it may name addresses."""
    code = str(error.response.get("Error", {}).get("Code", "Unknown"))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
    reason = f"SES: {code}"
    if code in NO_ACCESS:
        return MailNotConfigured(reason)
    if code in NEVER and status < 500:
        return PermanentFailure(reason)
    return TransientFailure(reason)


def open_client(account: SesAccount, timeout: float) -> Any:
    """A client of SES v2 that tries once: waiting and trying again is decided by whoever sends."""
    session = boto3.Session(botocore_session=_session(account), region_name=account.region)
    config = Config(
        connect_timeout=timeout, read_timeout=timeout, retries={"total_max_attempts": 1, "mode": "standard"}
    )
    return session.client("sesv2", endpoint_url=account.endpoint, config=config)


def _session(account: SesAccount) -> Session:
    session = Session()
    if account.access_key and account.secret_key:
        session.set_credentials(account.access_key, account.secret_key.reveal())
    if account.role:
        session._credentials = _assume_role(session, account, account.role)
    return session


def _assume_role(session: Session, account: SesAccount, role: str) -> DeferredRefreshableCredentials:
    """Credentials of the role, fetched with those at hand and fetched again before they end."""

    def open_token_service(name: str, **options: Any) -> Any:
        options.setdefault("region_name", account.region)
        return session.create_client(name, endpoint_url=account.endpoint, **options)

    fetcher = AssumeRoleCredentialFetcher(
        client_creator=open_token_service,
        source_credentials=session.get_credentials(),
        role_arn=role,
        extra_args={"RoleSessionName": "suite-mail"},
    )
    return DeferredRefreshableCredentials(method="assume-role", refresh_using=fetcher.fetch_credentials)
