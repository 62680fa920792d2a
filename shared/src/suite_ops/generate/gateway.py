"""One address for all services: nginx on a host, nginx in a container, Caddy."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from suite_ops.generate.text import render
from suite_ops.manifest import GatewayRoute, Manifest, ManifestService

GATEWAY = "gateway"
# Below SHUTDOWN_TIMEOUT_MS: an ending process waits for idle connections to be closed by whoever opened them.
IDLE_SECONDS = 5
# What the largest route takes (a specification as text); services refuse what is too large for the others.
MAX_BODY = "32m"
# Requests of one client in progress; streams count too, and a household or an office may share an IPv4 address.
CONNECTIONS_PER_CLIENT = 200
# Never text/event-stream: a compressor holds events back.
COMPRESSED = (
    "application/json",
    "application/feed+json",
    "application/problem+json",
    "application/ld+json",
    "application/javascript",
    "text/javascript",
    "text/css",
    "text/plain",
    "text/markdown",
    "text/xml",
    "application/xml",
    "application/rss+xml",
    "application/atom+xml",
    "image/svg+xml",
)
# What is of one request only, and not of a document that others get as well.
PER_REQUEST = (
    "X-Request-ID",
    "RateLimit",
    "RateLimit-Limit",
    "RateLimit-Policy",
    "RateLimit-Remaining",
    "RateLimit-Reset",
)
# As long do others wait for one who asks for a document; a service that takes longer is asked by all of them. nginx
# looks only once within half a second, at the end of it: whoever waits at all, waits so long.
CROWD_PATIENCE = "25ms"
# Under systemd stdout is a socket, which nginx cannot open by its name.
JOURNAL = "syslog:server=unix:/run/systemd/journal/dev-log,nohostname,tag=gateway"
Address = Callable[[ManifestService], str]


@dataclass(frozen=True)
class Location:
    """One rule of the gateway; `exact` matches the path alone, else everything below it as well.

    A `document` is public, and nginx may keep it for a moment.
    """

    path: str
    target: str
    service: str
    exact: bool
    rewritten: bool
    document: bool = False


def files(manifest: Manifest) -> Mapping[str, str]:
    """nginx and Caddy, for a host and for compose each."""
    port = manifest.find(GATEWAY).port
    on_host = nginx_text(
        manifest, f"127.0.0.1:{port}", loopback, included="/etc/colmeia/gateway*.conf", access_log=JOURNAL
    )
    in_container = nginx_text(manifest, str(port), by_name, pid_file="/tmp/nginx.pid", buffers="/tmp/")
    return {
        "deploy/nginx/nginx.conf": on_host,
        "deploy/nginx/container.conf": in_container,
        "deploy/caddy/Caddyfile": caddy_text(manifest, loopback),
        "deploy/caddy/container.Caddyfile": caddy_text(manifest, by_name),
    }


def nginx_text(
    manifest: Manifest,
    listen: str,
    address: Address,
    *,
    pid_file: str = "/run/colmeia-gateway.pid",
    buffers: str = "/var/lib/nginx/colmeia-",
    included: str = "",
    error_log: str = "stderr",
    access_log: str = "/dev/stdout",
    crowd_patience: str = CROWD_PATIENCE,
) -> str:
    """A whole nginx configuration; `buffers` begins the names of folders of its own, `included` names files for TLS."""
    return render(
        "nginx.conf.j2",
        listen=listen,
        pid_file=pid_file,
        buffers=buffers,
        included=included,
        compressed=list(COMPRESSED),
        error_log=error_log,
        access_log=access_log,
        idle_seconds=IDLE_SECONDS,
        max_body=MAX_BODY,
        connections_per_client=CONNECTIONS_PER_CLIENT,
        crowd_patience=crowd_patience,
        per_request=list(PER_REQUEST),
        addresses=addresses(manifest, address),
        locations=longest_first([*rules(manifest), *documents(manifest)]),
    )


def caddy_text(manifest: Manifest, address: Address) -> str:
    """A whole Caddyfile."""
    return render(
        "Caddyfile.j2",
        locations=locations(manifest),
        addresses=addresses(manifest, address),
        port=manifest.find(GATEWAY).port,
        compressed=list(COMPRESSED),
    )


def loopback(service: ManifestService) -> str:
    """Where a service listens on its host."""
    return f"127.0.0.1:{service.port}"


def by_name(service: ManifestService) -> str:
    """Where a service listens in a network of containers."""
    return f"{service.id}:{service.port}"


def addresses(manifest: Manifest, address: Address) -> Mapping[str, str]:
    """Service id → host:port, for the services that have routes."""
    return {service.id: address(service) for service in routed(manifest)}


def routed(manifest: Manifest) -> list[ManifestService]:
    """Built services the public address leads to."""
    return [service for service in manifest.services if service.built and service.gateway]


def locations(manifest: Manifest) -> list[Location]:
    """Every rule, longest path first, so that the order also serves programs that take the first match."""
    return longest_first(rules(manifest))


def longest_first(found: Iterable[Location]) -> list[Location]:
    """Rules in an order in which the first match is the right one."""
    return sorted(found, key=lambda rule: (-len(rule.path), rule.path))


def rules(manifest: Manifest) -> list[Location]:
    """The rules of all prefixes."""
    return [rule for service in routed(manifest) for route in service.gateway for rule in _rules(service, route)]


def documents(manifest: Manifest) -> list[Location]:
    """The rules of public documents, which lead where the prefix around them does."""
    return [
        Location(path, path, service.id, exact=not path.endswith("/"), rewritten=False, document=True)
        for service in routed(manifest)
        for path in service.documents
    ]


def _rules(service: ManifestService, route: GatewayRoute) -> list[Location]:
    rewritten = route.prefix != route.to
    if route.prefix == "/":
        return [Location("/", "/", service.id, exact=False, rewritten=False)]
    exact = Location(route.prefix, route.to, service.id, exact=True, rewritten=rewritten)
    if "." in route.prefix.rsplit("/", 1)[-1]:
        return [exact]
    below = Location(route.prefix + "/", route.to.rstrip("/") + "/", service.id, exact=False, rewritten=rewritten)
    return [exact, below]
