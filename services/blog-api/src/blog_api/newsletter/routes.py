"""/api/newsletter: subscribe, confirm, unsubscribe. The messages are shown to the reader as they are."""

import hmac
import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask import Blueprint

from blog_api.deployment_key_queries import deployment_key
from blog_api.inputs import BlogQuerySchema
from blog_api.newsletter import queries
from blog_api.newsletter.errors import EmailRequired, InvalidEmail, InvalidNewsletterToken, InvalidSource
from blog_api.newsletter.replies import NewsletterMessageSchema
from blog_api.newsletter.rules import CONFIRM, UNSUBSCRIBE, parse_email, read_token
from blog_api.newsletter.schemas import MAX_SOURCE, MAX_TOKEN, SubscribeSchema, TokenSchema
from blog_api.replies import plain_json
from blog_api.settings import BlogCall
from blog_api.tenants.tenant import open_tenant
from suite.database import Connection
from suite.http import PUBLIC, Reply, endpoint
from suite.ids import uuid7

KEY_NAME = "newsletter"
LIMIT = (10, 60)
USER_AGENT_LENGTH = 300
MESSAGES = {
    queries.NEW: "Inscrição realizada com sucesso!",
    queries.KNOWN: "Você já está inscrito em nossa newsletter!",
    queries.REACTIVATED: "Inscrição reativada com sucesso!",
}
CONFIRMED, UNSUBSCRIBED = "Inscrição confirmada com sucesso!", "Inscrição cancelada com sucesso!"
OPTIONS: dict[str, Any] = {
    "query": BlogQuerySchema(),
    "body_optional": True,
    "other_media_empty": True,
    "parse_body": False,
    "limit": LIMIT,
}

newsletter = Blueprint("newsletter", __name__)


@newsletter.post("/subscribe")
@endpoint(
    PUBLIC,
    "Subscribe",
    body=SubscribeSchema(),
    replies={200: ("Done", NewsletterMessageSchema()), 400: "No usable address", 404: "No such blog"},
    **OPTIONS,
)
def subscribe(call: BlogCall) -> Reply:
    email, source = wanted_email(call.json), wanted_source(call.json)
    tenant = open_tenant(call)
    # Where readers confirm, the answer is the same for every address: it tells nobody who is subscribed.
    confirmed_later = call.service.settings.double_opt_in
    with call.transaction() as connection:
        outcome = queries.subscribe(
            connection,
            tenant.id,
            uuid7(),
            email,
            active=not confirmed_later,
            ip_hash=hash_client(connection, call),
            user_agent=stored_agent(call),
            source=source,
        )
    return message_reply(MESSAGES[queries.NEW if confirmed_later else outcome])


@newsletter.post("/confirm")
@endpoint(
    PUBLIC,
    "Confirm by the token of a mail",
    body=TokenSchema(),
    replies={200: ("Done", NewsletterMessageSchema()), 400: "Bad token", 404: "No such blog"},
    **OPTIONS,
)
def confirm(call: BlogCall) -> Reply:
    return answer_token(call, CONFIRM, queries.confirm, CONFIRMED)


@newsletter.post("/unsubscribe")
@endpoint(
    PUBLIC,
    "Unsubscribe by the token of a mail",
    body=TokenSchema(),
    replies={200: ("Done", NewsletterMessageSchema()), 400: "Bad token", 404: "No such blog"},
    **OPTIONS,
)
def unsubscribe(call: BlogCall) -> Reply:
    return answer_token(call, UNSUBSCRIBE, queries.unsubscribe, UNSUBSCRIBED)


def answer_token(call: BlogCall, purpose: str, change: Callable[[Connection, int, UUID], None], message: str) -> Reply:
    """Do what the token was made for; the answer is the same whether there was something to change."""
    token = call.json.get("token")
    tenant = open_tenant(call)
    if not isinstance(token, str) or len(token) > MAX_TOKEN:
        raise InvalidNewsletterToken()
    with call.transaction() as connection:
        subscription = read_token(deployment_key(connection, KEY_NAME), purpose, token)
        if subscription is None:
            raise InvalidNewsletterToken()
        change(connection, tenant.id, subscription)
    return message_reply(message)


def wanted_email(content: dict[str, Any]) -> str:
    """The address of a body; EmailRequired or InvalidEmail."""
    given = content.get("email")
    if given is None or (isinstance(given, str) and not given.strip()):
        raise EmailRequired()
    if not isinstance(given, str):
        raise InvalidEmail()
    try:
        return parse_email(given)
    except ValueError:
        raise InvalidEmail() from None


def wanted_source(content: dict[str, Any]) -> str | None:
    """Where the reader subscribed; InvalidSource when it is no short text."""
    given = content.get("source")
    if given is None:
        return None
    if not isinstance(given, str) or len(given) > MAX_SOURCE:
        raise InvalidSource()
    return given.strip() or None


def hash_client(connection: Connection, call: BlogCall) -> bytes:
    """The address of the client under a key: enough to see abuse, nothing to lead back."""
    return hmac.new(deployment_key(connection, KEY_NAME), b"ip" + call.client.encode(), sha256).digest()


def stored_agent(call: BlogCall) -> str | None:
    """What the client calls itself, cut."""
    agent = call.header("User-Agent")
    return agent.encode("latin-1", "replace").decode("utf-8", "replace")[:USER_AGENT_LENGTH] if agent else None


def message_reply(message: str) -> Reply:
    """`{success, message}`."""
    return plain_json(json.dumps({"success": True, "message": message}, ensure_ascii=False, separators=(",", ":")))
