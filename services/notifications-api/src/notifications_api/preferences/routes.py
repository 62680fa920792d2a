"""/notifications/preferences: what somebody wants to be told, and how."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Blueprint

from notifications_api.errors import ForeignPreferences
from notifications_api.identity import is_admin
from notifications_api.inputs import NotificationBodySchema, Query
from notifications_api.kinds import KINDS, MESSAGE
from notifications_api.preferences.queries import Wishes, select_wishes, upsert_wishes
from notifications_api.preferences.replies import PreferenceListSchema
from suite.auth.identity import user_uuid
from suite.http import READER, Call, Reply, endpoint, json_reply
from suite.http.fields import Choice, Flag, StrictField, UserId, broken, documented
from suite.ids import now_milliseconds


class WishSchema(NotificationBodySchema):
    """One kind."""

    kind = Choice(KINDS, required=True)
    in_app = Flag(required=True, data_key="inApp")
    email = Flag(required=True)


class PreferenceList(StrictField):
    """Wishes, each kind once. A message somebody writes is always shown; only its mail can be switched off."""

    expectation = f"must be an array of at most {len(KINDS)} objects"

    def __init__(self, **options: Any) -> None:
        wish = {
            "kind": {"type": "string", "enum": list(KINDS)},
            "inApp": {"type": "boolean"},
            "email": {"type": "boolean"},
        }
        items = {"type": "object", "properties": wish, "required": ["kind", "inApp", "email"]}
        facts = {"type": "array", "items": items}
        super().__init__(**documented(options, facts))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[dict[str, Any]]:
        if not isinstance(value, list) or len(value) > len(KINDS):
            raise broken(f"preferences {self.expectation}", "invalid_type")
        wishes: list[dict[str, Any]] = WishSchema(many=True).load(value)
        kinds = [wish["kind"] for wish in wishes]
        if len(set(kinds)) != len(kinds):
            raise broken("preferences must name each kind once", "repeated")
        if any(wish["kind"] == MESSAGE and not wish["in_app"] for wish in wishes):
            raise broken(f"inApp of {MESSAGE} must be true", "invalid")
        return wishes


class PreferencesSchema(NotificationBodySchema):
    """Body of PUT /notifications/preferences."""

    preferences = PreferenceList(required=True)


@dataclass(frozen=True)
class Whose:
    """Query of both routes."""

    user_ref: str | None = field(default=None)


class WhoseSchema(Query):
    """Query of both routes; only administrators name somebody else."""

    produces = Whose

    user_ref = UserId(data_key="userId")


preferences = Blueprint("preferences", __name__)
SHOWN = {200: ("Every kind with `inApp` and `email`", PreferenceListSchema()), 403: "Another user's"}


@preferences.get("")
@endpoint(READER, "What the caller wants to be told", query=WhoseSchema(), replies=SHOWN)
def show_preferences(call: Call) -> Reply:
    owner = owner_of_preferences(call)
    with call.read() as connection:
        return preferences_reply(select_wishes(connection, owner))


@preferences.put("")
@endpoint(READER, "Say what to be told", query=WhoseSchema(), body=PreferencesSchema(), replies=SHOWN)
def store_preferences(call: Call) -> Reply:
    owner = owner_of_preferences(call)
    wishes = {wish["kind"]: (wish["in_app"], wish["email"]) for wish in call.body["preferences"]}
    with call.transaction() as connection:
        upsert_wishes(connection, owner, wishes, now_milliseconds())
        return preferences_reply(select_wishes(connection, owner))


def owner_of_preferences(call: Call) -> UUID:
    """Whose preferences the request is about; ForeignPreferences."""
    named = call.query.user_ref
    if named is None or named == call.identity.user_id:
        return call.identity.uuid
    if not is_admin(call.identity):
        raise ForeignPreferences()
    return user_uuid(named)


def preferences_reply(wishes: Wishes) -> Reply:
    """`{data: [{kind, inApp, email}]}`."""
    return json_reply(
        {"data": [{"kind": kind, "inApp": shown, "email": mail} for kind, (shown, mail) in wishes.items()]}
    )
