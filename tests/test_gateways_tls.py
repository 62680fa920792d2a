"""nginx and Caddy with a certificate, as docs/operations.md sets them up: TLS, HTTP/2, and the same rules."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from built_services import MANIFEST, ROOT
from test_gateways import stand_ins

from suite_ops.database.throwaway import free_port
from suite_ops.generate.gateway import caddy_text, nginx_text
from suite_ops.processes.patience import wait_until
from suite_testing.mail_servers import Certificate
from suite_testing.tools import require_tool

__all__ = ["stand_ins"]
PRINTED = re.compile(r"^ +printf '(.*)' \"\$DOMAIN\" >>? /etc/colmeia/gateway-tls\.conf$", re.M)


@dataclass(frozen=True)
class SecureGateway:
    """One that runs: its address and the authority that signed its certificate."""

    url: str
    authority: Path

    def ask(self, path: str, *options: str) -> tuple[str, str]:
        """Version of HTTP and status, then the body; TLS is verified against the authority alone."""
        told = ["--write-out", "\n%{http_version} %{http_code}", "--max-time", "30"]
        command = ["curl", "--silent", "--show-error", "--cacert", str(self.authority), *told, *options]
        done = subprocess.run([*command, self.url + path], capture_output=True, text=True, check=False)
        body, _, said = done.stdout.rpartition("\n")
        return (said, body) if done.returncode == 0 else ("", done.stderr)


@contextmanager
def running(command: list[str], gateway: SecureGateway, **variables: str) -> Iterator[SecureGateway]:
    process = subprocess.Popen(command, env={**os.environ, **variables}, stderr=subprocess.DEVNULL)
    try:
        assert wait_until(lambda: gateway.ask("/gateway/healthz")[0].endswith(" 200"), 60, pause=0.2)
        yield gateway
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def lines_of_the_documentation(port: int, domain: str, certificate: Certificate) -> str:
    """What operations.md writes into gateway-tls.conf, on another port and with the certificate of a test."""
    printed = PRINTED.findall((ROOT / "docs" / "operations.md").read_text(encoding="utf-8"))
    assert len(printed) == 3
    text = "".join(line.replace("\\n", "\n").replace("%s", domain) for line in printed)
    folder = f"/etc/letsencrypt/live/{domain}"
    text = re.sub(r"listen \[::\]:443 [^;]*;", "", text).replace("listen 443 ", f"listen 127.0.0.1:{port} ")
    text = text.replace(f"{folder}/fullchain.pem", str(certificate.authority))
    return text.replace(f"{folder}/privkey.pem", str(certificate.authority.with_name("key.pem")))


@pytest.fixture(scope="module")
def nginx(stand_ins: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureGateway]:
    program, folder, port = require_tool("nginx"), tmp_path_factory.mktemp("nginx-tls"), free_port()
    folder.chmod(0o755)
    certificate = Certificate(folder)
    (folder / "gateway-tls.conf").write_text(lines_of_the_documentation(port, "127.0.0.1", certificate))
    text = nginx_text(
        MANIFEST,
        f"127.0.0.1:{free_port()}",
        stand_ins,  # type: ignore[arg-type]
        pid_file=f"{folder}/pid",
        buffers=f"{folder}/",
        included=f"{folder}/gateway*.conf",
    )
    (folder / "nginx.conf").write_text(text)
    user = " user root;" if os.geteuid() == 0 else ""
    command = [str(program), "-c", f"{folder}/nginx.conf", "-e", "stderr", "-g", f"daemon off;{user}"]
    with running(command, SecureGateway(f"https://127.0.0.1:{port}", certificate.authority)) as started:
        yield started


@pytest.fixture(scope="module")
def caddy(stand_ins: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureGateway]:
    """With an authority of its own, which signs for localhost what a public one signs for a domain."""
    program, folder, port = require_tool("caddy"), tmp_path_factory.mktemp("caddy-tls"), free_port()
    text = caddy_text(MANIFEST, stand_ins)  # type: ignore[arg-type]
    alone = "{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects"
    (folder / "Caddyfile").write_text(text.replace("{\n\tadmin off", alone, 1))
    command = [str(program), "run", "--adapter", "caddyfile", "--config", f"{folder}/Caddyfile"]
    authority = folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    url = f"https://localhost:{port}"
    home = str(folder)
    with running(command, SecureGateway(url, authority), COLMEIA_SITE=url, HOME=home, XDG_DATA_HOME=home) as started:
        yield started


@pytest.fixture(params=["nginx", "caddy"])
def gateway(request: pytest.FixtureRequest) -> SecureGateway:
    found: SecureGateway = request.getfixturevalue(request.param)
    return found


def test_http_2_is_spoken_over_tls(gateway: SecureGateway) -> None:
    said, body = gateway.ask("/api/workspace/items", "--http2")
    assert said == "2 200", body
    assert json.loads(body)["service"] == "workspace-api"


def test_http_1_is_answered_over_tls_too(gateway: SecureGateway) -> None:
    assert gateway.ask("/api/blog/health", "--http1.1")[0] == "1.1 200"


def test_a_client_that_speaks_an_old_tls_is_refused(gateway: SecureGateway) -> None:
    said, error = gateway.ask("/gateway/healthz", "--tls-max", "1.1")
    assert (said, bool(error)) == ("", True)


def test_compressed_over_http_2(gateway: SecureGateway) -> None:
    said, body = gateway.ask("/api/docs/x", "--http2", "--compressed")
    assert said == "2 200"
    assert json.loads(body)["service"] == "documentation-api"
