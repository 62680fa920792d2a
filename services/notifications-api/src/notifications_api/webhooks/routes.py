"""/webhooks: where the suite's events are sent to, for administrators."""

from uuid import UUID

import orjson
from flask import Blueprint

from notifications_api.errors import (
    DeliveryNotFound,
    DeliveryPending,
    TooManyWebhooks,
    WebhookNotFound,
    WebhookOff,
    invalid,
)
from notifications_api.kinds import ROUTED
from notifications_api.notifications.schemas import NotificationQuerySchema
from notifications_api.pages import page_of, page_reply
from notifications_api.service import NotificationsService
from notifications_api.webhooks import queries
from notifications_api.webhooks.replies import NewWebhookReplySchema, WebhookDeliverySchema, WebhookSchema
from notifications_api.webhooks.schemas import (
    NewWebhook,
    NewWebhookSchema,
    WantedDeliveriesSchema,
    WebhookChangesSchema,
)
from suite.http import ADMIN, Call, Reply, endpoint, json_reply
from suite.ids import uuid7, uuid_or_none
from suite.outbound import BlockedTarget
from suite.webhooks import new_webhook_secret, resend

webhooks = Blueprint("webhooks", __name__)
PAGE = ("A page, newest first", page_of(WebhookSchema))
DELIVERY_PAGE = ("A page, newest first", page_of(WebhookDeliverySchema))
SHOWN = {200: ("The webhook", WebhookSchema()), 404: "There is none"}
NotificationsCall = Call[NotificationsService]


@webhooks.get("")
@endpoint(ADMIN, "Webhooks of the suite's events", query=NotificationQuerySchema(), replies={200: PAGE})
def list_webhooks(call: NotificationsCall) -> Reply:
    with call.read() as connection:
        data, total = queries.select_webhooks(connection, call.query.limit, call.query.offset)
    return page_reply(call.query, data, total)


@webhooks.post("")
@endpoint(
    ADMIN,
    "Send events to an address from now on",
    body=NewWebhookSchema(),
    replies={201: ("The webhook, and its secret", NewWebhookReplySchema()), 409: "There are as many as there may be"},
)
def create_webhook(call: NotificationsCall) -> Reply:
    wanted: NewWebhook = call.body
    require_public(call, wanted.url)
    secret = new_webhook_secret().text
    values = {
        "id": str(uuid7()),
        "user_id": str(call.identity.uuid),
        "url": wanted.url,
        "events": wanted.events or list(ROUTED),
        "description": wanted.description,
        "secret": secret,
    }
    with call.transaction() as connection:
        made = queries.insert_webhook(connection, values)
    if made is None:
        raise TooManyWebhooks()
    return with_secret(made, secret, 201)


@webhooks.get("/<webhook_id>")
@endpoint(ADMIN, "One webhook", replies=SHOWN)
def show_webhook(call: NotificationsCall, webhook_id: str) -> Reply:
    with call.read() as connection:
        found = queries.select_webhook(connection, id_of(webhook_id))
    if found is None:
        raise WebhookNotFound()
    return json_reply(found[0])


@webhooks.patch("/<webhook_id>")
@endpoint(ADMIN, "Change a webhook, or switch it off or on", body=WebhookChangesSchema(), replies=SHOWN)
def change_webhook(call: NotificationsCall, webhook_id: str) -> Reply:
    if "url" in call.body:
        require_public(call, call.body["url"])
    with call.transaction() as connection:
        changed = queries.update_webhook(connection, id_of(webhook_id), call.body)
    if changed is None:
        raise WebhookNotFound()
    return json_reply(changed)


@webhooks.delete("/<webhook_id>")
@endpoint(ADMIN, "Forget a webhook and its deliveries", replies={204: "It is gone", 404: "There is none"})
def drop_webhook(call: NotificationsCall, webhook_id: str) -> Reply:
    with call.transaction() as connection:
        if not queries.delete_webhook(connection, id_of(webhook_id)):
            raise WebhookNotFound()
    return json_reply(b"", 204)


@webhooks.post("/<webhook_id>/secret")
@endpoint(
    ADMIN,
    "Sign with a new secret from now on",
    replies={200: ("The webhook, and its secret", NewWebhookReplySchema()), 404: "There is none"},
)
def change_secret(call: NotificationsCall, webhook_id: str) -> Reply:
    secret = new_webhook_secret().text
    with call.transaction() as connection:
        changed = queries.update_secret(connection, id_of(webhook_id), secret)
    if changed is None:
        raise WebhookNotFound()
    return with_secret(changed, secret, 200)


@webhooks.get("/<webhook_id>/deliveries")
@endpoint(
    ADMIN,
    "What was sent there in the last week, and what waits",
    query=WantedDeliveriesSchema(),
    replies={200: DELIVERY_PAGE, 404: "There is none"},
)
def list_deliveries(call: NotificationsCall, webhook_id: str) -> Reply:
    wanted, parsed_id = call.query, id_of(webhook_id)
    with call.read() as connection:
        if queries.select_webhook(connection, parsed_id) is None:
            raise WebhookNotFound()
        data, total = queries.select_deliveries(connection, parsed_id, wanted.state, wanted.limit, wanted.offset)
    return page_reply(wanted, data, total)


@webhooks.post("/<webhook_id>/deliveries/<delivery_id>/resend")
@endpoint(
    ADMIN,
    "Send a finished delivery again, under the same webhook-id",
    replies={
        200: ("It waits", WebhookDeliverySchema()),
        404: "There is none",
        409: "It is on its way, or the webhook is off",
    },
)
def resend_delivery(call: NotificationsCall, webhook_id: str, delivery_id: str) -> Reply:
    parsed_id, delivery = id_of(webhook_id), uuid_or_none(delivery_id)
    with call.transaction() as connection:
        found = queries.select_webhook(connection, parsed_id)
        if found is None:
            raise WebhookNotFound()
        if delivery is None or queries.select_delivery(connection, parsed_id, delivery) is None:
            raise DeliveryNotFound()
        if not found[1]:
            raise WebhookOff()
        if not resend(connection, delivery):
            raise DeliveryPending()
        return json_reply(queries.select_delivery(connection, parsed_id, delivery) or "")


def id_of(text: str) -> UUID:
    """The id of a path; WebhookNotFound for what is none."""
    found = uuid_or_none(text)
    if found is None:
        raise WebhookNotFound()
    return found


def require_public(call: NotificationsCall, url: str) -> None:
    """Refuse at once what the sender would never dial; names are resolved when it does."""
    try:
        call.service.webhook_guard.check_form(url)
    except BlockedTarget as refusal:
        raise invalid("url", f"url must be an address of the public internet ({refusal.reason})", "blocked") from None


def with_secret(webhook: str, secret: str, status: int) -> Reply:
    """The one answer that has the secret; nobody keeps a copy of it."""
    return json_reply({**orjson.loads(webhook), "secret": secret}, status)
