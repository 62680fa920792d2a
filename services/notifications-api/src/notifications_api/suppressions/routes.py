"""/notifications/suppressions: for administrators."""

from flask import Blueprint

from notifications_api.errors import SuppressionNotFound, invalid
from notifications_api.inputs import NotificationBodySchema
from notifications_api.notifications.schemas import AddressText, NotificationQuerySchema
from notifications_api.pages import page_of, page_reply
from notifications_api.suppressions.queries import delete_suppression, select_suppressions
from notifications_api.suppressions.replies import ListedSuppressionSchema, NewSuppressionSchema
from suite.http import ADMIN, Call, Reply, endpoint, json_reply
from suite.mail.addresses import is_address, normal_address
from suite.mail.queries import insert_suppression


class SuppressionSchema(NotificationBodySchema):
    """Body of POST /notifications/suppressions."""

    email = AddressText(required=True)


suppressions = Blueprint("suppressions", __name__)
PAGE = ("A page and the total", page_of(ListedSuppressionSchema))
ADDED = ("It gets none", NewSuppressionSchema())


@suppressions.get("")
@endpoint(ADMIN, "Addresses that get no mail", query=NotificationQuerySchema(), replies={200: PAGE})
def list_suppressions(call: Call) -> Reply:
    with call.read() as connection:
        data, total = select_suppressions(connection, call.query.limit, call.query.offset)
    return page_reply(call.query, data, total)


@suppressions.post("")
@endpoint(ADMIN, "Send no more mail to an address", body=SuppressionSchema(), replies={201: ADDED})
def suppress(call: Call) -> Reply:
    email = normal_address(call.body["email"])
    with call.transaction() as connection:
        insert_suppression(connection, email, "admin")
    return json_reply({"email": email, "reason": "admin"}, 201)


@suppressions.delete("/<email>")
@endpoint(
    ADMIN, "Let an address get mail again", replies={204: "It does", 404: "It already did", 422: "Not an address"}
)
def release(call: Call, email: str) -> Reply:
    if not is_address(email):
        raise invalid("email", "email must be an e-mail address", "invalid_email")
    with call.transaction() as connection:
        if not delete_suppression(connection, normal_address(email)):
            raise SuppressionNotFound()
    return json_reply(b"", 204)
