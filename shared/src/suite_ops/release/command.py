"""`release VERSION`: number, changelog, bill of materials, commit, tag and image."""

import argparse
import difflib
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from suite.environment import find_root
from suite_ops.release.bill import BILL, bill_of_materials
from suite_ops.release.changes import changed_changelog, changed_places, current_version
from suite_ops.release.refusal import ReleaseRefused
from suite_ops.release.repository import Repository
from suite_ops.terminal import fail, inform, succeed

# As config/container-images.env names it.
IMAGE = "colmeia/suite"


def main(argv: list[str]) -> int:
    """Exit status 0 done, 1 refused or failed."""
    parser = argparse.ArgumentParser(prog="release.sh", description=__doc__)
    parser.add_argument("version", metavar="VERSION", help="a semantic version above the present one, as 1.2.0")
    parser.add_argument("--dry-run", action="store_true", help="show what would change, and change nothing")
    parser.add_argument("--no-image", action="store_true", help="build no image")
    arguments = parser.parse_args(argv)
    root = find_root()
    try:
        texts = prepare(root, arguments.version)
        if arguments.dry_run:
            show(root, texts, arguments.version, image=not arguments.no_image)
        else:
            publish(root, texts, arguments.version, image=not arguments.no_image)
    except (ReleaseRefused, OSError) as error:
        fail(str(error))
        return 1
    return 0


def prepare(root: Path, version: str) -> Mapping[Path, str]:
    """What each changed file is to hold; raises ReleaseRefused with the reason against it."""
    repository = Repository(root)
    before = current_version(root)
    repository.require_ready(before, version)
    now = datetime.now(UTC)
    return {
        **changed_places(root, before, version),
        root / "CHANGELOG.md": changed_changelog(root, version, now.date()),
        root / BILL: bill_of_materials(root, version, now),
    }


def show(root: Path, texts: Mapping[Path, str], version: str, *, image: bool) -> None:
    """The changes as a patch on stdout, and the steps after them."""
    for path, text in texts.items():
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        name = path.relative_to(root).as_posix()
        lines = difflib.unified_diff(before.splitlines(), text.splitlines(), f"a/{name}", f"b/{name}", lineterm="")
        print("\n".join(lines))
    inform(f"would commit {len(texts)} files and tag v{version}")
    if image:
        inform(f"would build the image: {' '.join(image_command(version))}")


def publish(root: Path, texts: Mapping[Path, str], version: str, *, image: bool) -> None:
    """Write, commit, tag, build; what is pushed, and where, is for whoever releases to say."""
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    Repository(root).commit_and_tag(texts, version)
    succeed(f"v{version} is committed and tagged; {BILL} says what it is made of")
    if image:
        built = subprocess.run(image_command(version), cwd=root, check=False)
        if built.returncode != 0:
            raise ReleaseRefused("the image was not built; the tag stays, and the same command builds it again")
        succeed(f"image {IMAGE}:{version} is built")
    inform(f"next: git push --follow-tags; docker push {IMAGE}:{version}")


def image_command(version: str) -> list[str]:
    """How the image is built."""
    return ["docker", "build", "--file", "compose/Dockerfile", "--tag", f"{IMAGE}:{version}", "."]
