"""start-all, status and stop-all on a small suite of one service, in a folder of its own."""

import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection

import psutil
import pytest

from suite_ops.database.throwaway import reachable_folder, throwaway_cluster
from suite_ops.health import status
from suite_ops.health.diagnosis.processes import inspect_processes
from suite_ops.installation import Installation, load_installation
from suite_ops.processes import start_all, stop_all
from suite_ops.processes.patience import wait_until
from suite_ops.processes.records import read_record
from suite_ops.processes.supervisor import RUNNING, Supervisor
from suite_testing.local_server import LocalServer, QuietHandler
from suite_testing.small_suite import echo_service, enter_suite

SERVICE = """\
import json, os
from http.server import BaseHTTPRequestHandler, HTTPServer

class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        ready = not os.path.exists("not-ready")
        checks = {"database": "ok" if ready else "fail"}
        self.send_response(200 if ready else 503)
        self.end_headers()
        told = {"checks": checks, "root": os.environ["SUITE_ROOT"], "word": os.environ.get("WORD")}
        self.wfile.write(json.dumps(told).encode())

HTTPServer(("127.0.0.1", int(os.environ["ECHO_PORT"])), Answer).serve_forever()
"""
LATER = {"id": "later-api", "type": "backend", "path": "services/later-api", "port": 2, "built": False}


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """A repository with a space in its path, free ports and nothing running; it ends with the test."""
    with reachable_folder("suite start ") as folder:
        root = folder / "50% não é já"
        (root / "services" / "echo-api").mkdir(parents=True)
        (root / "services" / "echo-api" / "serve.py").write_text(SERVICE)
        enter_suite(monkeypatch, root, echo_service("python services/echo-api/serve.py"), LATER)
        try:
            yield load_installation()
        finally:
            stop_all.main(["--force"])


def get_root(here: Installation) -> str:
    return str(answer(here)["root"])


def answer(here: Installation) -> dict[str, str | None]:
    port = here.manifest.services[0].port_in(here.environment)
    assert port is not None
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", "/")
        told: dict[str, str | None] = json.loads(connection.getresponse().read())
        return told


