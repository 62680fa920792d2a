"""POST /pubsub/push."""

from flask import Blueprint

from notifications_api.push.errors import InvalidStructure
from notifications_api.push.messages import PUSH_BODY, parse_push
from notifications_api.push.replies import PushedSchema
from notifications_api.service import NotificationsService
from notifications_api.tokens import require_token
from suite.errors import BadRequest
from suite.http import PUBLIC, Call, Reply, endpoint, json_reply
from suite.http.bodies import MAX_BODY_BYTES, parse_json, read_body

TOKEN_HEADER = "X-Pubsub-Token"

push = Blueprint("push", __name__)


@push.post("/push")
@endpoint(
    PUBLIC,
    "A message of Google Pub/Sub; Bearer or X-Pubsub-Token PUBSUB_PUSH_TOKEN",
    token="pushed",
    reads={"application/json": PUSH_BODY},
    replies={
        200: ("Taken: `handled` tells whether something was done, `duplicate` whether before", PushedSchema()),
        400: "INVALID_STRUCTURE, INVALID_BASE64, INVALID_JSON or MISSING_ACTION",
        401: "Not the token",
        408: "The body did not arrive in time",
        409: "IN_PROGRESS: it is being handled",
        413: "The body is too large",
        422: "A field is missing",
        500: "HANDLER_ERROR: push it again",
    },
)
def receive_push(call: Call[NotificationsService]) -> Reply:
    require_token(call, call.service.settings.push_token, TOKEN_HEADER)
    body = read_body(call.environ, MAX_BODY_BYTES)
    try:
        content = parse_json(body)
    except BadRequest:
        raise InvalidStructure() from None
    return json_reply(call.service.receiver.receive(parse_push(content)))
