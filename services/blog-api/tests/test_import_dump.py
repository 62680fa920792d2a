"""The old blog's CSV files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from blog_client import Api, Rows

from blog_api.importer.dump.run import DumpReport, import_dump
from blog_api.settings import Settings
from suite.administration import admin_database
from suite.database import Database
from suite.http import Service
from suite_testing.databases import TestDatabase

BCRYPT = "$2b$10$" + "a" * 53
UNSAFE = '"<p onclick=""x()"">Olá</p><script>alert(1)</script><a href=""/filme/x"">x</a>"'
SITE = "https://vibesfilm.com"
FILES = {
    "Blog": """id,name,slug,domain,ownerId,status,targetKeywords,createdAt
3,VibesFilm,vibesfilm,,7,active,"[""cinema""]",2025-01-01 10:00:00
8,Outro,outro,outro.example,9,active,NULL,2025-01-01 10:00:00
""",
    "User": f"""id,email,name,password,role,isActive
7,Ana@Example.com,Ana O'Hara,{BCRYPT},owner,true
9,rui@example.com,Rui,segredo123,editor,true
""",
    "BlogAccess": "id,userId,blogId,role\n1,7,3,owner\n2,9,8,master\n",
    "Author": 'id,blogId,userId,name,role,email,social,skills\n1,3,7,Ana,Crítica,a@example.com,"{""x"":""@ana""}",\n'
    "2,8,9,Rui,,,,\n",
    "Category": "id,blogId,title,slug,parentId\n11,3,Terror,terror,12\n12,3,Filmes,filmes,\n13,8,Séries,filmes,NULL\n",
    "Tag": "id,blogId,name,slug\n21,3,Ação,acao\n22,3,Ação,acao\n23,8,Outra,outra\n",
    "Article": f"""id,blogId,title,slug,content,description,date,published,categoryId,authorId,viewCount,type,keywords
