"""Writes of editors: one version a row, one audit entry a change, nothing lost."""

from dataclasses import replace
from itertools import count

import pytest
from movies_databases import rows, value
from movies_editor import Editor

from movies_api.app import create_app
from movies_api.settings import Settings
from suite.auth.identity import user_uuid
from suite.http import Service
from suite.settings import Secret
from suite_testing.databases import TestDatabase
from suite_testing.processes import at_once

_numbers = count(1)
NOUNS = (
    "films",
    "sentiments",
    "sub-sentiments",
    "intentions",
    "journey-steps",
    "journey-options",
    "suggestions",
    "daily-curations",
    "pillar-articles",
)


@pytest.fixture
def editor(newsroom: Service) -> Editor:
    """An editor nobody else is."""
    return Editor(newsroom, f"editora-{next(_numbers)}")


@pytest.fixture
def colleague(newsroom: Service) -> Editor:
    """Another editor."""
    return Editor(newsroom, f"editora-{next(_numbers)}")


def new_film(editor: Editor, **values: object) -> dict[str, object]:
    """A film of its own for a test."""
    return editor.create("/films", **{"title": f"Filme {next(_numbers)}", "year": 2024, **values})


def audit(database: TestDatabase, entity: str, row_id: object) -> list[tuple[str, str, list[str]]]:
    """Action, actor and changed fields of a row's history."""
    return rows(  # type: ignore[return-value]
        database,
        "SELECT action, actor, changed_fields FROM audit_log WHERE entity = %s AND entity_id = %s"
        " ORDER BY created_at, id",
        (entity, str(row_id)),
    )


def test_a_film_is_created_with_all_that_belongs_to_it(editor: Editor, seeded: TestDatabase) -> None:
    film = new_film(
        editor,
        title="Três Ações & Uma Canção",
        genres=["comedia", "Música"],
        sentiments=[{"subSentimentId": 22, "relevance": 0.95}, {"subSentimentId": 20, "relevance": 0.9}],
        platforms=[{"platformId": 1, "accessType": "INCLUDED_WITH_SUBSCRIPTION"}],
    )

    assert film["slug"] == "tres-acoes-uma-cancao"
    assert film["genres"] == ["Comédia", "Música"]
    assert film["genreIds"] == [5, 16]
    assert film["emotionalEntryType"] == "ALIGNED"
    assert film["version"] == 1
    assert film["createdBy"] == editor.name
    assert film["sentiments"] == [
        {"subSentimentId": 20, "relevance": 0.9},
        {"subSentimentId": 22, "relevance": 0.95},
    ]
    owner = value(seeded, "SELECT user_id FROM movies WHERE id = %s", (film["id"],))
    assert str(owner) == str(user_uuid(editor.name))


def test_a_film_is_public_at_once(editor: Editor, newsroom: Service) -> None:
    film = new_film(editor)
    anybody = newsroom.test_client()
    assert anybody.get(f"/movies/{film['slug']}").get_json()["title"] == film["title"]

    editor.change(f"/films/{film['id']}", '"1"', title="Outro nome")
    assert anybody.get(f"/movies/{film['slug']}").get_json()["title"] == "Outro nome"

    assert editor.delete(f"/films/{film['id']}", '"2"').status_code == 204
    assert anybody.get(f"/movies/{film['slug']}").status_code == 404


def test_a_fetched_row_can_be_changed_and_sent_back(editor: Editor) -> None:
    film, tag = editor.read(f"/films/{new_film(editor)['id']}")
    reply = editor.request("PUT", f"/films/{film['id']}", etag=tag, json={**film, "runtime": 90})

    assert reply.status_code == 200
    assert reply.get_json() == {**film, "runtime": 90, "version": 2, "updatedAt": reply.get_json()["updatedAt"]}
    assert reply.headers["ETag"] == '"2"'


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_is_listed_shown_and_revalidated(editor: Editor, noun: str) -> None:
    if noun == "pillar-articles":
        editor.create(f"/{noun}", movieId=new_film(editor)["id"], blogArticleId="7", title="Sobre", slug="sobre")
    listed = editor.get(f"/{noun}?limit=1")
    (first,) = listed.get_json()
    shown = editor.get(f"/{noun}/{first['id']}")

    assert int(listed.headers["X-Total-Count"]) >= 1
    assert shown.get_json() == first
    assert shown.headers["ETag"] == f'"{first["version"]}"'
    assert "no-cache" in shown.headers["Cache-Control"]


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_is_sent_back_unchanged_without_harm(editor: Editor, noun: str) -> None:
    row_id = editor.get(f"/{noun}?limit=1").get_json()[0]["id"]
    row, tag = editor.read(f"/{noun}/{row_id}")
    reply = editor.request("PUT", f"/{noun}/{row_id}", etag=tag, json=row)

    assert reply.status_code == 200, reply.get_data(as_text=True)
    same = {**row, "version": row["version"] + 1, "updatedAt": None, "updatedBy": editor.name}
    assert {**reply.get_json(), "updatedAt": None} == same


