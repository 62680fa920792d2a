"""Two members under Patroni, the etcd they agree in, and the HAProxy that leads to the primary; all on loopback.

HAProxy's file and the settings of Patroni are those that docs/operations.md prints, with the addresses of this run.
"""

import json
import os
import re
import secrets
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import psutil
import yaml

from proof.ha.programs import find_program, install_patroni
from suite.environment import find_root
from suite_ops.database.account import find_account, process_options
from suite_ops.database.binaries import find_binaries, make_reachable
from suite_ops.database.throwaway import free_port, reachable_folder
from suite_ops.processes.patience import wait_until
from suite_ops.processes.termination import kill_all

PAGE = "docs/operations.md"
SECTION = "### A database that survives its machine"
PATIENCE_SECONDS = 120
SUPERUSER = "frontend_admin"


class ClusterFailed(Exception):
    """The cluster does not come up; the text says what is missing."""


@dataclass
class Member:
    """One Patroni with its PostgreSQL; `api` is the port of its REST interface."""

    name: str
    folder: Path
    port: int
    api: int
    process: subprocess.Popen[bytes] | None = None

    def state(self) -> Mapping[str, Any]:
        """What it says of itself; empty when it does not answer."""
        connection = HTTPConnection("127.0.0.1", self.api, timeout=3)
        try:
            connection.request("GET", "/patroni")
            told: Mapping[str, Any] = json.loads(connection.getresponse().read())
            return told
        except (OSError, HTTPException, ValueError):
            return {}
        finally:
            connection.close()

    @property
    def role(self) -> str:
        """`primary`, `replica`, or what it tells while it is neither."""
        told = self.state()
        return str(told.get("role", "")) if told.get("state") == "running" else ""


@dataclass
class Cluster:
    """Members, the port where the primary is found, and how they are run."""

    members: list[Member]
    port: int
    password: str
    command: list[str]
    log: Path

    @property
    def variables(self) -> dict[str, str]:
        """Environment of a suite that uses it."""
        return {
            "SUITE_DB_MODE": "external",
            "FRONTEND_APPS_DB_HOST": "127.0.0.1",
            "FRONTEND_APPS_DB_PORT": str(self.port),
            "FRONTEND_APPS_DB_SUPERUSER": SUPERUSER,
            "FRONTEND_APPS_DB_SUPERPASS": self.password,
        }

    @cached_property
    def options(self) -> dict[str, Any]:
        """As whom PostgreSQL and Patroni run."""
        return process_options(find_account(self.members[0].folder))

    def primary(self) -> Member | None:
        """The member that takes writes now."""
        return next((member for member in self.members if member.role == "primary"), None)

    def is_synchronous(self) -> bool:
        """Whether an acknowledged write is at two members."""
        primary = self.primary()
        replication = primary.state().get("replication", []) if primary else []
        return any(one.get("sync_state") == "sync" for one in replication)

    def start(self, member: Member) -> None:
        """Start Patroni, which starts PostgreSQL."""
        with self.log.open("ab") as output:
            member.process = subprocess.Popen(
                [*self.command, str(member.folder / "patroni.yaml")],
                cwd="/",
                stdout=output,
                stderr=output,
                start_new_session=True,
                env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
                **self.options,
            )

    def kill(self, member: Member) -> None:
        """All of a member at once, as when its machine is lost."""
        processes = [process for process in psutil.process_iter() if _belongs_to(process, member)]
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        kill_all(processes)
        if member.process:
            member.process.wait(10)

    def end(self) -> None:
        """Kill every member."""
        for member in self.members:
            self.kill(member)


