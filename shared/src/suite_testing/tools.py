"""Programs that tests use when the machine has them."""

import os
import shutil

import pytest


def require_tool(name: str) -> str:
    """Path of a program. Without it the test is skipped, or fails when SUITE_REQUIRE (a list) names it."""
    # Packages put servers where the PATH of ordinary users does not look.
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if path:
        return path
    required = {word.strip() for word in os.environ.get("SUITE_REQUIRE", "").split(",")}
    if name in required:
        pytest.fail(f"{name} is not on PATH, and SUITE_REQUIRE names it")
    pytest.skip(f"{name} is not on PATH")