@pytest.mark.parametrize("noun", NOUNS)
def test_every_change_needs_the_version_it_is_based_on(editor: Editor, noun: str) -> None:
    path = f"/{noun}/{editor.get(f'/{noun}?limit=1').get_json()[0]['id']}"

    assert editor.request("PATCH", path, json={}).status_code == 428
    assert editor.request("DELETE", path).status_code == 428
    assert editor.change(path, '"999"').status_code == 412
    assert editor.change(path, 'W/"1"').status_code == 412
    assert editor.delete(path, '"999"').status_code == 412


def test_unknown_rows_are_404_also_with_ids_that_cannot_be(editor: Editor) -> None:
    for path in (
        "/films/1",
        "/films/00000000-0000-7000-8000-0000000000ff",
        "/journey-options/abc",
        "/journey-options/99999999999",
        "/sentiments/2147483647",
    ):
        assert editor.get(path).status_code == 404
        assert editor.change(path, '"1"').status_code == 404
        assert editor.delete(path, '"1"').status_code == 404


def test_history_tells_who_changed_what(editor: Editor, colleague: Editor, seeded: TestDatabase) -> None:
    film = new_film(editor, description="Um.")
    path = f"/films/{film['id']}"
    colleague.change(path, '"1"', description="Dois.", runtime=100)
    editor.delete(path, '"2"')

    history = audit(seeded, "movies", film["id"])
    assert [(action, actor) for action, actor, _ in history] == [
        ("created", editor.name),
        ("updated", colleague.name),
        ("deleted", editor.name),
    ]
    assert history[1][2] == ["description", "runtime"]
    old, new = rows(
        seeded,
        "SELECT old_values ->> 'description', new_values ->> 'description' FROM audit_log"
        " WHERE entity_id = %s AND action = 'updated'",
        (film["id"],),
    )[0]
    assert (old, new) == ("Um.", "Dois.")


def test_a_refused_write_leaves_neither_change_nor_history(editor: Editor, seeded: TestDatabase) -> None:
    film = new_film(editor)
    reply = editor.change(f"/films/{film['id']}", '"1"', platforms=[{"platformId": 9999, "accessType": "RENTAL"}])

    assert reply.status_code == 409
    assert reply.get_json()["code"] == "CONFLICT"
    assert editor.read(f"/films/{film['id']}")[0]["version"] == 1
    assert [action for action, _, _ in audit(seeded, "movies", film["id"])] == ["created"]


def test_two_editors_of_one_option_do_not_overwrite_each_other(
    editor: Editor, colleague: Editor, seeded: TestDatabase
) -> None:
    option, tag = editor.read("/journey-options/52")
    replies = at_once(
        [
            lambda: editor.change("/journey-options/52", tag, text="Texto de uma"),
            lambda: colleague.change("/journey-options/52", tag, text="Texto da outra"),
        ]
    )

    assert sorted(reply.status_code for reply in replies) == [200, 412]
    (winner,) = [reply.get_json() for reply in replies if reply.status_code == 200]
    (loser,) = [reply for reply in replies if reply.status_code == 412]
    assert editor.read("/journey-options/52")[0] == winner
    assert winner["version"] == option["version"] + 1
    assert loser.headers["ETag"] == f'"{winner["version"]}"'
    assert value(seeded, "SELECT count(*) FROM audit_log WHERE entity_id = '52' AND action = 'updated'") >= 1


def test_many_editors_count_up_one_version_each(newsroom: Service, editor: Editor) -> None:
    path = f"/films/{new_film(editor, vote_count=0)['id']}"

    def add_one(person: Editor) -> int:
        for attempt in count(1):
            film, tag = person.read(path)
            if person.change(path, tag, vote_count=film["vote_count"] + 1).status_code == 200:
                return attempt
        raise AssertionError

    people = [Editor(newsroom, f"contadora-{number}") for number in range(6)]
    at_once([lambda person=person: add_one(person) for person in people])  # type: ignore[misc]

    film, _ = editor.read(path)
    assert (film["vote_count"], film["version"]) == (6, 7)


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/films", {"year": 2000}, "title"),
        ("/films", {"title": "x", "year": 1492}, "year"),
        ("/films", {"title": "x", "imdbRating": "9"}, "imdbRating"),
        ("/films", {"title": "x", "slug": "Com Espaço"}, "slug"),
        ("/films", {"title": "x", "platforms": [{"platformId": 1, "accessType": "STOLEN"}]}, "accessType"),
        ("/films", {"title": "x", "colour": "red"}, "colour"),
        (
            "/intentions",
            {"sentimentId": 13, "type": "MAINTAIN", "description": "x", "emotionalTone": "loud"},
            "emotionalTone",
        ),
        (
            "/intentions",
            {"sentimentId": 13, "type": "MAINTAIN", "description": "x", "subSentimentWeights": {"a": "b"}},
            "subSentimentWeights",
        ),
        ("/journey-steps", {"journeyFlowId": 3, "stepId": "não", "order": 1, "question": "?"}, "stepId"),
        ("/suggestions", {"journeyOptionFlowId": 52, "movieId": "1", "reason": "x"}, "movieId"),
    ],
)
def test_broken_fields_are_named(editor: Editor, path: str, body: dict[str, object], field: str) -> None:
    reply = editor.request("POST", path, json=body)

    assert reply.status_code == 400
    assert field in [detail["field"].split(".")[-1] for detail in reply.get_json()["details"]]


