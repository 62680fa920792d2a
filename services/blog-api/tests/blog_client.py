"""A client of one application, and rows for it to find."""

from typing import Any

import psycopg2.extensions

from suite_testing.applications import ApplicationCaller

SECRET_OF_TWO = "abracadabra"  # in every text of blog 2 and nowhere else
HIDDEN = "escondido"  # in every text the public may not see


class Api(ApplicationCaller):
    """Requests to one application, in somebody's name when one is given."""

    def data(self, path: str, **options: Any) -> Any:
        """`data` of a successful answer."""
        reply = self.get(path, **options)
        assert reply.status_code == 200, reply.get_data(as_text=True)
        return reply.get_json()["data"]

    def json(self, path: str, **options: Any) -> Any:
        """The body of a successful answer."""
        reply = self.get(path, **options)
        assert reply.status_code == 200, reply.get_data(as_text=True)
        return reply.get_json()


class Rows:
    """Writes rows as the administrator."""

    def __init__(self, connection: psycopg2.extensions.connection) -> None:
        self._connection = connection

    def insert(self, table: str, **values: Any) -> int:
        """A row; its id."""
        names = ", ".join(values)
        marks = ", ".join(["%s"] * len(values))
        found = self.value(f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id", *values.values())
        return int(found)

    def run(self, statement: str, *values: Any) -> None:
        """Any statement."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values or None)

    def value(self, statement: str, *values: Any) -> Any:
        """The first column of the first row."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            row = cursor.fetchone()
        return row[0] if row else None

    def article(self, blog_id: int, slug: str, **values: Any) -> int:
        """An article in the blog's first category by its first author, published an hour ago unless told."""
        tags = values.pop("tags", ())
        content = values.pop("content", f"<p>Texto de {slug}</p>")
        complete = {
            "blog_id": blog_id,
            "slug": slug,
            "title": slug.replace("-", " ").capitalize(),
            "content": content,
            "description": f"Sobre {slug}",
            "state": "published",
            "published_at": self.value("SELECT now() - interval '1 hour'"),
            "category_id": self.value("SELECT min(id) FROM categories WHERE blog_id = %s", blog_id),
            "author_id": self.value("SELECT min(id) FROM authors WHERE blog_id = %s", blog_id),
            **values,
        }
        article_id = self.insert("articles", **complete)
        for tag in tags:
            self.run(
                "INSERT INTO article_tags (blog_id, article_id, tag_id)"
                " SELECT blog_id, %s, id FROM tags WHERE blog_id = %s AND slug = %s",
                article_id,
                blog_id,
                tag,
            )
        return article_id


def plant_blogs(rows: Rows) -> None:
    """Blog 3 and its neighbour 2, whose texts carry a word of their own; 1 for edits; 4 and 5 are closed."""
    rows.run("INSERT INTO blogs (id, name, slug, domain) VALUES (1, 'Um', 'um', NULL)")
    rows.run(
        "INSERT INTO blogs (id, name, slug, domain, meta_description) VALUES (2, %s, 'dois', 'dois.example', %s)",
        f"Dois {SECRET_OF_TWO}",
        SECRET_OF_TWO,
    )
    rows.run(
        "INSERT INTO blogs (id, name, slug, domain, status) VALUES (4, 'Quatro', 'quatro', 'q.example', 'suspended')"
    )
    rows.run("INSERT INTO blogs (id, name, slug, status) VALUES (5, 'Cinco', 'cinco', 'sold')")
    rows.run("SELECT setval(pg_get_serial_sequence('blogs', 'id'), 5)")
    for blog_id, word in ((1, "um"), (2, SECRET_OF_TWO), (3, "tres")):
        plant_blog(rows, blog_id, word)
    plant_hidden(rows)


def plant_blog(rows: Rows, blog_id: int, word: str) -> None:
    """Author, categories, tags, three articles and comments of one blog."""
    author = rows.insert(
        "authors",
        blog_id=blog_id,
        name=f"Redação {word}",
        role="Crítica",
        email=f"redacao{blog_id}@example.com",
        bio=f"Equipe {word}",
    )
    films = rows.insert("categories", blog_id=blog_id, title=f"Filmes {word}", slug="filmes", description=word)
    rows.insert("categories", blog_id=blog_id, title=f"Vazia {word}", slug="vazia", parent_id=films)
    rows.insert("tags", blog_id=blog_id, name=f"Ação {word}", slug="acao", color="#ff0000")
    rows.insert("tags", blog_id=blog_id, name=f"Sem uso {word}", slug="sem-uso")
    first = rows.article(
        blog_id,
        "mesmo-slug",
        title=f"Emoção à prova {word}",
        description=f"O'Brien volta {word}",
        content=f"<p>Um <strong>travelling</strong> de 100% & {word}</p>",
        tags=["acao"],
        view_count=7,
    )
    rows.article(blog_id, "segundo", title=f"Segundo {word}", description=word, content=f"<p>{word}</p>", tags=["acao"])
    rows.article(
        blog_id,
        "lista-de-inverno",
        title=f"Lista de inverno {word}",
        description=word,
        content=f"<ul><li>{word}</li></ul>",
        type="lista",
        view_count=3,
    )
    person = rows.insert("users", email=f"leitor{blog_id}@example.com", name=f"leitor-{word}@example.com")
    parent = rows.insert("comments", blog_id=blog_id, article_id=first, content=f"Não {HIDDEN} {word}", user_id=person)
    shown = {"blog_id": blog_id, "article_id": first, "approved": True, "ip_address": "198.51.100.7"}
    rows.insert("comments", **shown, content=f"Gostei {word}", user_id=person)
    rows.insert("comments", **shown, content=f"Resposta {word}", author_id=author, parent_id=parent)


def plant_hidden(rows: Rows) -> None:
    """Articles of blog 3 that the public must not find."""
    category = rows.insert("categories", blog_id=3, title="Reservada", slug="reservada")
    rows.insert("tags", blog_id=3, name="Reservada", slug="reservada")
    later = rows.value("SELECT now() + interval '1 day'")
    for slug, state, published_at in (
        ("rascunho", "draft", None),
        ("agendado", "scheduled", later),
        ("futuro", "published", later),
        ("arquivado", "archived", None),
    ):
        hidden = {
            "title": f"{HIDDEN} {slug}",
            "description": HIDDEN,
            "content": f"<p>{HIDDEN}</p>",
            "state": state,
        }
        dated = {"published_at": published_at} if published_at else {}
        article = rows.article(3, slug, **hidden, **dated, category_id=category, tags=["reservada", "acao"])
        rows.insert("comments", blog_id=3, article_id=article, content=HIDDEN, approved=True)
        rows.run(
            "INSERT INTO article_slugs (blog_id, slug, article_id) VALUES (3, %s, %s)",
            f"antes-{slug}",
            article,
        )


def write_draft(api: Api, rows: Rows, **fields: Any) -> dict[str, Any]:
    """An article written through the routes."""
    given = {
        "title": "Um rascunho",
        "content": "<p>Primeira versão</p>",
        "categoryId": rows.value("SELECT min(id) FROM categories WHERE blog_id = 1"),
        "authorId": rows.value("SELECT min(id) FROM authors WHERE blog_id = 1"),
        **fields,
    }
    reply = api.post("/api/admin/articles", given)
    assert reply.status_code == 201, reply.get_data(as_text=True)
    article: dict[str, Any] = reply.get_json()["data"]
    return article
