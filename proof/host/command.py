"""`proof.sh host`: a bare Debian 12 follows "From an empty server to TLS" literally, is rebooted and deployed to."""

import argparse
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from proof.assurance import machine as measured
from proof.assurance import put_table
from proof.host.container import container_steps
from proof.host.machine import Machine, running_machine
from proof.lacking import MachineLacks
from suite.environment import find_root
from suite_ops.processes.patience import wait_until
from suite_ops.terminal import fail, inform, succeed
from suite_testing.printed_commands import PrintedBlock, blocks

DOMAIN = "films.colmeia.local"
SECTION = "From an empty server to TLS"
# The other gateway; tests run it on its own (tests/test_gateways_tls.py).
OTHER_WAY = "certbot"
# What is done whenever there is another version.
LATER = "export REVISION=origin/main"
READS = (
    "/main-sentiments",
    "/api/blog/posts",
    "/api/docs/healthz",
    "/api/firecrawl/health",
    "/gateway/healthz",
)
# Caddy has an authority of its own for names like this one; the machine trusts it as soon as it is there.
TRUST = """
(for _ in $(seq 600); do
  found=$(ls /var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt 2>/dev/null) && break
  sleep 0.5
done
cp "$found" /usr/local/share/ca-certificates/caddy.crt && update-ca-certificates >/dev/null) &
"""
ACTIVE = (
    "systemctl list-units --all --no-legend --plain 'colmeia*' |"
    ' awk \'$4 == "failed" || ($1 ~ /-(api|proxy|worker)\\.service$/ && $3 != "active") {print $1, $3, $4}\''
)
REMEMBERED = "/root/remembered"
Step = tuple[str, Callable[[Machine], str]]


def main(arguments: list[str]) -> int:
    """Exit status 0 when all held, or no machine can be booted here, which is told in one line."""
    parser = argparse.ArgumentParser(prog="proof.sh host", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put what came of it into docs/assurance.md")
    parser.add_argument("--container", action="store_true", help="follow .devcontainer instead")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="colmeia-repository-", dir="/var/tmp") as folder:
        repository = Path(folder) / "colmeia.git"
        subprocess.run(["git", "clone", "-q", "--bare", str(find_root()), str(repository)], check=True)
        try:
            with running_machine(repository) as host:
                steps = container() if options.container else [*printed_steps(), *CHECKS]
                return _judge(follow(host, steps), write=options.write and not options.container)
        except MachineLacks as lacking:
            inform(f"not tried here: {lacking}")
            return 0


def follow(host: Machine, steps: Sequence[Step]) -> list[tuple[str, str]]:
    """Every step with what is wrong with it, empty when nothing is; the first that fails is the last."""
    came = []
    # The domain points to the server.
    host.run(f"echo 127.0.0.1 localhost {DOMAIN} > /etc/hosts")
    for name, act in steps:
        problem = act(host)
        came.append((name, problem))
        if problem:
            fail(f"{name}: {problem}")
            break
        succeed(name)
    return came


def container() -> list[Step]:
    """The commands of the development container, and whether every port answers afterwards."""

    def running(script: str) -> Callable[[Machine], str]:
        return lambda host: said(host, script)

    return [(name, running(script)) for name, script in container_steps()]


def printed_steps() -> list[Step]:
    """The blocks of the section, in order, typed into one shell's worth of state."""
    found = [block for block in _printed() if OTHER_WAY not in block.text and LATER not in block.text]
    return [(f"lines {block.line} to {block.line + len(block.lines) - 1}", _typing(block)) for block in found]


def _printed() -> list[PrintedBlock]:
    page = find_root() / "docs" / "operations.md"
    return [block for block in blocks(page) if block.section == SECTION]


def _typing(block: PrintedBlock) -> Callable[[Machine], str]:
    def act(host: Machine) -> str:
        text = block.text
        if text.startswith("export DOMAIN="):
            text = f"export DOMAIN={DOMAIN} REPOSITORY=/srv/colmeia.git\n" + text.partition("\n")[2]
        if "systemctl restart caddy" in text:
            text = TRUST + text
        return said(host, text)

    return act


