"""The console's page is built by whatever Node there is; without one or a registry the suite starts all the same."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from suite_ops.installation import load_installation
from suite_ops.page import CONSOLE
from suite_ops.page import check_page as page_checks
from suite_ops.page.background_build import PageBuild, without_console
from suite_ops.page.build_page import MARK, WEB, PageFailed, build_page, source_key
from suite_ops.page.check_page import main as check_page
from suite_ops.page.node import LOCK, find_node
from suite_ops.processes.supervisor import Supervisor

SOURCES = ("package-lock.json", "package.json", "index.html", "vite.config.ts", "types.mjs", "tsconfig.json")


def program(folder: Path, name: str, script: str) -> None:
    """A program of this test."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with a page and an older build of it."""
    web = tmp_path / WEB
    (web / "src").mkdir(parents=True)
    for name in SOURCES:
        (web / name).write_text("{}", encoding="utf-8")
    (web / "dist").mkdir()
    (web / "dist" / "index.html").write_text("older", encoding="utf-8")
    return tmp_path


@pytest.fixture
def path(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder with programs of this test; the system's own have no Node."""
    found = root / "programs"
    found.mkdir()
    for name in ("sh", "mkdir", "cp", "cat"):
        (found / name).symlink_to(shutil.which(name) or name)
    monkeypatch.setenv("PATH", str(found))
    return found


def test_node_of_the_path_is_used_when_it_is_new_enough(root: Path, path: Path) -> None:
    program(path, "node", "echo v20.1.0")
    program(path, "npm", "")
    node = find_node(root)
    assert (node.node, node.npm) == ((str(path / "node"),), (str(path / "npm"),))
    assert node.environment()["PATH"].split(os.pathsep)[0] == str(path)


@pytest.mark.parametrize("version", ["v18.20.4", "", "iojs"])
def test_an_older_node_gives_way_to_the_one_of_the_wheel(root: Path, path: Path, version: str) -> None:
    program(path, "node", f"echo {version}")
    program(path, "npm", "")
    environment = root / "var" / "node"
    program(environment / "bin", "python", f"echo {environment}")
    program(environment / "bin", "node", "")
    (environment / "installed").touch()
    node = find_node(root)
    assert node.node == (str(environment / "bin" / "node"),)
    assert node.npm[:2] == (str(environment / "bin" / "python"), "-c")


def test_the_page_is_built_once_from_the_same_source(root: Path, path: Path) -> None:
    built = 'case "$1" in --version) echo v22.0.0;; *vite.js) mkdir unfinished; echo x >> ../calls;; esac'
    program(path, "node", built)
    program(path, "npm", "mkdir -p node_modules")
    for _ in range(2):
        build_page(root)
    dist = root / WEB / "dist"
    assert (dist / MARK).read_text(encoding="ascii") == source_key(root)
    assert (root / WEB.parent / "calls").read_text(encoding="ascii") == "x\n"
    (root / WEB / "src" / "new.tsx").write_text("export {};", encoding="utf-8")
    build_page(root)
    assert (root / WEB.parent / "calls").read_text(encoding="ascii") == "x\nx\n"


def test_without_a_registry_the_older_page_stays_and_one_line_says_why(root: Path, path: Path) -> None:
    program(path, "node", "echo v22.0.0")
    program(path, "npm", "echo 'npm error network request failed' >&2; echo more >&2; exit 1")
    with pytest.raises(PageFailed, match=r"^the console has no new page: npm ci failed: npm error network[^\n]*$"):
        build_page(root)
    assert (root / WEB / "dist" / "index.html").read_text(encoding="utf-8") == "older"


def test_without_node_and_without_a_registry_one_line_says_so_and_nothing_else_fails(
    root: Path, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(load_installation().root / LOCK, root / LOCK)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:1/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    PageBuild(root).finish()
    [line] = [line for line in capsys.readouterr().err.splitlines() if not line.startswith("[INFO]")]
    assert "the console has no page: no Node 20 on PATH, and its wheel cannot be installed" in line


def test_who_builds_at_the_same_time_waits_and_finds_the_page_built(root: Path, path: Path) -> None:
    script = 'case "$1" in --version) echo v22.0.0;; *vite.js) mkdir unfinished; echo x >> ../calls;; esac'
    program(path, "node", script)
    program(path, "npm", "mkdir node_modules")
    with ThreadPoolExecutor(4) as builders:
        assert list(builders.map(build_page, [root] * 4)) == [None] * 4
    assert (root / WEB).parent.joinpath("calls").read_text(encoding="ascii") == "x\n"


@pytest.fixture
def checked(root: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page whose check can be asked for; the folder of its source."""
    monkeypatch.setattr(page_checks, "find_root", lambda: root)
    (root / WEB / "biome.json").write_text("{}", encoding="utf-8")
    program(path, "npm", "mkdir -p node_modules")
    return root / WEB


def test_a_source_that_breaks_a_rule_is_refused_in_the_words_of_the_checker(
    checked: Path, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program(path, "node", 'case "$1" in --version) echo v22.0.0;; *tsc) echo src/a.tsx: no such name; exit 2;; esac')
    assert check_page([]) == 1
    assert "tsc:\nsrc/a.tsx: no such name" in capsys.readouterr().err


def test_an_unchanged_source_is_checked_once(checked: Path, path: Path) -> None:
    program(path, "node", 'case "$1" in --version) echo v22.0.0;; *biome) echo x >> ../calls;; esac')
    for _ in range(2):
        assert check_page([]) == 0
    assert (checked.parent / "calls").read_text(encoding="ascii") == "x\n"
    (checked / "biome.json").write_text("{ }", encoding="utf-8")
    assert check_page([]) == 0
    assert (checked.parent / "calls").read_text(encoding="ascii") == "x\nx\n"


@pytest.mark.parametrize("npm", [None, "echo 'npm error network request failed' >&2; exit 1"])
def test_without_node_or_a_registry_the_check_says_that_it_was_left_out(
    checked: Path, path: Path, npm: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    if npm:
        program(path, "node", "echo v22.0.0")
        program(path, "npm", npm)
    assert check_page([]) == 0
    assert "the console's page is not checked" in capsys.readouterr().err


def test_no_console_leaves_the_console_out() -> None:
    here = load_installation()
    services = here.manifest.built()
    left = without_console(here, services, Supervisor(here), wanted=False)
    assert [service.id for service in services if service not in left] == [CONSOLE]
