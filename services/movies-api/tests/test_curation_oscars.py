"""Oscars and keywords that orchestrate adds to a film before it is judged."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from movies_curation import Curated, curate, table
from movies_databases import rows, value
from movies_models import Fault, Models

from movies_api.curation.film import united
from movies_api.curation.oscars import Oscar, contradiction, mentions_oscars
from suite_testing.databases import TestDatabase

WON = "Won 2 Oscars. 30 wins & 12 nominations total"
HONOURS = {
    "oscars": [
        {"category": "* BEST PICTURE", "year": 2000, "person": None},
        {"category": "ACTRESS IN A LEADING ROLE *", "year": 2000, "person": "Ana D'Ávila"},
        {"category": "FILM  EDITING", "year": 2000, "person": None},
        {"category": "ACTOR IN A LEADING ROLE", "year": 2000, "person": "Keanu Reeves"},
    ]
}
SELECT_HONOURS = """
    SELECT CASE WHEN one.won THEN 'won ' ELSE '' END || kind.name || coalesce(': ' || actor.name, '')
      FROM (SELECT TRUE AS won, award_category_id, NULL::uuid AS person_id, movie_id FROM movie_award_wins
            UNION ALL SELECT FALSE, award_category_id, NULL, movie_id FROM movie_award_nominations
            UNION ALL SELECT TRUE, award_category_id, person_id, for_movie_id FROM person_award_wins
            UNION ALL SELECT FALSE, award_category_id, person_id, for_movie_id FROM person_award_nominations) AS one
      JOIN award_categories AS kind ON kind.id = one.award_category_id
      LEFT JOIN actors AS actor ON actor.id = one.person_id
     WHERE one.movie_id = %s ORDER BY 1"""


def plant_film(database: TestDatabase, awards: str | None, keywords: str = "{}") -> str:
    """A film of 1999, the only one of its kind: a person is honoured once a year in a category."""
    film = str(uuid4())
    rows(database, "DELETE FROM movies WHERE title LIKE 'Filme %%' RETURNING id")
    rows(
        database,
        "INSERT INTO movies (id, title, year, vote_average, vote_count, genres, awards_summary, keywords)"
        " VALUES (%s, %s, 1999, 8, 900, '{Drama}', %s, %s) RETURNING id",
        (film, f"Filme {film}", awards, keywords),
    )
    return film


def orchestrate(database: TestDatabase, models: Models, film: str, *more: str) -> Curated:
    return curate(database, "orchestrate", "--movieId", film, *more, **models.environment("gemini"))


def telling(content: dict[str, Any]) -> Fault:
    return Fault(change=lambda _: json.dumps(content))


def questions(models: Models) -> list[str]:
    return [question for question in models.asked["gemini"] if "Prêmios: " in question]


def test_wins_and_nominations_of_a_film_and_its_people_are_stored(seeded: TestDatabase, models: Models) -> None:
    film = plant_film(seeded, WON)
    models.faults["gemini"] = [telling(HONOURS)]
    done = orchestrate(seeded, models, film)

    assert (done.status, done.result["success"]) == (0, True)
    assert [one for (one,) in rows(seeded, SELECT_HONOURS, (film,))] == [
        "ACTOR IN A LEADING ROLE: Keanu Reeves",
        "FILM EDITING",
        "won ACTRESS IN A LEADING ROLE: Ana D'Ávila",
        "won BEST PICTURE",
    ]
    assert value(seeded, "SELECT count(*) FROM actors WHERE name = 'Keanu Reeves'") == 1
    assert value(seeded, "SELECT count(*) FROM awards") == 1


def test_a_film_whose_oscars_are_known_is_not_asked_about_again(seeded: TestDatabase, models: Models) -> None:
    film = plant_film(seeded, WON)
    models.faults["gemini"] = [telling(HONOURS)]
    assert orchestrate(seeded, models, film).status == 0
    before = rows(seeded, SELECT_HONOURS, (film,))
    assert orchestrate(seeded, models, film, "--refresh").result["status"] == "curated"

    assert len(questions(models)) == 1
    assert rows(seeded, SELECT_HONOURS, (film,)) == before


@pytest.mark.parametrize("awards", [None, "30 wins & 12 nominations", "Oscarito foi premiado"])
def test_a_film_whose_awards_name_no_oscar_is_not_asked_about(
    seeded: TestDatabase, models: Models, awards: str | None
) -> None:
    assert orchestrate(seeded, models, plant_film(seeded, awards)).status == 0

    assert questions(models) == []


def test_a_list_that_contradicts_the_awards_is_asked_for_again(seeded: TestDatabase, models: Models) -> None:
    film = plant_film(seeded, WON)
    models.faults["gemini"] = [telling({"oscars": HONOURS["oscars"][:1]}), telling(HONOURS)]
    assert orchestrate(seeded, models, film).status == 0

    assert "2 Oscars were won, not 1" in questions(models)[1]
    assert len(rows(seeded, SELECT_HONOURS, (film,))) == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"oscars": HONOURS["oscars"][:1]},
        {"oscars": [{**HONOURS["oscars"][0], "year": 1962}, HONOURS["oscars"][1]]},
        {"oscars": [{**HONOURS["oscars"][0], "category": "*"}, HONOURS["oscars"][1]]},
        {"oscars": "many"},
    ],
)
def test_who_does_not_know_the_oscars_may_still_judge_and_nothing_is_made_up(
    seeded: TestDatabase, models: Models, wrong: dict[str, Any]
) -> None:
    film = plant_film(seeded, WON)
    models.faults["gemini"] = [telling(wrong)] * 2
    done = orchestrate(seeded, models, film)

    assert (done.status, done.result["provider"]) == (0, "gemini")
    assert rows(seeded, SELECT_HONOURS, (film,)) == []
    assert value(seeded, "SELECT payload->'failures'->>0 FROM curation_runs WHERE id = %s", (done.result["run"],))


def test_without_a_key_nobody_is_asked(seeded: TestDatabase) -> None:
    film = plant_film(seeded, WON, '{"space travel",alien}')
    done = curate(seeded, "orchestrate", "--movieId", film)

    assert (done.status, done.result["provider"]) == (0, "lexicon")
    assert rows(seeded, SELECT_HONOURS, (film,)) == []


def test_a_dry_run_tells_the_oscars_and_stores_none(seeded: TestDatabase, models: Models) -> None:
    film = plant_film(seeded, WON)
    models.faults["gemini"] = [telling(HONOURS)]
    planned = orchestrate(seeded, models, film, "--dry-run").result["planned"][0]

    assert planned["oscars"][0] == {"category": "BEST PICTURE", "year": 2000, "person": None, "won": True}
    assert rows(seeded, SELECT_HONOURS, (film,)) == []


def test_who_has_no_credit_is_asked_once(seeded: TestDatabase, models: Models) -> None:
    models.faults["gemini"] = [Fault(403)]
    done = orchestrate(seeded, models, plant_film(seeded, WON))

    assert (done.status, done.result["provider"]) == (0, "lexicon")
    assert len(models.asked["gemini"]) == 1


def test_a_broken_run_does_not_ask_for_oscars_twice(seeded: TestDatabase, models: Models) -> None:
    film = plant_film(seeded, WON)
    models.faults["gemini"] = [telling(HONOURS), *[Fault(500, b"oops")] * 3]
    named = ("--ai-provider", "gemini")
    assert orchestrate(seeded, models, film, *named).status == 1
    assert rows(seeded, SELECT_HONOURS, (film,)) == []
    assert orchestrate(seeded, models, film, *named).status == 0

    assert len(questions(models)) == 1
    assert len(rows(seeded, SELECT_HONOURS, (film,))) == 4


@pytest.mark.parametrize(
    ("awards", "wins", "nominations", "told"),
    [
        (WON, 2, 3, None), (WON, 1, 3, "2 Oscars were won, not 1"), ("Won 1 Oscar.", 1, 0, None),
        ("Nominated for 3 Oscars. 2 wins", 0, 3, None), ("Vencedor de 4 Oscars.", 4, 0, None),
        ("Nominated for 1 Oscar", 1, 0, "there were 1 nominations and no win, not 1 and 1"),
        ("Indicado a 2 Oscars", 0, 1, "there were 2 nominations and no win, not 1 and 0"),
        ("Oscar de melhor filme", 5, 5, None),
    ],
)  # fmt: skip
def test_numbers_of_the_awards_text_and_of_a_list(awards: str, wins: int, nominations: int, told: str | None) -> None:
    listed = [Oscar(f"C{one}", 2000, None, one < wins) for one in range(wins + nominations)]

    assert mentions_oscars(awards)
    assert contradiction(listed, awards) == told


def test_keywords_of_the_catalogue_and_the_source_are_stored_together(seeded: TestDatabase, tmp_path: Path) -> None:
    names = json.dumps([{"id": 1, "name": "ESPAÇO"}, {"id": 2, "name": "alien"}, {"id": 3, "name": "Alien"}])
    film = plant_film(seeded, None, "{Espaço,memória}")
    title = f"Filme {film}"
    path = table(tmp_path, {"id": "990901", "title": title, "release_date": "1999-01-01", "keywords": names})

    def keywords() -> list[str]:
        return list(value(seeded, "SELECT keywords FROM movies WHERE id = %s", (film,)))

    first = curate(seeded, "orchestrate", "--tmdb-csv", path)
    assert (first.result["summary"]["curated"], keywords()) == (1, ["Espaço", "memória", "alien"])
    again = curate(seeded, "orchestrate", "--tmdb-csv", path)
    assert (again.result["summary"]["unchanged"], keywords()) == (1, ["Espaço", "memória", "alien"])


def test_words_that_differ_only_in_case_and_accents_are_one() -> None:
    assert united(["Ação", "mar"], ["acao", "MAR", "céu"]) == ("Ação", "mar", "céu")
