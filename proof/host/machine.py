"""A machine of its own: a Debian root under systemd-nspawn, in a network namespace whose only way out is a proxy."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from proof.lacking import MachineLacks
from suite_ops.database.throwaway import free_port
from suite_ops.processes.patience import wait_until

SUITE = "bookworm"
ROOTS = Path("/var/tmp/colmeia-host")
ADDRESSES = ("10.213.7.1", "10.213.7.2")
PATIENCE_SECONDS = 180
# How systemd-nspawn asks whoever keeps its unit to start it anew (systemd-nspawn@.service: RestartForceExitStatus).
_WANTS_A_REBOOT = 133
# What a machine of this place needs to reach registries, and a server of its own has or does not need.
_TRUST = Path("/etc/ssl/certs/ca-certificates.crt")
_NEEDED = {
    "systemd-nspawn": "systemd-container",
    "debootstrap": "debootstrap",
    "tinyproxy": "tinyproxy",
    "ip": "iproute2",
}


@dataclass
class Machine:
    """One that runs: `leader` is its first process as seen from here."""

    root: Path
    variables: Mapping[str, str]
    switch_on: Callable[[], subprocess.Popen[bytes]]

    def __post_init__(self) -> None:
        self.nspawn = self.switch_on()

    @property
    def leader(self) -> int | None:
        """The systemd of the machine; another one after a reboot."""
        with suppress(psutil.Error):
            children = psutil.Process(self.nspawn.pid).children(recursive=True)
            return next((child.pid for child in children if child.name() == "systemd"), None)
        return None

    def run(self, script: str, timeout: float = 900) -> subprocess.CompletedProcess[str]:
        """What a root shell of the machine makes of a script; output and errors together."""
        command = ["nsenter", "--target", str(self.leader), "--all", "--", "bash", "-c", script]
        environment = {"HOME": "/root", "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
        return subprocess.run(
            command,
            env={**environment, **self.variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
            check=False,
        )

    def is_up(self) -> bool:
        """Whether systemd has started what it starts at boot."""
        if self.leader is None:
            return False
        return self.run("systemctl is-system-running", 30).stdout.strip() in ("running", "degraded")

    def reboot(self) -> None:
        """As its administrator would; returns when it is up again."""
        self.run("systemctl reboot")
        if not wait_until(lambda: self.nspawn.poll() is not None, PATIENCE_SECONDS, pause=1):
            raise MachineLacks("the machine does not shut down for a reboot")
        if self.nspawn.returncode != _WANTS_A_REBOOT:
            raise MachineLacks(f"the machine ends with {self.nspawn.returncode} instead of a reboot")
        self.nspawn = self.switch_on()
        if not wait_until(self.is_up, PATIENCE_SECONDS, pause=1):
            raise MachineLacks("the machine does not come back from a reboot")


@contextmanager
def running_machine(shared: Path) -> Iterator[Machine]:
    """A fresh machine that sees `shared` as /srv/colmeia.git; gone after the block. Raises MachineLacks."""
    _require()
    with ExitStack() as stack:
        root = stack.enter_context(trusted_root(ROOTS))
        namespace = stack.enter_context(_network())
        port = stack.enter_context(_proxy(root.parent))
        proxy = f"http://{ADDRESSES[0]}:{port}"
        (root / "etc" / "apt" / "apt.conf.d" / "90proxy").write_text(f'Acquire::http::Proxy "{proxy}";\n')
        variables = {
            "https_proxy": proxy,
            "http_proxy": proxy,
            "no_proxy": "localhost,127.0.0.1,.local",
            # uv trusts a list of its own otherwise.
            "SSL_CERT_FILE": str(_TRUST),
        }
        log = stack.enter_context((root.parent / "boot.log").open("ab"))
        command = [
            *("systemd-nspawn", "--quiet", "--boot", "--register=no", "--keep-unit", "--machine=colmeia-proof"),
            *(f"--directory={root}", f"--network-namespace-path=/run/netns/{namespace}"),
            *(f"--bind-ro={shared}:/srv/colmeia.git", "--resolv-conf=off"),
        ]

        def switch_on() -> subprocess.Popen[bytes]:
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

        machine = Machine(root, variables, switch_on)
        stack.callback(_power_off, machine)
        if not wait_until(lambda: machine.nspawn.poll() is not None or machine.is_up(), PATIENCE_SECONDS, pause=1):
            raise MachineLacks("the machine does not boot")
        if machine.nspawn.poll() is not None:
            words = (root.parent / "boot.log").read_text(errors="replace").strip().splitlines() or ["?"]
            raise MachineLacks(f"systemd-nspawn ends: {words[-1]}")
        yield machine


def _require() -> None:
    if os.geteuid() != 0:
        raise MachineLacks("booting a machine needs root")
    search = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    missing = [package for program, package in _NEEDED.items() if not shutil.which(program, path=search)]
    if missing:
        raise MachineLacks(f"not installed: {', '.join(missing)} (apt-get install)")


def _base_root() -> Path:
    """A minimal Debian, made once."""
    base = ROOTS / "base"
    if not (base / "usr" / "bin" / "systemctl").exists():
        shutil.rmtree(base, ignore_errors=True)
        base.parent.mkdir(parents=True, exist_ok=True)
        command = ["debootstrap", "--variant=minbase", "--include=systemd,systemd-sysv,dbus,ca-certificates,iproute2"]
        done = subprocess.run([*command, SUITE, str(base)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise MachineLacks(f"debootstrap fails: {(done.stdout.strip().splitlines() or ['?'])[-1]}")
    return base


@contextmanager
def trusted_root(folder: Path) -> Iterator[Path]:
    """A copy of the minimal Debian below a folder, trusting whom this machine trusts; gone after the block."""
    root = folder / f"run-{os.getpid()}" / "root"
    root.parent.mkdir(parents=True)
    try:
        subprocess.run(["cp", "-a", "--reflink=auto", str(_base_root()), str(root)], check=True)
        shutil.copy(_TRUST, root / "etc" / "ssl" / "certs" / "ca-certificates.crt")
        for certificate in Path("/usr/local/share/ca-certificates").glob("*.crt"):
            shutil.copy(certificate, root / "usr" / "local" / "share" / "ca-certificates" / certificate.name)
        yield root
    finally:
        shutil.rmtree(root.parent, ignore_errors=True)


@contextmanager
def _network() -> Iterator[str]:
    name = f"colmeia-{os.getpid()}"
    outer, inner = f"ch{os.getpid() % 100_000}", "host0"
    _ip("netns", "add", name)
    try:
        _ip("link", "add", outer, "type", "veth", "peer", "name", inner, "netns", name)
        _ip("address", "add", f"{ADDRESSES[0]}/30", "dev", outer)
        _ip("link", "set", outer, "up")
        for words in (
            f"address add {ADDRESSES[1]}/30 dev {inner}",
            f"link set {inner} up",
            "link set lo up",
            f"route add default via {ADDRESSES[0]}",
        ):
            _ip("-n", name, *words.split())
        yield name
    finally:
        subprocess.run(["ip", "netns", "delete", name], check=False, capture_output=True)


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise MachineLacks(f"ip {' '.join(words)}: {done.stderr.strip()}")


@contextmanager
def _proxy(folder: Path) -> Iterator[int]:
    """The way to registries, for this machine alone."""
    port = free_port()
    path = folder / "tinyproxy.conf"
    path.write_text(
        f"Port {port}\nListen {ADDRESSES[0]}\nAllow {ADDRESSES[1]}\nTimeout 600\nMaxClients 100\nLogLevel Warning\n"
        f'LogFile "{folder}/proxy.log"\nConnectPort 443\n'
    )
    process = subprocess.Popen(["tinyproxy", "-d", "-c", str(path)], stdout=subprocess.DEVNULL)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _power_off(machine: Machine) -> None:
    if machine.nspawn.poll() is None:
        machine.nspawn.send_signal(signal.SIGTERM)
        try:
            machine.nspawn.wait(60)
        except subprocess.TimeoutExpired:
            machine.nspawn.kill()
            machine.nspawn.wait(10)
