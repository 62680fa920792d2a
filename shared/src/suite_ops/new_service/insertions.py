"""Lines the repository holds about each service: where they go in, and how they come out again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from suite_ops.manifest import PLACES
from suite_ops.new_service.files import MANIFEST_ENTRY, render
from suite_ops.new_service.plan import Refused, ServicePlan

OPS = "shared/src/suite_ops"
_LIST_END = r"[^\]]*?(?=\s*\])"
_PASSWORD = """\
    {schema}_password: Secret | None = setting(
        "APP_{upper}_DB_PASSWORD",
        as_secret,
        default=None,
        help="password of the login role {role}",
    )
"""


@dataclass(frozen=True)
class Insertion:
    """`text` goes into the file at the end of what `after` matches; `extent` matches it also when it was edited."""

    path: str
    after: str
    text: str
    extent: str = ""

    def put_in(self, content: str) -> str:
        """The content with the text; Refused when the place is not found."""
        match = re.search(self.after, content, re.DOTALL | re.MULTILINE)
        if not match:
            raise Refused(f"{self.path}: the place for a new service is not where it was")
        return content[: match.end()] + self.text + content[match.end() :]

    def take_out(self, content: str) -> str:
        """The content without the text, as it was before."""
        if self.text in content:
            return content.replace(self.text, "", 1)
        return re.sub(self.extent, "", content, count=1, flags=re.DOTALL) if self.extent else content


def insertions(plan: ServicePlan) -> Iterator[Insertion]:
    """Everything that is said about a service outside its folder and outside generated files."""
    gateway = r'(?=^    \{\n      "id": "gateway",)'
    entry = rf'    \{{\n      "id": "{re.escape(plan.id)}",.*?\n    \}},\n'
    dependencies = r'^      "id": "gateway",.*?"depends_on": \[' + _LIST_END
    yield Insertion(PLACES[0], gateway, render(MANIFEST_ENTRY, plan), entry)
    yield Insertion(PLACES[0], dependencies, f',\n        "{plan.id}"')
    yield Insertion("pyproject.toml", r"^mypy_path = \[" + _LIST_END, f', "services/{plan.id}/src"')
    yield Insertion("pyproject.toml", r"^pythonpath = \[" + _LIST_END, f', "services/{plan.id}/tests"')
    role = f'    "{plan.role}": ("{plan.schema}",),\n'
    yield Insertion(f"{OPS}/database/bootstrap.py", r'^OWN_SCHEMAS: .*?(?=^    "app_bus":)', role)
    password = _PASSWORD.format(schema=plan.schema, upper=plan.schema.upper(), role=plan.role)
    yield Insertion(f"{OPS}/settings.py", r"(?=^    bus_password:)", password)


def changed_texts(root: Path, plan: ServicePlan, *, removed: bool = False) -> dict[Path, str]:
    """Absolute path → text of every such file with the service put in, or taken out."""
    texts: dict[Path, str] = {}
    for insertion in insertions(plan):
        path = root / insertion.path
        content = texts.get(path) or path.read_text(encoding="utf-8")
        texts[path] = insertion.take_out(content) if removed else insertion.put_in(content)
    return texts
