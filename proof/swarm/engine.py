"""A Docker of one's own with a swarm of one node, and the images it has no registry for."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from proof.host.machine import trusted_root
from proof.lacking import MachineLacks
from suite_ops.processes.patience import wait_until

# Kept: the packages of the images are fetched once.
FOLDER = Path("/var/tmp/colmeia-swarm")
IMAGES = Path(__file__).with_name("images")
DEBIAN, PYTHON, POSTGRES = "colmeia-proof/debian", "colmeia-proof/python", "colmeia-proof/postgres"
PATIENCE_SECONDS = 60
BUILD_SECONDS = 1200
_TRUST = "/etc/ssl/certs/ca-certificates.crt"


@dataclass(frozen=True)
class Engine:
    """Where its socket is."""

    socket: Path

    @property
    def environment(self) -> Mapping[str, str]:
        """For who calls `docker` as the documents print it."""
        return {**os.environ, "DOCKER_HOST": f"unix://{self.socket}", "DOCKER_BUILDKIT": "0"}

    def docker(self, *words: str, timeout: float = 120) -> str:
        """What a command printed; raises CalledProcessError with what it said."""
        command = ["docker", *words]
        done = subprocess.run(
            command, env=dict(self.environment), capture_output=True, text=True, check=True, timeout=timeout
        )
        return done.stdout

    @property
    def balances(self) -> bool:
        """Whether the kernel has the virtual addresses of Swarm; without, a name has the addresses of all replicas."""
        return Path("/proc/net/ip_vs").exists()


@contextmanager
def running_engine() -> Iterator[Engine]:
    """Docker with an empty swarm; gone after the block, the images stay. Raises MachineLacks."""
    search = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    missing = [name for name in ("dockerd", "docker", "debootstrap") if not shutil.which(name, path=search)]
    if os.geteuid() != 0 or missing:
        raise MachineLacks(f"not installed: {', '.join(missing)}" if missing else "a Docker of one's own needs root")
    FOLDER.mkdir(parents=True, exist_ok=True)
    engine, log = Engine(FOLDER / "docker.sock"), FOLDER / "dockerd.log"
    places = [f"--{name}-root={FOLDER / name}" for name in ("data", "exec")]
    with log.open("wb") as output:
        command = ["dockerd", *places, f"--host=unix://{engine.socket}", f"--pidfile={FOLDER / 'pid'}"]
        daemon = subprocess.Popen(command, env={**os.environ, "PATH": search}, stdout=output, stderr=output)
    try:
        if not wait_until(lambda: daemon.poll() is not None or _answers(engine), PATIENCE_SECONDS, pause=0.5):
            raise MachineLacks("dockerd does not answer")
        if daemon.poll() is not None:
            raise MachineLacks(f"dockerd ends: {log.read_text(errors='replace').strip().splitlines()[-1]}")
        # One that was killed has left its swarm behind.
        _leave_swarm(engine)
        engine.docker("swarm", "init", "--advertise-addr", "127.0.0.1")
        yield engine
    finally:
        if daemon.poll() is None:
            _leave_swarm(engine)
            daemon.terminate()
            daemon.wait(PATIENCE_SECONDS)


def _answers(engine: Engine) -> bool:
    done = subprocess.run(["docker", "version"], env=dict(engine.environment), capture_output=True, check=False)
    return done.returncode == 0


def _leave_swarm(engine: Engine) -> None:
    command = ["docker", "swarm", "leave", "--force"]
    subprocess.run(command, env=dict(engine.environment), capture_output=True, check=False)


def build_images(engine: Engine) -> None:
    """What stands in for the images of registries, from packages of Debian."""
    if not engine.docker("images", "--quiet", DEBIAN).strip():
        _import_debian(engine)
    for target, name in (("debian", PYTHON), ("postgres", POSTGRES)):
        words = ("build", "--quiet", "--network", "host", "--target", target, "-t", name, str(IMAGES))
        engine.docker(*words, timeout=BUILD_SECONDS)


def _import_debian(engine: Engine) -> None:
    with trusted_root(FOLDER) as root:
        archive = subprocess.Popen(["tar", "-C", str(root), "-c", "."], stdout=subprocess.PIPE)
        trust = " ".join(f"{name}={_TRUST}" for name in ("SSL_CERT_FILE", "PIP_CERT", "NODE_EXTRA_CA_CERTS"))
        command = ["docker", "import", "--change", f"ENV {trust}", "-", DEBIAN]
        subprocess.run(
            command, env=dict(engine.environment), stdin=archive.stdout, check=True, stdout=subprocess.DEVNULL
        )
        archive.wait()
