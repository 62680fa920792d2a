"""/notifications/contacts/:userId: where somebody gets his mail."""

from dataclasses import dataclass

from flask import Blueprint

from notifications_api.contacts.queries import select_contact, upsert_contact
from notifications_api.contacts.replies import ContactDetailsSchema
from notifications_api.errors import ContactNotFound, ForeignContact, invalid
from notifications_api.identity import is_admin
from notifications_api.inputs import NotificationBodySchema
from notifications_api.notifications.schemas import AddressText
from notifications_api.wording import LOCALES
from suite.auth.identity import parse_user_id, user_uuid
from suite.http import READER, Call, Reply, endpoint, json_reply
from suite.http.fields import Choice
from suite.ids import now_milliseconds


@dataclass(frozen=True)
class Contact:
    """Body of PUT /notifications/contacts/:userId."""

    email: str | None
    locale: str = "en"


class ContactSchema(NotificationBodySchema):
    """Body of PUT /notifications/contacts/:userId; `email` null forgets the address."""

    produces = Contact

    email = AddressText(required=True, allow_none=True)
    locale = Choice(LOCALES)


contacts = Blueprint("contacts", __name__)
SHOWN = {200: ("Address and locale", ContactDetailsSchema()), 403: "Another user's", 422: "Not a user id"}


@contacts.get("/<path:user_ref>")
@endpoint(READER, "Address and locale", replies=SHOWN)
def show_contact(call: Call, user_ref: str) -> Reply:
    require_own(call, user_ref)
    with call.read() as connection:
        found = select_contact(connection, user_uuid(user_ref))
    if found is None:
        raise ContactNotFound()
    return json_reply({"userId": user_ref, "email": found[0], "locale": found[1]})


@contacts.put("/<path:user_ref>")
@endpoint(
    READER,
    "Set address and locale",
    body=ContactSchema(),
    replies=SHOWN,
)
def store_contact(call: Call, user_ref: str) -> Reply:
    require_own(call, user_ref)
    wanted: Contact = call.body
    with call.transaction() as connection:
        upsert_contact(connection, user_uuid(user_ref), user_ref, wanted.email, wanted.locale, now_milliseconds())
    return json_reply({"userId": user_ref, "email": wanted.email, "locale": wanted.locale})


def require_own(call: Call, user_ref: str) -> None:
    """The user himself or an administrator; ForeignContact."""
    try:
        parse_user_id(user_ref)
    except ValueError:
        raise invalid("userId", "userId must be 1 to 100 printable characters", "invalid_user") from None
    if user_ref != call.identity.user_id and not is_admin(call.identity):
        raise ForeignContact()
