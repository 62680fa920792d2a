"""Plant the example blogs from the folder of seeds: again changes nothing."""

from pathlib import Path
from typing import Any

import yaml

from blog_api.editing.roles import OWNER
from blog_api.importer.folder import BLOG_FILE, import_folder
from blog_api.people.queries import upsert_access, upsert_person
from blog_api.seed import queries
from suite.auth.identity import LOCAL_USER_ID
from suite.database import Database
from suite.environment import find_root
from suite.imports import ImportReport

COMMENT_FILE = "_comments.yml"
SUSPENDED = {"id": 4, "name": "Cinema de Bairro", "slug": "cinema-de-bairro", "status": "suspended"}
# From one blog into another, under its own slug.
TWIN = (3, 1, "dez-finais-abertos")


def seed_folders() -> list[Path]:
    """One folder a blog."""
    seeds = find_root() / "services" / "blog-api" / "seeds"
    return sorted(path.parent for path in seeds.glob(f"*/{BLOG_FILE}"))


def plant_blogs(owner: Database, service: Database) -> ImportReport:
    """Blogs, comments and the local user as the owner; posts as the service itself writes them."""
    total = ImportReport()
    for folder in seed_folders():
        blog = read_yaml(folder / BLOG_FILE)["blog"]
        with owner.transaction() as connection:
            queries.insert_blog(connection, blog)
            upsert_access(connection, upsert_person(connection, LOCAL_USER_ID, "Local"), blog["id"], OWNER)
        report = import_folder(service, folder, blog["id"], only_new=True)
        plant_comments(owner, blog["id"], folder / COMMENT_FILE)
        total.add(report, f"{folder.name}/")
    return total


def plant_demo(owner: Database, service: Database) -> ImportReport:
    """The example blogs, a suspended one, and in two active blogs an article of the same slug."""
    report = plant_blogs(owner, service)
    with owner.transaction() as connection:
        queries.insert_blog(connection, SUSPENDED)
        queries.copy_article(connection, *TWIN)
    return report


def plant_comments(owner: Database, blog_id: int, path: Path) -> None:
    """The comments of a blog, by readers without a name of their own."""
    if not path.is_file():
        return
    with owner.transaction() as connection:
        for comment in read_yaml(path):
            person = upsert_person(connection, f"seed:{comment['by']}", comment["by"])
            queries.insert_comment(connection, blog_id, {"approved": True, **comment}, person)


def read_yaml(path: Path) -> Any:
    """A YAML file of ours."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))
