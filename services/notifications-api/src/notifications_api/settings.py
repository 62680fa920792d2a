"""What notifications-api can be told."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from notifications_api.kinds import ROUTED
from suite.auth.identity import parse_user_id
from suite.mail import MailSettings
from suite.settings import Secret, WorkerSettings, as_choice, as_integer, as_list, as_secret, as_text, as_url, setting

API, WORKER, ALL = "api", "worker", "all"
Routes = Mapping[str, tuple[str, ...]]
NOBODY: Routes = MappingProxyType({})


def as_routes(value: str) -> Routes:
    """`topic=user,user;topic=user`, or the same as a JSON object of lists."""
    pairs = read_pairs(value.strip())
    unknown = sorted(set(pairs) - set(ROUTED))
    if unknown:
        raise ValueError(f"routes {', '.join(unknown)}; known are {', '.join(ROUTED)}")
    for user in (user for users in pairs.values() for user in users):
        try:
            parse_user_id(user)
        except ValueError as error:
            raise ValueError(f"names a user that {error}") from None
    return MappingProxyType({topic: tuple(dict.fromkeys(users)) for topic, users in pairs.items()})


def read_pairs(value: str) -> dict[str, list[str]]:
    """Users by topic."""
    if value.startswith("{"):
        content = json.loads(value)
        lists = [users for users in content.values() if isinstance(users, list)]
        if len(lists) < len(content) or not all(isinstance(user, str) for users in lists for user in users):
            raise ValueError("is not an object of lists of users")
        return dict(content)
    parts = [part.strip() for part in value.split(";") if part.strip()]
    if any("=" not in part for part in parts):
        raise ValueError("is not of the form topic=user,user;topic=user")
    split = [part.partition("=") for part in parts]
    return {topic.strip(): [user.strip() for user in users.split(",") if user.strip()] for topic, _, users in split}


@dataclass(frozen=True, kw_only=True)
class Settings(MailSettings, WorkerSettings):
    """Settings of notifications-api."""

    ID: ClassVar[str] = "notifications-api"
    SERVICE: ClassVar[str] = "NOTIFICATIONS"
    SCHEMA: ClassVar[str] = "notifications"
    ROLE: ClassVar[str] = "app_notifications"

    process_mode: str = setting(
        "NOTIFICATIONS_PROCESS_MODE",
        as_choice(API, WORKER, ALL),
        default=ALL,
        aliases=("PROCESS_MODE",),
        help="api: web workers only answer; worker, all: one of them also sends and listens",
    )
    app_name: str = setting("APP_NAME", as_text, default="Suite", help="how the application calls itself in mails")
    public_url: str | None = setting(
        "PUBLIC_URL",
        as_url("https", "http"),
        default=None,
        help="where people reach the gateway; gives mails a link to unsubscribe",
    )
    routes: Routes = setting(
        "NOTIFY_ROUTES",
        as_routes,
        default=NOBODY,
        help="who is told about events: topic=user,user;topic=user",
    )
    push_token: Secret | None = setting(
        "PUBSUB_PUSH_TOKEN", as_secret, default=None, help="what POST /pubsub/push must carry; needed in production"
    )
    email_events_token: Secret | None = setting(
        "EMAIL_EVENTS_TOKEN", as_secret, default=None, help="what POST /email/events must carry; needed in production"
    )
    stream_max: int = setting(
        "NOTIFICATIONS_STREAM_MAX", as_integer(1, 10_000), default=200, help="event streams a web worker holds open"
    )
    stream_max_per_user: int = setting(
        "NOTIFICATIONS_STREAM_MAX_PER_USER", as_integer(1, 1_000), default=10, help="of them for one user"
    )
    webhook_allow_hosts: tuple[str, ...] = setting(
        "NOTIFICATIONS_WEBHOOK_ALLOW_HOSTS",
        as_list,
        default=(),
        help="host, host:port, address or CIDR list that webhooks may go to although private",
    )
    watch_url: str = setting(
        "NOTIFICATIONS_WATCH_URL",
        as_text,
        default="http://127.0.0.1:{port}/readyz",
        help="where services are asked how they are; {id} and {port} are those of the manifest",
    )
    watch_seconds: int = setting(
        "NOTIFICATIONS_WATCH_SECONDS",
        as_integer(0, 3_600),
        default=15,
        help="pause between looks at the services, s; 0: never",
    )
    watch_down_seconds: int = setting(
        "NOTIFICATIONS_WATCH_DOWN_SECONDS",
        as_integer(0, 86_400),
        default=60,
        help="a service that has not been ready for so long is reported as down, s",
    )

    def problems(self) -> Iterator[str]:
        """The common rules; a public address that can stand in a mail."""
        yield from super().problems()
        if self.public_url and not self.public_url.isprintable():
            yield "PUBLIC_URL: holds a control character"

    @classmethod
    def service_defaults(cls) -> dict[str, Any]:
        """The port, 100 requests a client and minute."""
        return {"port": 3800, "rate_limit_max": 100}
