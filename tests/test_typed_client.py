"""A TypeScript client generated from each openapi.yaml, compiled as strictly as the compiler can."""

import shutil
import subprocess
from pathlib import Path

import pytest
from built_services import ROOT, SERVICES, name_of

from suite_ops.generate.openapi import FILE
from suite_ops.manifest import ManifestService
from suite_testing.tools import require_tool

PACKAGES = ROOT / "tests" / "typescript" / "package.json"
SECONDS = 300
CALLS = """
import createClient from "openapi-fetch";
import type { components, paths } from "./client.js";

const client = createClient<paths>({ baseUrl: "http://localhost" });
const live = await client.GET("/healthz");
export const status: "ok" | undefined = live.data?.status;
export const fault: components["schemas"]["Error"] | undefined = live.error;
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the compiler and the generator."""
    require_tool("node")
    folder = tmp_path_factory.mktemp("typescript")
    shutil.copy(PACKAGES, folder)
    command = [require_tool("npm"), "install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"]
    run(command, folder)
    return folder


def run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_a_typed_client_is_generated_and_compiles(service: ManifestService, site: Path) -> None:
    source = ROOT / service.path / FILE
    run(["node", "node_modules/openapi-typescript/bin/cli.js", str(source), "-o", "client.ts"], site)
    (site / "calls.ts").write_text(CALLS, encoding="utf-8")
    options = ["--strict", "--noEmit", "--skipLibCheck", "--module", "nodenext", "--target", "es2022"]
    run(["node", "node_modules/typescript/bin/tsc", *options, "calls.ts", "client.ts"], site)
