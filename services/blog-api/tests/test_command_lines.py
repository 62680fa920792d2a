"""The command lines of operators, on a database of their own."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from blog_client import Api, Rows

from blog_api import cli
from blog_api.importer import __main__ as importer
from blog_api.maintenance import __main__ as maintenance
from suite.http import Service
from suite_testing.databases import TestDatabase

Fresh = tuple[Service, TestDatabase]


@pytest.fixture
def installed(fresh_blog: Fresh, monkeypatch: pytest.MonkeyPatch) -> Fresh:
    """An installation whose environment names its database."""
    _, database = fresh_blog
    owner = urlsplit(database.dsn())
    for name, value in {
        "BLOG_DATABASE_URL": database.dsn("app_blog"),
        "FRONTEND_APPS_DB_HOST": owner.hostname or "",
        "FRONTEND_APPS_DB_PORT": str(owner.port),
        "FRONTEND_APPS_DB_NAME": database.name,
        "FRONTEND_APPS_DB_SUPERUSER": unquote(owner.username or ""),
        "FRONTEND_APPS_DB_SUPERPASS": unquote(owner.password or ""),
        "AUTH_MODE": "off",
        "APP_ENV": "test",
    }.items():
        monkeypatch.setenv(name, value)
    return fresh_blog


def test_the_demo_has_what_clients_have_to_cope_with(installed: Fresh, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert importer.main(["--demo"]) == 0
    assert ", 0 failed" in capsys.readouterr().out
    api = Api(installed[0])
    same = [api.data(f"/api/blog/posts/dez-finais-abertos?blogId={blog}")["blogId"] for blog in (1, 3)]
    assert same == [1, 3]
    assert api.get("/api/blog/posts?blogId=4").status_code == 404
    assert len(api.data("/api/blog/tags")) >= 10
    assert len(api.json("/blog/authors")) >= 3
    assert len(api.data("/api/blog/categories")) >= 4


def test_a_dump_is_imported_from_the_command_line(
    installed: Fresh, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Tag_rows.csv").write_text("id,blogId,name,slug\n1,3,Um,um\n2,3,,dois\n", encoding="utf-8")
    assert importer.main(["--dump", str(tmp_path)]) == 0
    told = capsys.readouterr()
    assert told.out == "Tag_rows.csv: 1 created, 0 updated, 0 unchanged, 1 failed\n"
    assert told.err == "Tag_rows.csv:3: name is missing\n"
    assert importer.main(["--dump", str(tmp_path), "--strict"]) == 1
    assert importer.main(["--dump", str(tmp_path / "nowhere")]) == 2


def test_seed_import_and_export(installed: Fresh, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["seed"]) == 0
    assert "0 failed" in capsys.readouterr().out
    (tmp_path / "2024-01-01-bom.md").write_text("---\ntitle: Bom\n---\nx\n", encoding="utf-8")
    (tmp_path / "2024-01-02-mau.md").write_text("---\ntitle: [\n---\nx\n", encoding="utf-8")
    arguments = ["--markdown", str(tmp_path), "--blog", "1"]
    assert importer.main(arguments) == 0
    told = capsys.readouterr()
    assert told.out == "1 created, 0 updated, 0 unchanged, 1 failed\n"
    assert told.err.startswith("2024-01-02-mau.md:3: ")
    assert importer.main([*arguments, "--strict"]) == 1
    target = tmp_path / "export"
    assert cli.main(["export", str(target), "--blog", "1"]) == 0
    assert (target / "2024-01-01-bom.md").read_text(encoding="utf-8").endswith("---\nx\n")
    assert importer.main(["--markdown", str(tmp_path / "nowhere"), "--blog", "1"]) == 2


def test_a_blog_that_is_not_there_is_said_so(
    installed: Fresh, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "2024-01-01-bom.md").write_text("---\ntitle: Bom\n---\nx\n", encoding="utf-8")
    assert importer.main(["--markdown", str(tmp_path), "--blog", "99"]) == 1
    assert cli.main(["export", str(tmp_path / "export"), "--blog", "99"]) == 1
    assert cli.main(["newsletter", "--blog", "99"]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err.count("there is no blog 99")) == ("", 3)
    assert not (tmp_path / "export").exists()


def test_seeding_again_keeps_what_editors_did(installed: Fresh) -> None:
    service, database = installed
    cli.main(["seed"])
    with database.connect(schema="blog") as connection:
        rows = Rows(connection)
        rows.run("UPDATE articles SET title = 'Editado' WHERE slug = 'o-piloto-perfeito'")
        rows.run("UPDATE categories SET title = 'Editada' WHERE blog_id = 1 AND slug = 'roteiro'")
    assert cli.main(["seed"]) == 0
    post = Api(service).data("/api/blog/posts/o-piloto-perfeito?blogId=1")
    assert (post["title"], post["category_title"]) == ("Editado", "Editada")


def test_people_get_and_lose_a_role(installed: Fresh) -> None:
    service, _ = installed
    somebody = Api(service, "alguem")
    assert somebody.get("/api/admin/articles").status_code == 403
    assert cli.main(["grant", "--blog", "3", "--subject", "alguem", "--role", "editor"]) == 0
    assert somebody.get("/api/admin/articles").status_code == 200
    assert somebody.get("/api/admin/audit").status_code == 403
    assert cli.main(["grant", "--blog", "3", "--subject", "alguem", "--role", "owner"]) == 0
    assert somebody.get("/api/admin/audit").status_code == 200
    assert cli.main(["revoke", "--blog", "3", "--subject", "alguem"]) == 0
    assert somebody.get("/api/admin/articles").status_code == 403


def test_the_mailing_list_has_tokens_that_work(installed: Fresh, capsys: pytest.CaptureFixture[str]) -> None:
    service, _ = installed
    reader = Api(service)
    reader.post("/api/newsletter/subscribe", {"email": "uma@example.com"})
    assert cli.main(["newsletter", "--blog", "3"]) == 0
    _, line = capsys.readouterr().out.splitlines()
    email, active, _, token = line.split(",")
    assert (email, active) == ("uma@example.com", "true")
    assert reader.post("/api/newsletter/unsubscribe", {"token": token}).status_code == 200
    cli.main(["newsletter", "--blog", "3"])
    assert "uma@example.com" not in capsys.readouterr().out


def test_maintenance_purges_and_tells_what_is_wrong(installed: Fresh, capsys: pytest.CaptureFixture[str]) -> None:
    _, database = installed
    cli.main(["seed"])
    assert [maintenance.main([command]) for command in ("purge", "recount", "check")] == [0, 0, 0]
    with database.connect(schema="blog") as connection:
        rows = Rows(connection)
        article = rows.value("SELECT min(id) FROM articles WHERE blog_id = 1")
        rows.run("INSERT INTO article_views VALUES (1, %s, '\\x00', 1)", article)
        ids = [rows.insert("categories", blog_id=1, title=slug, slug=slug) for slug in ("a", "b")]
        rows.run("UPDATE categories SET parent_id = %s WHERE id = %s", ids[1], ids[0])
        rows.run("UPDATE categories SET parent_id = %s WHERE id = %s", ids[0], ids[1])
    assert maintenance.main(["recount"]) == 1
    assert maintenance.main(["check"]) == 1
    assert "circle of parents" in capsys.readouterr().out
    assert maintenance.main(["purge"]) == 0
    assert capsys.readouterr().out == "1 views forgotten\n"
    assert maintenance.main(["recount"]) == 0