def test_what_exists_already_is_a_conflict(editor: Editor) -> None:
    film = new_film(editor)
    again = editor.request("POST", "/films", json={"title": film["title"], "year": film["year"]})

    assert (again.status_code, again.get_json()["code"]) == (409, "CONFLICT")


def test_what_is_referred_to_cannot_be_deleted(editor: Editor) -> None:
    _, tag = editor.read("/sub-sentiments/22")
    assert editor.delete("/sub-sentiments/22", tag).status_code == 409
    _, tag = editor.read("/sentiments/13")
    assert editor.delete("/sentiments/13", tag).status_code == 409


def test_what_a_row_belongs_to_is_fixed(editor: Editor) -> None:
    _, tag = editor.read("/journey-options/52")
    reply = editor.change("/journey-options/52", tag, journeyStepFlowId=10)

    assert reply.status_code == 400
    assert reply.get_json()["details"][0]["code"] == "immutable"


def test_a_suggestion_gets_its_score_and_the_film_its_ranks(editor: Editor, seeded: TestDatabase) -> None:
    film = new_film(
        editor,
        sentiments=[{"subSentimentId": 106, "relevance": 0.96}, {"subSentimentId": 19, "relevance": 0.96}],
    )
    low = editor.create("/suggestions", journeyOptionFlowId=33, movieId=film["id"], reason="Um motivo")
    high = editor.create("/suggestions", journeyOptionFlowId=52, movieId=film["id"], reason="Outro motivo")

    assert 0 < low["relevanceScore"] < high["relevanceScore"]
    assert high["relevance"] == 1
    assert editor.read(f"/suggestions/{low['id']}")[0]["relevance"] == 2

    _, tag = editor.read(f"/suggestions/{high['id']}")
    assert editor.delete(f"/suggestions/{high['id']}", tag).status_code == 204
    assert editor.read(f"/suggestions/{low['id']}")[0]["relevance"] == 1
    _, tag = editor.read(f"/suggestions/{low['id']}")
    given = editor.change(f"/suggestions/{low['id']}", tag, relevanceScore=9.5).get_json()
    assert given["relevanceScore"] == 9.5


def test_suggestions_written_at_once_are_ranked_without_doubles(editor: Editor, seeded: TestDatabase) -> None:
    film = new_film(editor, sentiments=[{"subSentimentId": 19, "relevance": 0.9}])
    at_once(
        [
            lambda option=option: editor.create(  # type: ignore[misc]
                "/suggestions", journeyOptionFlowId=option, movieId=film["id"], reason="Um motivo"
            )
            for option in (32, 33, 34, 52)
        ]
    )

    ranks = rows(seeded, "SELECT relevance FROM movie_suggestion_flows WHERE movie_id = %s ORDER BY 1", (film["id"],))
    assert ranks == [(1,), (2,), (3,), (4,)]


def test_lists_are_filtered_and_paged(editor: Editor) -> None:
    options = editor.get("/journey-options?journeyStepFlowId=9").get_json()
    assert [option["id"] for option in options] == [32, 33, 34, 52]
    assert [o["id"] for o in editor.get("/journey-options?journeyStepFlowId=9&limit=2&offset=1").get_json()] == [33, 34]
    assert editor.get("/suggestions?movieId=nope").status_code == 400
    assert editor.get("/films?limit=0").status_code == 400


def test_editors_need_a_token_where_the_service_asks_for_one(settings: Settings, seeded: TestDatabase) -> None:
    guarded = create_app(
        replace(
            settings,
            auth_mode="jwt",
            jwt_secret=Secret("k" * 40),
            database_url=Secret(seeded.dsn("app_movies")),
        )
    )
    stranger = Editor(guarded, "ninguém")
    for noun in NOUNS:
        assert stranger.get(f"/{noun}").status_code == 401
        assert stranger.request("POST", f"/{noun}", json={}).status_code == 401
    assert guarded.test_client().get("/main-sentiments").status_code == 200
    guarded.database.close()
