"""Every package that is installed to run the suite does something in it."""

import ast
import re
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from sources import ROOT, modules, tree_of

# Packages that no source imports, and what they do.
UNIMPORTED = {
    "async-timeout": "redis needs it on the first releases of Python 3.11",
    "psycopg2-binary": "imported as psycopg2",
    "python-dateutil": "bounds what boto3 asks for",
    "soupsieve": "bounds what the readers of HTML ask for",
    "supervisor": "started as a program, and read by its plugin",
    "swagger-ui-bundle-v2": "carries the files of the reading page",
}


def requirements(path: Path) -> set[str]:
    """Names of a requirements file, as they are normalised."""
    lines = re.sub(r"#.*", "", path.read_text(encoding="utf-8")).split("\n")
    return {canonicalize_name(Requirement(line).name) for line in lines if line.strip()}


def imported() -> set[str]:
    """Distributions whose modules a source imports, or looks for by name."""
    tops = {name for path in modules() for name in top_names(tree_of(path))}
    owners = packages_distributions()
    return {canonicalize_name(owner) for top in tops for owner in [top, *owners.get(top, [])]}


def top_names(tree: ast.Module) -> set[str]:
    """First parts of the modules that are imported, and the texts that may name one (`find_spec("package")`)."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("find_spec", "import_module", "files"):
            found |= {str(argument.value) for argument in node.args if isinstance(argument, ast.Constant)}
    return found


def test_every_runtime_dependency_is_imported() -> None:
    idle = requirements(ROOT / "requirements.in") - imported()
    assert idle - set(UNIMPORTED) == set()
