"""`generate [--check]`: write every file that follows from the manifest and the settings."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

from suite.environment import find_root
from suite_ops.generate.files import OWNED_FOLDERS, generated_files
from suite_ops.manifest import ManifestError, load_manifest
from suite_ops.terminal import fail, inform, succeed


def main(argv: list[str]) -> int:
    """Exit status 0 written or up to date, 1 when --check finds a difference: each file is named."""
    parser = argparse.ArgumentParser(prog="generate.sh", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare, write nothing")
    arguments = parser.parse_args(argv)
    try:
        root = find_root()
        wanted = generated_files(load_manifest(root))
    except (ManifestError, LookupError) as error:
        fail(str(error))
        return 1
    differing = sorted(differences(root, wanted))
    if arguments.check and differing:
        fail(f"not what the manifest says: {', '.join(differing)}; run scripts/generate.sh")
        return 1
    for name in differing:
        store(root / name, wanted.get(name))
        inform(f"{name} {'written' if name in wanted else 'removed'}")
    succeed(f"{len(wanted)} generated files are up to date")
    return 0


def differences(root: Path, wanted: Mapping[str, str]) -> Iterator[str]:
    """Names of files whose content differs, that are missing, or that nothing generates any more."""
    for name, text in wanted.items():
        path = root / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            yield name
    for folder in OWNED_FOLDERS:
        for path in (root / folder).rglob("*"):
            name = path.relative_to(root).as_posix()
            if path.is_file() and name not in wanted:
                yield name


def store(path: Path, text: str | None) -> None:
    """Write the file, or remove it when `text` is None."""
    if text is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