def test_a_later_start_brings_its_own_environment(here: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORD", "first")
    assert start_all.main([]) == 0
    assert answer(here)["word"] == "first"
    assert stop_all.main(["--only", "echo-api"]) == 0
    monkeypatch.setenv("WORD", "second")
    assert start_all.main([]) == 0
    assert answer(here)["word"] == "second"
    assert (here.run_dir / "environment.json").stat().st_mode & 0o777 == 0o600


def test_a_running_service_whose_environment_changed_is_started_again(
    here: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ECHO_WORD", "first")
    assert start_all.main([]) == 0
    first = recorded_pid(here)
    monkeypatch.setenv("ECHO_WORD", "second")
    assert start_all.main([]) == 0
    assert "echo-api is started again: ECHO_WORD changed" in capsys.readouterr().err
    assert recorded_pid(here) != first
    again = recorded_pid(here)
    assert start_all.main([]) == 0
    assert recorded_pid(here) == again


def recorded_pid(here: Installation, name: str = "echo-api") -> int:
    record = read_record(here.log_dir, name)
    assert record is not None
    return record.pid


def leftovers(here: Installation) -> list[str]:
    commands = [" ".join(command(process)) for process in psutil.process_iter()]
    return [text for text in commands if str(here.root) in text]


def command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def test_why_a_start_fails_is_shown_before_it_is_given_up(
    here: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    (here.root / "services" / "echo-api" / "serve.py").write_text("import never_installed\n")
    assert start_all.main([]) == 1
    shown = capsys.readouterr().err
    tried = shown.index("echo-api does not start; it is tried again")
    assert shown.index("No module named 'never_installed'") < tried < shown.index("echo-api on port")
    assert "never_installed" not in shown[tried:]


def test_what_another_clone_runs_is_not_shown_as_ours(here: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    class Other(QuietHandler):
        def do_GET(self) -> None:
            self.reply(200, b"{}")

    with LocalServer(Other) as other:
        os.environ["ECHO_PORT"] = str(other.server_port)
        assert status.main(["--json"]) == 1
        [row] = json.loads(capsys.readouterr().out)["localServices"]
        assert (row["status"], row["pid"], row["latencySeconds"]) == ("down", "", None)
        status.main(["--detailed"])
        assert f"not started here: port {other.server_port} is taken by pid {os.getpid()}" in capsys.readouterr().out


def test_start_status_stop(here: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    assert status.main(["--json"]) == 1
    assert json.loads(capsys.readouterr().out)["localServices"][0]["status"] == "down"

    assert start_all.main([]) == 0
    shown = capsys.readouterr()
    assert "not built yet, skipped: later-api" in shown.err
    assert f"http://localhost:{here.environment['ECHO_PORT']}" in shown.out
    assert get_root(here) == str(here.root)

    assert status.main(["--json"]) == 0
    shown_status = json.loads(capsys.readouterr().out)
    assert shown_status["summary"] == {"allOk": True}
    assert shown_status["databases"][0]["status"] == "up"
    assert shown_status["localServices"][0]["pid"] == str(recorded_pid(here))

    assert stop_all.main([]) == 0
    assert leftovers(here) == []
    assert list(here.run_dir.iterdir()) == []
    assert list(here.log_dir.glob("*.pid")) == []
    assert stop_all.main([]) == 0


def test_a_second_start_leaves_what_runs_alone(here: Installation) -> None:
    assert start_all.main([]) == 0
    secrets = (here.root / ".env.local").read_bytes()
    pids = recorded_pid(here), recorded_pid(here, "postgres")
    assert start_all.main([]) == 0
    assert (recorded_pid(here), recorded_pid(here, "postgres")) == pids
    assert (here.root / ".env.local").read_bytes() == secrets


def test_no_secret_stands_in_the_configuration_or_the_logs(here: Installation) -> None:
    assert start_all.main([]) == 0
    secrets = [line.partition("=")[2] for line in (here.root / ".env.local").read_text().splitlines()]
    for path in (*here.run_dir.glob("*.conf"), *here.log_dir.glob("*.log")):
        assert not [secret for secret in secrets if secret in path.read_text()]


def test_logs_are_closed_to_others_whatever_the_umask(here: Installation) -> None:
    before = os.umask(0)
    try:
        assert start_all.main([]) == 0
    finally:
        os.umask(before)
    logs = list(here.log_dir.glob("*.log"))
    assert logs
    assert not [path for path in logs if path.stat().st_mode & 0o027]


def test_killed_programs_come_back(here: Installation) -> None:
    assert start_all.main([]) == 0
    supervisor = Supervisor(load_installation())
    before = {name: supervisor.pid(name) for name in ("postgres", "echo-api")}
    for pid in before.values():
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: status.main([]) == 0, 60)
    assert recorded_pid(here) not in before.values()
    assert supervisor.pid("postgres") not in before.values()
    assert {finding.level for finding in inspect_processes(load_installation())} == {"ok"}


def test_programs_without_a_supervisor_are_started_again_under_one(
    here: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    assert start_all.main([]) == 0
    guard = psutil.Process(recorded_pid(here, "space-guard"))
    orphans = kill_supervisor(here)
    assert start_all.main([]) == 0
    assert not guard.is_running() or guard.status() == psutil.STATUS_ZOMBIE
    assert f"echo-api runs without its supervisor (pid {orphans[0]})" in capsys.readouterr().err
    assert recorded_pid(here) not in orphans
    assert recorded_pid(here, "postgres") not in orphans
    assert status.main([]) == 0


def test_programs_without_a_supervisor_are_stopped(here: Installation) -> None:
    assert start_all.main([]) == 0
    kill_supervisor(here)
    assert stop_all.main([]) == 0
    assert leftovers(here) == []
    assert list(here.run_dir.iterdir()) == []


def test_what_another_data_folder_hides_is_stopped_by_its_record(here: Installation) -> None:
    assert start_all.main([]) == 0
    server = psutil.Process(recorded_pid(here, "postgres"))
    kill_supervisor(here)
    (here.data_dir / "postmaster.pid").unlink()
    assert stop_all.main([]) == 0
    assert not server.is_running()


def test_what_cannot_be_ended_is_named(
    here: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert start_all.main([]) == 0
    pid = recorded_pid(here)
    with monkeypatch.context() as patched:
        patched.setattr("suite_ops.processes.stop_all.end_process", lambda *_: None)
        patched.setattr("suite_ops.processes.supervisor.Supervisor.begin_stop", lambda *_: None)
        patched.setattr("suite_ops.processes.supervisor.Supervisor.stop", lambda *_, **__: False)
        patched.setattr("suite_ops.processes.supervisor.Supervisor.shut_down", lambda *_: None)
        assert stop_all.main([]) == 1
    assert f"left running: echo-api, pid {pid}" in capsys.readouterr().err
    psutil.Process(pid).kill()


def kill_supervisor(here: Installation) -> tuple[int, int]:
    supervisor = Supervisor(here).process()
    assert supervisor is not None
    supervisor.kill()
    assert wait_until(lambda: not Supervisor(here).answers(), 60)
    return recorded_pid(here), recorded_pid(here, "postgres")


def test_force_restarts_our_own_service_that_is_not_ready(here: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    assert start_all.main([]) == 0
    before = recorded_pid(here)
    (here.root / "not-ready").touch()
    monkeypatch.setattr("suite_ops.processes.service.PATIENCE", 2)
    assert start_all.main(["--force-kill-ports"]) == 1
    assert wait_until(lambda: recorded_pid(here) != before, 60)


def test_a_foreign_listener_is_named_and_stays(
    here: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        monkeypatch.setenv("ECHO_PORT", str(port))
        assert start_all.main(["--force-kill-ports"]) == 1
        shown = capsys.readouterr().err
        assert f"[ERROR] echo-api: port {port} is taken by pid {os.getpid()} (" in shown
        assert "[ERROR] not started: echo-api" in shown
        monkeypatch.setenv("SKIP_START_ON_BUSY", "1")
        assert start_all.main([]) == 0
        assert stop_all.main([]) == 0
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            connection.sendall(b"still there")


def test_a_foreign_listener_on_the_port_of_the_database_is_named(
    here: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        monkeypatch.setenv("FRONTEND_APPS_DB_PORT", str(port))
        assert start_all.main([]) == 1
    assert f"port {port} is taken by pid {os.getpid()} (" in capsys.readouterr().err


def test_a_service_that_is_not_ready_is_named_with_the_failing_dependency(
    here: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert start_all.main([]) == 0
    (here.root / "not-ready").touch()
    monkeypatch.setattr("suite_ops.processes.service.PATIENCE", 2)
    assert start_all.main([]) == 1
    port = here.environment["ECHO_PORT"]
    assert f"[ERROR] echo-api on port {port} is not ready: database: fail" in capsys.readouterr().err


def test_lost_secrets_are_made_again_for_the_data_that_exist(
    here: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    assert start_all.main([]) == 0
    assert stop_all.main([]) == 0
    (here.root / ".env.local").unlink()
    assert start_all.main([]) == 0
    assert "the data were made with another password" in capsys.readouterr().err
    assert status.main([]) == 0


def test_an_external_database_is_used_and_left_running(
    here: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with throwaway_cluster() as cluster:
        monkeypatch.setenv("SUITE_DB_MODE", "external")
        monkeypatch.setenv("FRONTEND_APPS_DB_PORT", str(cluster.port))
        monkeypatch.setenv("FRONTEND_APPS_DB_SUPERPASS", cluster.password)
        assert start_all.main([]) == 0
        assert "database: external" in capsys.readouterr().err
        assert "postgres" not in Supervisor(here).states()
        assert "FRONTEND_APPS_DB_SUPERPASS" not in (here.root / ".env.local").read_text()
        assert status.main([]) == 0
        assert stop_all.main([]) == 0
        assert cluster.ready()
    assert not here.data_dir.exists()


def test_an_unknown_service_is_refused(here: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    assert start_all.main(["--only", "nobody"]) == 1
    assert "[ERROR] Service 'nobody' not found in manifest." in capsys.readouterr().err


def test_only_stops_what_it_names(here: Installation) -> None:
    assert start_all.main([]) == 0
    assert stop_all.main(["--only", "echo-api"]) == 0
    supervisor = Supervisor(here)
    assert supervisor.state("echo-api") == "STOPPED"
    assert supervisor.state("postgres") in RUNNING
    assert start_all.main(["--only", "echo-api"]) == 0
    assert status.main([]) == 0


def give_companion(here: Installation) -> None:
    manifest = json.loads((here.root / "services-manifest.json").read_text())
    manifest["services"][0]["worker"] = "python -c 'import time; time.sleep(600)'"
    (here.root / "services-manifest.json").write_text(json.dumps(manifest))


def test_a_companion_starts_and_stops_with_its_service(here: Installation) -> None:
    give_companion(here)
    assert start_all.main([]) == 0
    assert Supervisor(here).state("echo-api-worker") == "RUNNING"
    assert stop_all.main([]) == 0
    assert leftovers(here) == []


def test_a_service_that_is_not_ready_leaves_no_companion_behind(
    here: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_companion(here)
    monkeypatch.setattr("suite_ops.processes.service.PATIENCE", 1)
    (here.root / "not-ready").touch()
    assert start_all.main([]) == 1
    supervisor = Supervisor(here)
    assert wait_until(lambda: supervisor.state("echo-api-worker") not in RUNNING, 60)


def test_the_gateway_is_asked_to_end_before_the_services_it_leads_to(
    here: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert start_all.main([]) == 0
    asked: list[str] = []
    begin_stop = Supervisor.begin_stop

    def record(supervisor: Supervisor, name: str) -> None:
        asked.append(name)
        begin_stop(supervisor, name)

    monkeypatch.setattr(Supervisor, "begin_stop", record)
    assert stop_all.main([]) == 0
    assert asked.index("gateway") < asked.index("echo-api")


def test_a_page_that_is_being_built_holds_up_no_service(
    here: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class SlowBuild:
        def __init__(self, root: object) -> None:
            assert root == here.root

        def finish(self) -> None:
            assert "the suite is ready" in capsys.readouterr().err
            assert get_root(here) == str(here.root)

    monkeypatch.setattr(start_all, "CONSOLE", "echo-api")
    monkeypatch.setattr(start_all, "PageBuild", SlowBuild)
    assert start_all.main([]) == 0