def _belongs_to(process: psutil.Process, member: Member) -> bool:
    folder = str(member.folder)
    with suppress(psutil.Error):
        return any(word.startswith(folder) for word in process.cmdline()) or process.cwd().startswith(folder)
    return False


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """etcd, two members of which one is synchronous, HAProxy; gone after the block."""
    etcd, haproxy, command = find_program("etcd", "etcd-server"), find_program("haproxy", "haproxy"), install_patroni()
    with reachable_folder("suite-ha-") as folder, ExitStack() as stack:
        password = secrets.token_urlsafe(24)
        members = [Member(name, folder / name, free_port(), free_port()) for name in ("one", "two")]
        cluster = Cluster(members, free_port(), password, command, folder / "log")
        cluster.log.touch(0o666)
        stack.callback(cluster.end)
        stack.enter_context(_etcd(etcd, folder, client := free_port()))
        for member in members:
            _write_member(member, client, password)
            cluster.start(member)
            if not wait_until(lambda: cluster.primary() is not None, PATIENCE_SECONDS, pause=0.5):
                raise ClusterFailed(_last_words(cluster.log))
        if not wait_until(cluster.is_synchronous, PATIENCE_SECONDS, pause=0.5):
            raise ClusterFailed(_last_words(cluster.log))
        stack.enter_context(_haproxy(haproxy, folder, cluster))
        yield cluster


def _write_member(member: Member, etcd_port: int, password: str) -> None:
    account = find_account(member.folder / "data")
    binaries = make_reachable(find_binaries(), account)
    settings = printed_settings()
    settings |= {"name": member.name, "etcd3": {"hosts": f"127.0.0.1:{etcd_port}"}}
    address = f"127.0.0.1:{member.api}"
    settings["restapi"] = {"listen": address, "connect_address": address}
    postgres = settings["postgresql"]
    postgres |= {"listen": f"127.0.0.1:{member.port}", "connect_address": f"127.0.0.1:{member.port}"}
    postgres |= {"data_dir": str(member.folder / "data"), "bin_dir": str(binaries.folder)}
    postgres["pgpass"] = str(member.folder / "pgpass")
    postgres["parameters"] |= {"unix_socket_directories": "", "shared_buffers": "128MB"}
    for login in postgres["authentication"].values():
        login["password"] = password
    member.folder.mkdir(mode=0o700)
    (member.folder / "patroni.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    if account:
        for path in (member.folder, member.folder / "patroni.yaml"):
            os.chown(path, account.uid, account.gid)


def printed_settings() -> dict[str, Any]:
    """Patroni's settings as docs/operations.md prints them."""
    settings: dict[str, Any] = yaml.safe_load(_printed("yaml"))
    return settings


def _printed(language: str) -> str:
    text = (find_root() / PAGE).read_text(encoding="utf-8").partition(SECTION)[2]
    block = re.search(rf"^ *```{language}\n(.*?)^ *```", text, re.S | re.M)
    if block is None:
        raise ClusterFailed(f"{PAGE} prints no {language} below {SECTION!r}")
    return block[1]


@contextmanager
def _etcd(program: str, folder: Path, client: int) -> Iterator[None]:
    peer = f"http://127.0.0.1:{free_port()}"
    address = f"http://127.0.0.1:{client}"
    command = [program, "--name", "proof", "--data-dir", str(folder / "etcd")]
    command += ["--listen-client-urls", address, "--advertise-client-urls", address]
    command += ["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", f"proof={peer}"]
    with _program(command, folder / "log"):
        yield


@contextmanager
def _haproxy(program: str, folder: Path, cluster: Cluster) -> Iterator[None]:
    text = haproxy_text(cluster.port, [(member.port, member.api) for member in cluster.members])
    path = folder / "haproxy.cfg"
    path.write_text(text, encoding="utf-8")
    with _program([program, "-db", "-f", str(path)], folder / "log"):
        yield


def haproxy_text(port: int, members: list[tuple[int, int]]) -> str:
    """HAProxy's file as docs/operations.md prints it, with these ports of loopback."""
    lines = _printed("haproxy").splitlines()
    kept = [line for line in lines if not line.lstrip().startswith("server ")]
    kept = [re.sub(r"bind \S+", f"bind 127.0.0.1:{port}", line) for line in kept]
    kept += [
        f"    server member{number} 127.0.0.1:{one} check port {api}" for number, (one, api) in enumerate(members, 1)
    ]
    return "\n".join([*kept, ""])


@contextmanager
def _program(command: list[str], log: Path) -> Iterator[None]:
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd="/", stdout=output, stderr=output)
    try:
        yield
    finally:
        process.kill()
        process.wait(10)


def _last_words(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
