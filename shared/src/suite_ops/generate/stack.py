"""The stack for Swarm: database, Redis, pooler, preparation as a job, replicas of services, backups, gateway."""

from collections.abc import Collection, Mapping

from suite_ops.environment.checks.catalogue import load_catalogue
from suite_ops.generate import compose
from suite_ops.generate.compose import BACKUP_PLACE, BACKUPS, NETWORK, OPS, Mapped
from suite_ops.generate.gateway import GATEWAY
from suite_ops.generate.systemd import MEMORY_MAX
from suite_ops.generate.text import render, to_yaml
from suite_ops.manifest import Manifest
from suite_ops.processes.launch import WORKER_SUFFIX

SECRETS_FOLDER = "/run/secrets"
SUPERPASS = "FRONTEND_APPS_DB_SUPERPASS"
POOLER_USERS = "pgbouncer_users"
# What a stack refuses or passes over in silence.
_UNKNOWN = (
    *("build", "depends_on", "develop", "init", "mem_limit", "pids_limit", "ports", "profiles", "restart"),
    *("security_opt", "tmpfs"),
)
_ON_THE_MANAGER = {"constraints": ["node.role == manager"]}
# The image asks whether its service is ready; what serves nobody would be ended as unhealthy.
NO_HEALTH = {"healthcheck": {"disable": True}}
RESOURCES = {"limits": {"memory": MEMORY_MAX, "pids": 512}}


def files(manifest: Manifest) -> Mapping[str, str]:
    """Path → text of the stack and of what it mounts."""
    return {
        "compose/stack.yaml": to_yaml(stack(manifest, compose.variables_of(manifest))),
        "compose/pgbouncer.ini": render("pgbouncer.ini.j2"),
        "compose/replication.sh": render("replication.sh.j2"),
    }


def stack(manifest: Manifest, variables: Mapping[str, list[str]]) -> Mapped:
    """stack.yaml for `docker stack deploy`; a service waits on /readyz until the job has migrated."""
    services: Mapped = {"postgres": _postgres(), "redis": _redis(), "pgbouncer": _pooler()}
    secret = secret_variables(manifest)
    prepare = compose.container(["prepare"], variables[OPS], {}) | NO_HEALTH
    services["prepare"] = _in_stack(prepare, _job(), secret)
    for service in manifest.built():
        if not service.module:
            continue
        replicas = _replicas(max(2, service.replicas))
        services[service.id] = _in_stack(compose.api(service, variables), replicas, secret)
        if service.worker:
            worker = compose.worker(service, variables)
            services[service.id + WORKER_SUFFIX] = _in_stack(worker, _replicas(1), secret)
    for name, command in BACKUPS.items():
        backup = compose.container(command, variables[OPS], BACKUP_PLACE) | NO_HEALTH
        services[name] = _in_stack(backup, {**_one_on_the_manager(), "resources": RESOURCES}, secret)
        services[name]["volumes"].append(f"backups:{BACKUP_PLACE['BACKUP_DIR']}")
    services[GATEWAY] = _gateway(manifest)
    used = sorted({name for service in services.values() for name in service.get("secrets", ())})
    return {
        "version": "3.9",
        "services": services,
        "secrets": {name: {"file": f"../var/secrets/{name}"} for name in used},
        "configs": {
            "gateway": {"file": "../deploy/nginx/container.conf"},
            "pgbouncer": {"file": "./pgbouncer.ini"},
            "replication": {"file": "./replication.sh"},
        },
        "networks": {NETWORK: {"driver": "overlay"}},
        "volumes": {"postgres": {}, "backups": {}},
    }


def secret_variables(manifest: Manifest) -> frozenset[str]:
    """Variables nobody may read in the description of a container: their values are files of the swarm."""
    readings = load_catalogue(manifest).readings()
    return frozenset().union(*(reading.names for reading in readings if reading.declared.secret))


def _in_stack(container: Mapped, deployment: Mapped, secret: Collection[str]) -> Mapped:
    """A container in the words of a stack; its secrets are files and not variables."""
    options = {name: value for name, value in container.items() if name not in _UNKNOWN}
    secrets = [name for name in container["environment"] if name in secret]
    plain = [name for name in container["environment"] if name not in secret]
    return options | {
        "environment": [f"SUITE_SECRETS_DIR={SECRETS_FOLDER}", *plain],
        "secrets": secrets,
        "volumes": _in_memory(*(mount.partition(":")[0] for mount in container["tmpfs"])),
        "deploy": deployment,
    }


def _in_memory(*paths: str) -> list[Mapped | str]:
    """Folders to write to in a container that is read only otherwise; a stack has no word for whose they are."""
    return [{"type": "tmpfs", "target": path} for path in paths]


