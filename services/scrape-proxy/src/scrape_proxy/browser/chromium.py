"""The Chromium that is driven, and the flags that leave it no way out but our proxy.

The proxy judges each address as the embedded engine does: no DNS of the browser's own, no UDP, no files.
"""

import shutil
from importlib.util import find_spec

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
HEAP_MB = 256
FLAGS = (
    "--disable-gpu",
    # Chromium 156 calls its maker for accounts and updates whatever else is switched off: a port that it never dials.
    "--gaia-url=http://127.0.0.1:9/",
    "--component-updater=url-source=http://127.0.0.1:9/",
    "--disable-domain-reliability",
    "--disable-quic",
    "--disable-file-system",
    "--dns-prefetch-disable",
    "--no-pings",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    # No name is ever looked up.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--renderer-process-limit=2",
    f"--js-flags=--max-old-space-size={HEAP_MB}",
)


def has_playwright() -> bool:
    """Whether the extra `browser` is installed."""
    return find_spec("playwright") is not None


def find_chromium(named: str | None) -> str | None:
    """The program: the one the operator names, else one on PATH."""
    candidates = (named,) if named else NAMES
    return next((found for name in candidates if (found := shutil.which(name))), None)
