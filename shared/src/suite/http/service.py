"""The application factory's raw material: a Flask application with everything the services do alike.

A service says in `<package>/service.py` which settings are its own and what it holds beside them, and builds it there:

    class BlogService(Service[Settings]):
        def __init__(self, settings: Settings) -> None:
            super().__init__("blog_api", settings, title="blog-api", …)
            self.views = ViewCounter(self.database)

`call.service` of a view that takes `Call[BlogService]` is that class: `call.service.views` and
`call.service.settings.site_url` are typed, and nothing is looked up by a key.
Modules whose classes the service builds take what they need (a database, settings), not the service.
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from threading import Event
from time import time
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol

from flask import Blueprint, Flask, Request
from flask.globals import request_ctx
from flask.sessions import NullSession, SessionInterface
from typing_extensions import TypeVar
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, MapAdapter

from suite.auth import Authenticator
from suite.database import Database
from suite.database.replica_assembly import add_replica
from suite.errors import AppError, BadRequest, MethodNotAllowed, platform_envelope
from suite.http.bodies import MAX_BODY_BYTES
from suite.http.cors import CorsRules
from suite.http.declaration import PUBLIC, Declaration
from suite.http.limits import RateLimits, UnlimitedPaths
from suite.http.replies import JSON_TYPE, Reply, json_reply
from suite.http.unmatched import RouteNotFound
from suite.logs import AccessLog, request_context, secret_values
from suite.logs.access import QUIET_ROUTES
from suite.metrics.families import HTTP_BUCKETS, ServiceMetrics
from suite.metrics.multiprocess import metrics_folder
from suite.metrics.window import LatencyWindow
from suite.readiness import Readiness
from suite.sentry.assembly import open_sentry
from suite.settings import ServiceSettings
from suite.tracing.assembly import metrics_push, open_tracing

if TYPE_CHECKING:
    from suite.cache.cache import Cache
    from suite.events.metrics import EventMeter

log = logging.getLogger(__name__)
Settings_co = TypeVar("Settings_co", bound=ServiceSettings, default=ServiceSettings, covariant=True)
Envelope = Callable[[AppError, str], dict[str, Any]]
_PARAMETER = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


class InternalError(AppError):
    """Internal server error"""


class UndeclaredView(TypeError):
    """A route whose view is not declared with `endpoint`: it would answer anybody."""

    def __init__(self, rule: str) -> None:
        super().__init__(f"{rule}: its view is not declared with suite.http.endpoint")


class Background(Protocol):
    """Work beside the requests: begun in each worker process, ended with it. `shutting_down` tells it in time."""

    def start(self) -> None: ...

    def stop(self, seconds: float) -> bool: ...


class NoSessions(SessionInterface):
    """Services keep no cookie session; Flask need not look for one."""

    _empty = NullSession()

    def open_session(self, app: Flask, request: Any) -> NullSession:
        return self._empty

    def is_null_session(self, obj: object) -> bool:
        return True


class Service(Flask, Generic[Settings_co]):
    """A Flask application of the suite. Register blueprints whose views are declared with `endpoint`.

    `cache` is there after suite.cache.add_cache, `event_meter` after suite.events.service.connect_events.
    """

    response_class = Reply
    session_interface = NoSessions()
    # What every service has and what knows services itself, its common routes and its layer: suite.http.assembly.
    complete: ClassVar[Callable[["Service[Any]"], None]]
    # By the name of a parameter of paths: its form as JSON schema, where the view refuses any other text.
    segments: ClassVar[Mapping[str, dict[str, Any]]] = {}
    cache: "Cache"
    event_meter: "EventMeter"

    def __init__(
        self,
        import_name: str,
        settings: Settings_co,
        *,
        title: str,
        description: str = "",
        envelope: Envelope = platform_envelope,
        envelope_of: Callable[[Mapping[str, Any]], Envelope] | None = None,
        path_aliases: Mapping[str, str] | None = None,
        unlimited_paths: Iterable[str] = (),
        unlimited_folders: Iterable[str] = (),
        uncounted_routes: Iterable[str] = (),
        quiet_routes: Iterable[str] = (),
        nul_in_path: Callable[[Mapping[str, Any]], AppError] = RouteNotFound,
        json_type: str = JSON_TYPE,
        reflect_origin: bool = False,
        session_of: Callable[[Any], Mapping[str, str]] | None = None,
        off_role: str = "admin",
        off_named_role: str | None = None,
        open_reads: bool = True,
        reading_page: bool = True,
        membership: Mapping[str, str] | None = None,
        strict_query: bool = False,
        max_body_bytes: int = MAX_BODY_BYTES,
        metrics_label: str | None = None,
        http_buckets: tuple[float, ...] = HTTP_BUCKETS,
    ) -> None:
        super().__init__(import_name, static_folder=None)
        self.settings = settings
        self.title, self.description = title, description
        self.envelope = envelope
        self._envelope_of = envelope_of
        self.envelope_is_fixed = envelope_of is None
        self.unlimited = UnlimitedPaths(unlimited_paths, unlimited_folders)
        self.uncounted_routes = frozenset(uncounted_routes)
        self.nul_in_path = nul_in_path
        self.json_type = json_type
        self.path_aliases = tuple((path_aliases or {}).items())
        self.session_of = session_of or user_session
        self.open_reads = open_reads
        self._membership = dict(membership or {})
        self.strict_query = strict_query
        self.max_body_bytes = max_body_bytes
        self.started_at = time()
        self.shutting_down = Event()
        self.url_map.strict_slashes = False
        self.url_map.merge_slashes = False  # it would answer with a redirect, which breaks preflights
        self.json.ensure_ascii = False  # type: ignore[attr-defined]
        self.metrics = ServiceMetrics(
            metrics_label or settings.ID,
            settings.metrics_prefix,
            window=LatencyWindow(metrics_folder()),
            http_buckets=http_buckets,
        )
        self.tracing = open_tracing(settings, settings.ID, settings.app_env, self.metrics)
        self.sentry = open_sentry(settings, settings.ID, secrets=secret_values(settings), metrics=self.metrics)
        self.database = Database.from_settings(settings, self.metrics)
        self.metrics.set_pool_size(settings.db_pool_max)
        self.authenticator = Authenticator(settings, off_role=off_role, off_named_role=off_named_role)
        self.cors = CorsRules(self, settings.origins, disabled=settings.disable_cors, reflect=reflect_origin)
        self.limits = RateLimits(settings)
        self.access_log = AccessLog(settings.ID, quiet_routes=QUIET_ROUTES.union(quiet_routes))
        self.readiness = Readiness(self.database, settings, self.shutting_down)
        if replica := add_replica(self.database, settings, self.metrics):
            self.readiness.add("replica", replica.check, required=False)
        push = metrics_push(settings, settings.app_env, self.metrics)
        self.background: list[Background] = [] if push is None else [push]
        self.route_templates: dict[str, str] = {}
        self._answer_errors()
        self.reading_page = reading_page
        self.flask_wsgi_app = super().wsgi_app
        type(self).complete(self)

    def add_converter(self, name: str, converter: type[BaseConverter]) -> None:
        """Make a path converter known; before the blueprints that use it."""
        self.url_map.converters[name] = converter

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """Remember the route's template: it is needed with every request. UndeclaredView for a view nobody guards."""
        if not isinstance(getattr(view_func, "declaration", None), Declaration):
            raise UndeclaredView(rule)
        super().add_url_rule(rule, endpoint, view_func, provide_automatic_options, **options)
        self.route_templates[rule] = template_of(rule)

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Bind the routes to a request's path and method only: no service has routes that depend on the host."""
        if request is None:
            return None
        environ = request.environ
        return self.url_map.bind(
            "localhost",
            path_info=environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace"),
            default_method=environ["REQUEST_METHOD"],
        )

    def full_dispatch_request(self) -> Reply:
        """Flask's own way when hooks are registered; without them, straight to the view: 8 % of a request."""
        if self.before_request_funcs or self.after_request_funcs or self.url_value_preprocessors:
            return super().full_dispatch_request()  # type: ignore[return-value]
        self._got_first_request = True
        try:
            return self.dispatch_request()
        except Exception as error:
            return self.finalize_request(self.handle_user_exception(error))  # type: ignore[return-value]

    def dispatch_request(self) -> Reply:
        request = request_ctx.request
        if request.routing_exception is not None:
            self.raise_routing_exception(request)
        rule = request.url_rule
        assert rule is not None
        environ = request.environ
        environ["suite.route"] = route = self.route_templates[rule.rule]
        request_context.set({**request_context.get(), "route": route})
        environ["suite.service"] = self
        view = self.view_functions[rule.endpoint]
        return view(**request.view_args)  # type: ignore[arg-type, return-value]

    def template_for(self, environ: dict[str, Any]) -> str:
        """The route template a request would be counted under, without answering it."""
        try:
            rule, _ = self.url_map.bind_to_environ(environ).match(return_rule=True)
        except HTTPException:
            return "unmatched"
        return self.route_templates[rule.rule]

    def membership_of(self, path: str, declared: Declaration) -> str:
        """What is written of who may call a guarded route whose caller's role a membership decides; mostly nothing."""
        if declared.access == PUBLIC or declared.own:
            return ""
        return next((text for prefix, text in self._membership.items() if path.startswith(prefix)), "")

    def word_error(self, error: AppError, environ: Mapping[str, Any]) -> dict[str, Any]:
        """The body of an error: the service's one envelope, or the one `envelope_of` picks for this request."""
        envelope = self._envelope_of(environ) if self._envelope_of else self.envelope
        return envelope(error, str(environ.get("suite.request_id", "")))

    def register(self, blueprints: Iterable[tuple[Blueprint, str]]) -> None:
        """Register blueprints below their prefixes; UndeclaredView when a view of theirs is not guarded."""
        for blueprint, prefix in blueprints:
            self.register_blueprint(blueprint, url_prefix=prefix)

    def _answer_errors(self) -> None:
        self.register_error_handler(AppError, self._answer_app_error)
        self.register_error_handler(HTTPException, self._answer_http_exception)
        self.register_error_handler(Exception, self._answer_unexpected)

    def report_failure(self, error: AppError, cause: BaseException | None = None) -> None:
        """Log a reply of 500 or more with what led to it; the client is not told."""
        if error.status < 500:
            return
        reason = cause or error
        level = logging.ERROR if error.status == 500 else logging.WARNING
        log.log(
            level,
            "request failed",
            exc_info=reason,
            extra={"error": type(reason).__name__, "status": error.status, "code": error.code},
        )

    def _answer_app_error(self, error: AppError) -> Reply:
        self.report_failure(error)
        return self._reply_to(error)

    def _reply_to(self, error: AppError) -> Reply:
        self.metrics.count_error(error.code)
        body = self.word_error(error, request_ctx.request.environ)
        return json_reply(body, error.status, headers={"Content-Type": self.json_type, **error.headers})

    def _answer_http_exception(self, error: HTTPException) -> Reply:
        environ = request_ctx.request.environ
        if error.code == 404:
            return self._answer_app_error(RouteNotFound(environ))
        if error.code == 405:
            allowed = sorted({*(getattr(error, "valid_methods", None) or ()), "OPTIONS"})
            return self._answer_app_error(MethodNotAllowed(headers={"Allow": ", ".join(allowed)}))
        if error.code and 400 <= error.code < 500:
            return self._answer_app_error(BadRequest())
        return self._answer_unexpected(error)

    def _answer_unexpected(self, error: Exception) -> Reply:
        log.error("unhandled error", exc_info=error, extra={"error": type(error).__name__})
        return self._reply_to(InternalError())


def user_session(call: Any) -> dict[str, str]:
    """The session setting of services whose rows belong to a user."""
    return {"app.user_id": call.identity.user_id}


def template_of(rule: str) -> str:
    """`/api/items/<item:item_id>` → `/api/items/:id`, the form metrics and logs carry."""
    return _PARAMETER.sub(lambda match: ":" + re.sub(r"\A.+_(id|name|slug)$", r"\1", match[1]), rule)
