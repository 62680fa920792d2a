"""Events that become deliveries of the webhooks that want them."""

from notifications_api.webhooks.queries import select_listening
from suite.database import Connection
from suite.dates import wire_date
from suite.events import Message
from suite.webhooks import insert_delivery


def tell_webhooks(connection: Connection, message: Message) -> None:
    """One delivery for each, in the transaction that notes the event as handled. The session sees everybody's rows."""
    body = {
        "id": str(message.id),
        "type": message.topic,
        "timestamp": wire_date(message.published_at),
        "data": dict(message.data),
    }
    for webhook_id, user_id, url in select_listening(connection, message.topic):
        insert_delivery(connection, user_id, message.topic, url, body, {}, webhook_id)
