"""Signatures of webhooks: Standard Webhooks' headers, and a plain HMAC for receivers that know no other."""

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from standardwebhooks import Webhook

from suite.parsers import reads_secret

PREFIX = "whsec_"
LEAST_BYTES, NEW_BYTES, MOST_BYTES = 24, 32, 64  # as the specification recommends


@dataclass(frozen=True, slots=True, repr=False)
class WebhookSecret:
    """The key both sides know, never shown."""

    text: str

    def __repr__(self) -> str:
        return "WebhookSecret(…)"

    def headers(self, message_id: str, body: str, moment: datetime) -> dict[str, str]:
        """webhook-id, webhook-timestamp and webhook-signature of a body sent at `moment`."""
        moment = moment.astimezone(UTC)
        return {
            "webhook-id": message_id,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": Webhook(self.text).sign(message_id, moment, body),
        }

    def plain_signature(self, body: str) -> str:
        """`sha256=` and the HMAC of the body under the secret as it is written, in hexadecimal digits."""
        return f"sha256={hmac.new(self.text.encode(), body.encode(), sha256).hexdigest()}"


@reads_secret
def as_webhook_secret(value: str) -> WebhookSecret:
    """`whsec_` and 24 to 64 bytes in base64; ValueError for anything else."""
    try:
        key = base64.b64decode(value.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not value.startswith(PREFIX) or not LEAST_BYTES <= len(key) <= MOST_BYTES:
        raise ValueError(f"is not {PREFIX} and {LEAST_BYTES} to {MOST_BYTES} bytes in base64")
    return WebhookSecret(value)


def new_webhook_secret() -> WebhookSecret:
    """A secret nobody has yet."""
    return WebhookSecret(PREFIX + base64.b64encode(secrets.token_bytes(NEW_BYTES)).decode())
