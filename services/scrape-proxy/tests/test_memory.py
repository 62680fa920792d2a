"""What a hostile page costs in memory."""

import subprocess
import sys
import zlib

import pytest
from scrape_site import HTML, Site

MEBIBYTE = 1_048_576
PROGRAM = """
import resource, sys
from scrape_proxy.deadlines import Deadline
from scrape_proxy.errors import ResponseTooLarge
from scrape_proxy.pages.fetcher import PageFetcher
from suite.outbound import AddressGuard, GuardedSession

fetcher = PageFetcher(GuardedSession(AddressGuard(["127.0.0.1"]), user_agent="test"), 10 * 1048576)
fetcher.fetch(sys.argv[1] + "/small", Deadline.after(30))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    fetcher.fetch(sys.argv[1] + "/hostile", Deadline.after(30))
except ResponseTooLarge:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def bomb(megabytes: int) -> bytes:
    """A gzip body of zeros."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(MEBIBYTE)) for _ in range(megabytes)) + packer.flush()


@pytest.mark.parametrize("kind", ["bomb", "long"])
def test_a_hostile_body_costs_little_more_than_the_cap(site: Site, kind: str) -> None:
    site.page("/small")
    if kind == "bomb":
        site.file("/hostile", bomb(500), HTML["Content-Type"], Content_Encoding="gzip")
    else:
        headers = {**HTML, "Content-Length": "", "Connection": "close"}
        site.answers["/hostile"] = (200, b"x" * 50 * MEBIBYTE, headers)

    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, site.url], capture_output=True, text=True, timeout=60, check=True
    )

    assert int(run.stdout) * 1024 < 40 * MEBIBYTE