def _replicas(number: int) -> Mapped:
    update = {"parallelism": 1, "delay": "5s", "order": "start-first", "monitor": "20s"}
    return {
        "replicas": number,
        "update_config": {**update, "failure_action": "rollback"},
        "rollback_config": {**update, "failure_action": "pause"},
        "restart_policy": {"condition": "any", "delay": "1s"},
        "placement": {"preferences": [{"spread": "node.id"}]},
        "resources": RESOURCES,
    }


def _job() -> Mapped:
    """Run once with every deployment, and again until it succeeds."""
    policy = {"condition": "on-failure", "delay": "5s", "max_attempts": 20}
    return {"mode": "replicated-job", "restart_policy": policy, "resources": RESOURCES}


def _one_on_the_manager(replicas: int | str = 1) -> Mapped:
    """One, where its volume is: it is never in two places, so the old one ends first."""
    return {
        "replicas": replicas,
        "placement": _ON_THE_MANAGER,
        "update_config": {"order": "stop-first"},
        "restart_policy": {"condition": "any", "delay": "5s"},
    }


def _postgres() -> Mapped:
    """Not for who has one elsewhere: POSTGRES_REPLICAS=0 and COMPOSE_DB_HOST."""
    return {
        "image": "${POSTGRES_IMAGE}",
        "environment": [
            "POSTGRES_USER=frontend_admin",
            f"POSTGRES_PASSWORD_FILE={SECRETS_FOLDER}/{SUPERPASS}",
            "POSTGRES_DB=frontend_apps",
            "POSTGRES_INITDB_ARGS=--data-checksums --auth-host=scram-sha-256",
        ],
        "command": ["postgres", "-c", "wal_level=replica", "-c", "max_wal_senders=8", "-c", "max_connections=300"],
        "secrets": [SUPERPASS],
        "configs": [{"source": "replication", "target": "/docker-entrypoint-initdb.d/replication.sh"}],
        "volumes": ["postgres:/var/lib/postgresql"],
        "networks": [NETWORK],
        "stop_grace_period": "60s",
        "healthcheck": {
            "test": ["CMD-SHELL", "pg_isready -q -h 127.0.0.1 -U frontend_admin -d frontend_apps"],
            "interval": "5s",
            "timeout": "3s",
            "retries": 20,
        },
        "deploy": _one_on_the_manager("${POSTGRES_REPLICAS:-1}"),
    }


def _redis() -> Mapped:
    memory = ["--maxmemory", "256mb", "--maxmemory-policy", "allkeys-lru"]
    return {
        "image": "${REDIS_IMAGE}",
        # An image that is not the official one lets nobody in but its own container otherwise.
        "command": ["redis-server", "--protected-mode", "no", "--save", "", "--appendonly", "no", *memory],
        "networks": [NETWORK],
        "read_only": True,
        "cap_drop": ["ALL"],
        "healthcheck": {"test": ["CMD", "redis-cli", "ping"], "interval": "5s", "timeout": "3s", "retries": 10},
        "deploy": {"replicas": 1, "restart_policy": {"condition": "any", "delay": "1s"}},
    }


def _pooler() -> Mapped:
    """For more connections than PostgreSQL takes: POOLER_REPLICAS=1, COMPOSE_DB_HOST=pgbouncer, DB_PREPARE=false."""
    return {
        "image": "${PGBOUNCER_IMAGE}",
        "entrypoint": ["pgbouncer", "/etc/pgbouncer/colmeia.ini"],
        "configs": [{"source": "pgbouncer", "target": "/etc/pgbouncer/colmeia.ini"}],
        "secrets": [POOLER_USERS],
        "networks": [NETWORK],
        "deploy": {"replicas": "${POOLER_REPLICAS:-0}", "restart_policy": {"condition": "any", "delay": "1s"}},
    }


def _gateway(manifest: Manifest) -> Mapped:
    """On every node, at the port of the host: through the ingress of a swarm all clients have one address."""
    port = manifest.find(GATEWAY).port
    return {
        "image": "${NGINX_IMAGE}",
        "command": ["nginx", "-c", "/etc/nginx/colmeia.conf", "-g", "daemon off;"],
        "configs": [{"source": "gateway", "target": "/etc/nginx/colmeia.conf"}],
        "ports": [{"target": port, "published": port, "protocol": "tcp", "mode": "host"}],
        "networks": [NETWORK],
        "read_only": True,
        "volumes": _in_memory("/tmp"),
        "deploy": {
            "mode": "global",
            "update_config": {"parallelism": 1, "order": "stop-first", "failure_action": "rollback", "monitor": "20s"},
            "restart_policy": {"condition": "any", "delay": "1s"},
        },
    }
