"""One page in a Chromium of its own: started for it, bounded in time, thrown away with its profile.

It has no way out but our proxy, which judges each address as the embedded engine does: no DNS of its own, no UDP, no
files. What it made of the page comes back as the markup it shows in the end.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic

from scrape_proxy.errors import BrowserBusy, BrowserFailed, TargetTimedOut

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MAX_MARKUP = 10_485_760
SCRIPT_MS = 5_000
POLL_SECONDS = 0.05
HEAP_MB = 256
FLAGS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--disable-sync",
    "--disable-quic",
    "--disable-file-system",
    "--disable-dev-shm-usage",
    "--dns-prefetch-disable",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pings",
    "--mute-audio",
    "--hide-scrollbars",
    "--metrics-recording-only",
    "--password-store=basic",
    "--use-mock-keychain",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    # Loopback too goes through the proxy, and no name is ever looked up.
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--renderer-process-limit=2",
    f"--js-flags=--max-old-space-size={HEAP_MB}",
)


def find_chromium(named: str | None) -> str | None:
    """The program: the one the operator names, else one on PATH."""
    candidates = (named,) if named else NAMES
    return next((found for name in candidates if (found := shutil.which(name))), None)


def read_dom(program: str, proxy: str, url: str, seconds: float, wait_ms: int, left: Callable[[], bool]) -> bytes:
    """The markup of a page after its scripts ran; `wait_ms` more of virtual time for those that wait themselves.

    Raises TargetTimedOut and BrowserFailed; ends the browser when `left` says that nobody waits.
    """
    with tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as folder:
        output = Path(folder, "dom")
        command = [program, *FLAGS, *sandbox_flags(), f"--proxy-server={proxy}", f"--user-data-dir={folder}/profile"]
        command += [f"--virtual-time-budget={SCRIPT_MS + wait_ms}", "--dump-dom", url]
        with output.open("wb") as stream:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.DEVNULL,
                env={"PATH": os.environ.get("PATH", ""), "HOME": folder, "TMPDIR": folder},
                start_new_session=True,
            )
        try:
            await_end(process, output, monotonic() + seconds, left)
        finally:
            end_group(process)
        markup = output.read_bytes()
    if process.returncode != 0 or not markup.strip():
        raise BrowserFailed()
    return markup


def await_end(process: "subprocess.Popen[bytes]", output: Path, end: float, left: Callable[[], bool]) -> None:
    """Wait until the browser has written the page."""
    while True:
        with suppress(subprocess.TimeoutExpired):
            process.wait(POLL_SECONDS)
            return
        if left():
            raise BrowserBusy()
        if monotonic() >= end:
            raise TargetTimedOut()
        if output.stat().st_size > MAX_MARKUP:
            raise BrowserFailed()


def end_group(process: "subprocess.Popen[bytes]") -> None:
    """End the browser with all its processes."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def sandbox_flags() -> tuple[str, ...]:
    """Chromium refuses its sandbox to root; nobody else goes without it."""
    return ("--no-sandbox",) if os.geteuid() == 0 else ()
