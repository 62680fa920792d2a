"""One click in a mail ends all mail to its address."""

import hmac
import secrets
from hashlib import sha256
from uuid import UUID

from notifications_api.mails.unsubscribe_queries import insert_key, select_address, select_key
from suite.database import Connection
from suite.mail.addresses import normal_address
from suite.mail.queries import insert_suppression

KEY_NAME = "unsubscribe"
KEY_BYTES = 32
TOKEN_CHARACTERS = 32


def unsubscribe_token(connection: Connection, notification_id: UUID) -> str:
    """What only the mail of a notification carries."""
    return hmac.new(unsubscribe_key(connection), notification_id.bytes, sha256).hexdigest()[:TOKEN_CHARACTERS]


def unsubscribe_key(connection: Connection) -> bytes:
    """The key of this installation; the first to ask makes it."""
    key = select_key(connection, KEY_NAME)
    if key is None:
        insert_key(connection, KEY_NAME, secrets.token_bytes(KEY_BYTES))
        key = select_key(connection, KEY_NAME)
    assert key is not None
    return key


def unsubscribe(connection: Connection, link: str) -> bool:
    """Suppress the address a link was mailed to; False for a link nobody was sent."""
    name, _, token = link.partition(".")
    try:
        notification_id = UUID(name)
    except ValueError:
        return False
    expected = unsubscribe_token(connection, notification_id)
    if not hmac.compare_digest(token.encode(), expected.encode()):
        return False
    address = select_address(connection, notification_id)
    if address:
        insert_suppression(connection, normal_address(address), "unsubscribe")
    return True