def said(host: Machine, text: str, timeout: float = 900) -> str:
    """What a failing shell said last. Folder and exported variables go from one to the next, as in a session."""
    script = f"""
touch {REMEMBERED}; . {REMEMBERED}; set -e
{text}
set +e
{{ echo "cd '$PWD'"; export -p | grep -E ' (DOMAIN|REPOSITORY|ADMIN_PASSWORD)=' || true; }} > {REMEMBERED}
"""
    done = host.run(script, timeout)
    return "" if done.returncode == 0 else f"status {done.returncode}: {' / '.join(done.stdout.splitlines()[-6:])}"


def all_units_are_active(host: Machine) -> str:
    """Services, sockets, timers and the log archive."""
    wait_until(lambda: not host.run(ACTIVE).stdout.strip(), 60, pause=2)
    return host.run(ACTIVE).stdout.strip().replace("\n", "; ")


def everything_answers_over_tls(host: Machine) -> str:
    """A read of each service, by the name and the certificate of the gateway."""
    asking = " && ".join(f"curl -fsS --retry 10 --retry-all-errors https://{DOMAIN}{path} >/dev/null" for path in READS)
    return said(host, asking)


def timers_fire(host: Machine) -> str:
    """Each timer's work once, by its unit; the health timer by itself."""
    timers = "$(ls /etc/systemd/system/colmeia-*.timer)"
    works = f"for unit in {timers}; do systemctl start $(basename ${{unit%.timer}}).service; done"
    fired = "systemctl show colmeia-health.timer -p LastTriggerUSec --value | grep -q ."
    return said(host, works) or (
        "" if wait_until(lambda: not said(host, fired), 150, pause=5) else "health never fired"
    )


def a_backup_comes_back(host: Machine) -> str:
    """The newest dump, into a database beside the one in use."""
    restore = (
        "cd /opt/colmeia && sudo -u colmeia scripts/restore.sh $(ls -t var/backups/*.dump* | grep -v json | head -1)"
    )
    return said(host, f"{restore} --into proof_restored --yes")


def all_is_there_after_a_reboot(host: Machine) -> str:
    """Without anybody's doing."""
    host.reboot()
    return all_units_are_active(host) or everything_answers_over_tls(host)


def a_deployment_and_its_way_back_fail_no_read(host: Machine) -> str:
    """To the version before and back as printed, while reads go on."""
    [block] = [block for block in _printed() if LATER in block.text]
    there, back = (block.text.replace(LATER, f"export REVISION={name}") for name in ("HEAD~1", "@{-1}"))
    return said(
        host,
        f"""cd /opt/colmeia
trap 'touch /tmp/stop' EXIT
(for _ in $(seq 10000); do
  [ -e /tmp/stop ] && exit 0
  curl -fsS --max-time 60 -o /dev/null https://{DOMAIN}/api/blog/posts || echo failed >> /tmp/failed
  echo >> /tmp/asked
  sleep 0.4  # one caller may ask 300 times a minute
done) &
{there}
sleep 20
{back}
sleep 20
touch /tmp/stop; wait
echo "$(wc -l < /tmp/asked) reads, $(cat /tmp/failed 2>/dev/null | wc -l) failed"
! [ -e /tmp/failed ]""",
    )


CHECKS: list[Step] = [
    ("all units are active", all_units_are_active),
    ("every service answers over TLS", everything_answers_over_tls),
    ("timers fire and their work ends well", timers_fire),
    ("a backup comes back", a_backup_comes_back),
    ("all is there after a reboot", all_is_there_after_a_reboot),
    ("a deployment and its way back fail no read", a_deployment_and_its_way_back_fail_no_read),
]


def _judge(came: list[tuple[str, str]], *, write: bool) -> int:
    shown = "\n".join(f"- {name}: {problem or 'held'}" for name, problem in came)
    print(shown)
    if write:
        put_table("host", f"{measured()}\n\n{shown}")
    return 1 if any(problem for _, problem in came) else 0
