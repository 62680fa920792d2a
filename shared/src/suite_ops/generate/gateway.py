"""One address for all services: nginx on a host, nginx in a container, Caddy."""

from collections.abc import Callable, Mapping
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
# Under systemd stdout is a socket, which nginx cannot open by its name.
JOURNAL = "syslog:server=unix:/run/systemd/journal/dev-log,nohostname,tag=gateway"
Address = Callable[[ManifestService], str]


@dataclass(frozen=True)
class Location:
    """One rule of the gateway; `exact` matches the path alone, else everything below it as well."""

    path: str
    target: str
    service: str
    exact: bool
    rewritten: bool


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
        addresses=addresses(manifest, address),
        locations=locations(manifest),
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
    found = [rule for service in routed(manifest) for route in service.gateway for rule in _rules(service, route)]
    return sorted(found, key=lambda rule: (-len(rule.path), rule.path))


def _rules(service: ManifestService, route: GatewayRoute) -> list[Location]:
    rewritten = route.prefix != route.to
    if route.prefix == "/":
        return [Location("/", "/", service.id, exact=False, rewritten=False)]
    exact = Location(route.prefix, route.to, service.id, exact=True, rewritten=rewritten)
    if "." in route.prefix.rsplit("/", 1)[-1]:
        return [exact]
    below = Location(route.prefix + "/", route.to.rstrip("/") + "/", service.id, exact=False, rewritten=rewritten)
    return [exact, below]
