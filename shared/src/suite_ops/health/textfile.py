"""Metrics of programs that end: files for the text-file collector of Prometheus' node exporter."""

from collections.abc import Mapping
from pathlib import Path

from suite_ops.environment.private_files import give_to_owner, make_folder

FOLDER = Path("var") / "metrics"
PREFIX = "tradingsystem_"


def write_textfile(root: Path, name: str, text: str) -> Path:
    """Replace var/metrics/<name>.prom at once; a reader sees the old or the new content, never half."""
    path = root / FOLDER / f"{name}.prom"
    make_folder(path.parent)
    path.parent.chmod(0o755)
    unfinished = path.with_suffix(".new")
    unfinished.write_text(text, encoding="utf-8")
    # The collector is another account, and whoever writes may keep everything else to themselves.
    unfinished.chmod(0o644)
    give_to_owner(unfinished)
    unfinished.replace(path)
    return path


def write_gauges(root: Path, name: str, gauges: Mapping[str, float]) -> Path:
    """The same for plain gauges; the prefix of all our metrics is added."""
    lines = [f"# TYPE {PREFIX}{gauge} gauge\n{PREFIX}{gauge} {value!r}\n" for gauge, value in gauges.items()]
    return write_textfile(root, name, "".join(lines))