31,3,Um,um,{UNSAFE},d,2025-02-03 04:05:06.789,true,11,1,5,lista,"[""a""]"
32,3,Dois,um,<p>dois</p>,d,2025-02-04 00:00:00+03,true,11,1,0,analise,
33,3,Rascunho,rascunho,<p>x</p>,d,2025-02-04,false,11,1,0,analise,
34,8,De outro,um,<p>x</p>,d,2025-02-04,true,13,2,0,analise,
35,3,Depois,depois,<p>x</p>,d,2099-01-01,true,11,1,0,analise,
""",
    "_ArticleToTag": "A,B\n31,21\n34,23\n",
    "Comment": "id,blogId,articleId,userId,content,approved,parentId,ipAddress\n"
    "41,3,31,7,Resposta,true,42,198.51.100.7\n42,3,31,7,Primeiro,true,,\n43,8,34,9,Fora,true,,\n",
    "NewsletterSubscription": "id,blogId,email,isActive,ipAddress\n"
    "0b0e7f0a-3a43-4c70-9c8f-0f9f4f0f0f01,3,Leitor@Example.com,true,198.51.100.7\n",
}
ROWS = {name: text.count("\n") - 1 for name, text in FILES.items()}


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / f"{name}_rows.csv").write_text(text.replace("\n", "\r\n"), encoding="utf-8", newline="")
    return tmp_path


@pytest.fixture
def owner(fresh_blog: tuple[Service, TestDatabase]) -> Iterator[Database]:
    database = admin_database(Settings, fresh_blog[1].dsn())
    yield database
    database.close()


@pytest.fixture
def fresh_rows(fresh_blog: tuple[Service, TestDatabase]) -> Iterator[Rows]:
    with fresh_blog[1].connect(schema="blog") as connection:
        yield Rows(connection)


def counts(report: DumpReport) -> dict[str, tuple[int, int, int]]:
    return {
        name.removesuffix("_rows.csv"): (found.created, found.updated, found.unchanged)
        for name, found in report.files.items()
    }


def test_a_dump_is_imported_once(
    fresh_blog: tuple[Service, TestDatabase], owner: Database, dump: Path, fresh_rows: Rows
) -> None:
    first = import_dump(owner, dump, site_url=SITE)
    assert first.failures == []
    assert counts(first) == {**{name: (rows, 0, 0) for name, rows in ROWS.items()}, "Blog": (1, 1, 0)}
    assert counts(import_dump(owner, dump, site_url=SITE)) == {name: (0, 0, rows) for name, rows in ROWS.items()}
    api = Api(fresh_blog[0])
    post = api.data("/api/blog/posts/um")
    assert post["content"] == '<p>Olá</p><a href="/filme/x">x</a>'
    assert (post["id"], post["date"], post["viewCount"]) == (31, "2025-02-03T04:05:06.789Z", 5)
    assert [tag["slug"] for tag in post["tags"]] == ["acao"]
    assert api.data("/api/blog/posts/um-2")["date"] == "2025-02-03T21:00:00.000Z"
    comments = api.data("/api/blog/posts/31/comments")
    assert sorted((found["id"], found["parentId"]) for found in comments) == [(41, 42), (42, None)]
    assert fresh_rows.value("SELECT parent_id FROM categories WHERE id = 11") == 12
    assert fresh_rows.value("SELECT legacy_user_id FROM blogs WHERE id = 3") == 7
    assert fresh_rows.value("SELECT email FROM newsletter_subscriptions") == "leitor@example.com"
    assert fresh_rows.article(3, "novo") > 35
    for hidden in ("rascunho", "depois"):
        assert api.get(f"/api/blog/posts/{hidden}").status_code == 404


def test_taken_slugs_and_unknown_hashes_are_told(owner: Database, dump: Path, fresh_rows: Rows) -> None:
    report = import_dump(owner, dump, site_url=SITE)
    assert report.remarks == [
        "User_rows.csv:3: password is no known hash and was left out",
        "Tag_rows.csv:3: slug acao is taken, now acao-2",
        "Article_rows.csv:3: slug um is taken, now um-2",
    ]
    assert fresh_rows.value("SELECT password_hash FROM users WHERE id = 7") == BCRYPT
    assert fresh_rows.value("SELECT password_hash FROM users WHERE id = 9") is None


def test_one_blog_of_a_dump_brings_nothing_of_another(owner: Database, dump: Path, fresh_rows: Rows) -> None:
    report = import_dump(owner, dump, site_url=SITE, blog_id=3)
    assert report.failures == []
    for table in ("articles", "article_tags", "comments", "tags", "categories", "authors", "blog_access"):
        assert fresh_rows.value(f"SELECT count(*) FROM {table} WHERE blog_id <> 3") == 0, table
    assert fresh_rows.value("SELECT count(*) FROM blogs WHERE id = 8") == 0
    assert fresh_rows.value("SELECT count(*) FROM users WHERE id = 9") == 0
    assert fresh_rows.value("SELECT count(*) FROM articles") == 4


def test_bad_rows_are_told_with_their_line_and_skipped(owner: Database, dump: Path, fresh_rows: Rows) -> None:
    (dump / "Article_rows.csv").write_text(
        FILES["Article"]
        + '36,3,"Em duas\nlinhas",quebra,,d,ontem,true,11,1,0,analise,\n'
        + "37,3,Alheia,alheia,,d,2025-01-01,true,13,1,0,analise,\n"
        + "38,3,Curta\n"
        + "39,3,Boa,boa,,d,2025-01-01,true,11,1,0,analise,\n",
        encoding="utf-8",
    )
    (dump / "Comment_rows.csv").write_text("id,articleId,content\n44,999,x\n45,31,\n", encoding="utf-8")
    (dump / "Tag_rows.csv").write_text("id,id\n1,2\n", encoding="utf-8")
    report = import_dump(owner, dump, site_url=SITE)
    assert report.failures == [
        "Tag_rows.csv:1: the header is missing or names a column twice",
        "Article_rows.csv:7: date is not a time",
        "Article_rows.csv:9: refused by fk_articles_categories",
        "Article_rows.csv:10: 3 cells instead of 13",
        "_ArticleToTag_rows.csv:2: refused by fk_article_tags_tags",
        "_ArticleToTag_rows.csv:3: refused by fk_article_tags_tags",
        "Comment_rows.csv:2: there is no article 999",
        "Comment_rows.csv:3: content is missing",
    ]
    assert fresh_rows.value("SELECT count(*) FROM articles WHERE slug IN ('boa', 'alheia')") == 1


def test_a_dry_run_tells_the_same_and_writes_nothing(owner: Database, dump: Path, fresh_rows: Rows) -> None:
    report = import_dump(owner, dump, site_url=SITE, dry_run=True)
    assert (report.failures, counts(report)["Article"]) == ([], (5, 0, 0))
    assert fresh_rows.value("SELECT count(*) FROM articles") == 0


def test_trusted_html_stays_as_it_is(owner: Database, dump: Path, fresh_rows: Rows) -> None:
    import_dump(owner, dump, site_url=SITE, trust_html=True)
    assert "<script>" in fresh_rows.value("SELECT content FROM articles WHERE id = 31")


def test_imported_articles_that_can_be_read_are_announced_once(owner: Database, dump: Path, fresh_rows: Rows) -> None:
    for _ in range(2):
        import_dump(owner, dump, site_url=SITE)
        told = fresh_rows.value("SELECT array_agg(data ->> 'url' ORDER BY seq) FROM outbox")
        assert told == [
            "https://vibesfilm.com/lista/um",
            "https://vibesfilm.com/analise/um-2",
            "https://outro.example/analise/um",
        ]


def test_a_dump_that_a_spreadsheet_saved_again_is_read(owner: Database, tmp_path: Path, fresh_rows: Rows) -> None:
    files = {
        "Blog": "sep=;\r\nid;name;slug\r\n3;VibesFilm;vibesfilm\r\n",
        "Author": "\ufeffid;blogId;name;isAi;;\r\n".replace(";;", "") + "1;3;Ana;FALSO\r\n",
        "Category": "id\tblogId\ttitle\tslug\r\n11\t3\tTerror\tterror\r\n",
        "Article": "id;blogId;title;slug;content;published;categoryId;authorId\r\n"
        '31;3;"Um; dois";um;"<p>a, b</p>";VERDADEIRO;11;1\r\n',
    }
    for name, text in files.items():
        (tmp_path / f"{name}_rows.csv").write_text(text, encoding="utf-8", newline="")
    assert import_dump(owner, tmp_path, site_url=SITE).failures == []
    assert fresh_rows.value("SELECT title || content || state FROM articles") == "Um; dois<p>a, b</p>published"
