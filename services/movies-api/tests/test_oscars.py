"""Oscars on a film's pages: every nomination of a film is there, and one honour counts once."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from movies_catalogue import OTHELLO, SOLARIS
from movies_databases import command, rows
from werkzeug.test import Client

from movies_api.app import create_app
from movies_api.cli import main
from movies_api.intake.seed.content import read_seed
from movies_api.settings import Settings
from suite.environment import find_root
from suite.http import Service
from suite.settings import Secret
from suite_testing.databases import TestCluster, TestDatabase

# Slug → Oscars won, and nominations together with them, as the Academy counts.
ACADEMY = {
    "matrix": (4, 4),
    "a-origem": (4, 8),
    "interestelar": (1, 5),
    "mad-max-estrada-da-furia": (6, 10),
    "em-ritmo-de-fuga": (0, 3),
    "top-gun-maverick": (1, 6),
    "guardioes-da-galaxia": (0, 2),
    "homem-aranha-no-aranhaverso": (1, 1),
    "pantera-negra": (3, 7),
    "o-senhor-dos-aneis-a-sociedade-do-anel": (4, 13),
    "harry-potter-e-a-pedra-filosofal": (0, 3),
    "piratas-do-caribe-a-maldicao-do-perola-negra": (0, 5),
    "jurassic-park-o-parque-dos-dinossauros": (3, 3),
    "de-volta-para-o-futuro": (1, 4),
    "e-t-o-extraterrestre": (4, 9),
    "conta-comigo": (0, 1),
    "pequena-miss-sunshine": (2, 4),
    "o-fabuloso-destino-de-amelie-poulain": (0, 5),
    "meia-noite-em-paris": (1, 4),
    "la-la-land-cantando-estacoes": (6, 14),
    "whiplash-em-busca-da-perfeicao": (3, 5),
    "bohemian-rhapsody": (4, 5),
    "rocketman": (1, 1),
    "toy-story": (0, 3),
    "up-altas-aventuras": (2, 5),
    "divertida-mente": (1, 2),
    "soul": (2, 3),
    "viva-a-vida-e-uma-festa": (2, 2),
    "procurando-nemo": (1, 4),
    "ratatouille": (1, 5),
    "wall-e": (1, 6),
    "a-viagem-de-chihiro": (1, 1),
    "o-rei-leao": (2, 4),
    "shrek": (1, 2),
    "como-treinar-o-seu-dragao": (0, 2),
    "o-diario-de-bridget-jones": (0, 1),
    "titanic": (11, 14),
    "orgulho-e-preconceito": (0, 4),
    "me-chame-pelo-seu-nome": (1, 4),
    "ela": (1, 5),
    "encontros-e-desencontros": (1, 4),
    "brilho-eterno-de-uma-mente-sem-lembrancas": (1, 2),
    "historia-de-um-casamento": (1, 6),
    "manchester-a-beira-mar": (2, 6),
    "moonlight-sob-a-luz-do-luar": (3, 8),
    "o-som-do-coracao": (0, 1),
    "a-procura-da-felicidade": (0, 1),
    "menina-de-ouro": (4, 7),
    "o-discurso-do-rei": (4, 12),
    "um-sonho-de-liberdade": (0, 7),
    "a-espera-de-um-milagre": (0, 4),
    "a-vida-e-bela": (3, 7),
    "cinema-paradiso": (1, 1),
    "amor-sem-escalas": (0, 6),
    "cidade-de-deus": (0, 4),
    "central-do-brasil": (0, 2),
    "ainda-estou-aqui": (1, 3),
    "clube-da-luta": (0, 1),
    "garota-exemplar": (0, 1),
    "os-suspeitos": (0, 1),
    "seven-os-sete-crimes-capitais": (0, 1),
    "o-silencio-dos-inocentes": (5, 7),
    "amnesia": (0, 2),
    "o-grande-truque": (0, 2),
    "entre-facas-e-segredos": (0, 1),
    "o-grande-hotel-budapeste": (4, 9),
    "pulp-fiction-tempo-de-violencia": (1, 7),
    "o-poderoso-chefao": (3, 10),
    "parasita": (4, 6),
    "corra": (1, 4),
    "coringa": (2, 11),
    "cisne-negro": (1, 5),
    "a-rede-social": (3, 8),
    "o-jogo-da-imitacao": (1, 8),
    "uma-mente-brilhante": (4, 8),
    "genio-indomavel": (2, 9),
    "sociedade-dos-poetas-mortos": (1, 4),
    "o-show-de-truman": (0, 3),
    "forrest-gump-o-contador-de-historias": (6, 13),
    "na-natureza-selvagem": (0, 2),
    "nomadland": (3, 6),
    "a-arvore-da-vida": (0, 3),
    "2001-uma-odisseia-no-espaco": (1, 4),
    "a-chegada": (1, 8),
    "duna": (6, 10),
    "blade-runner-o-cacador-de-androides": (0, 2),
    "tudo-em-todo-o-lugar-ao-mesmo-tempo": (7, 11),
    "gravidade": (7, 10),
    "rocky-um-lutador": (3, 10),
    "estrelas-alem-do-tempo": (0, 3),
    "o-homem-que-mudou-o-jogo": (0, 6),
    "karate-kid-a-hora-da-verdade": (0, 1),
    "professor-polvo": (1, 1),
    "a-marcha-dos-pinguins": (1, 1),
    "1917": (3, 10),
    "a-lista-de-schindler": (7, 12),
    "oppenheimer": (7, 13),
    "12-homens-e-uma-sentenca": (0, 3),
    "a-felicidade-nao-se-compra": (0, 5),
    "cantando-na-chuva": (0, 2),
    "a-novica-rebelde": (5, 10),
    "dirty-dancing-ritmo-quente": (1, 1),
    "julie-julia": (0, 1),
    "o-diabo-veste-prada": (0, 2),
    "naufrago": (0, 2),
    "o-curioso-caso-de-benjamin-button": (3, 13),
    "foi-apenas-um-sonho": (0, 3),
    "beleza-americana": (5, 8),
    "dias-perfeitos": (0, 1),
    "o-castelo-animado": (0, 1),
}
MIGRATION = find_root() / "services" / "movies-api" / "migrations" / "0008_complete_oscars.sql"
ACTOR = f"{OTHELLO[:-3]}a01"


def oscars(client: Client, slug: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/movie/{slug}/hero").get_json()["movie"]["oscarAwards"]
    return found


@pytest.fixture(scope="module")
def mended(test_cluster: TestCluster, settings: Settings) -> Iterator[Client]:
    """A copy installed when the seeds named few nominations, after the migration."""
    clone = test_cluster.clone("movies-api", "movies")
    assert command(main, clone, "seed").status == 0
    with clone.connect(schema="movies") as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM person_award_nominations")
        cursor.execute("DELETE FROM movie_award_nominations WHERE id % 3 > 0")
        cursor.execute("DELETE FROM actors WHERE NOT EXISTS (SELECT FROM movie_cast WHERE actor_id = actors.id)")
        cursor.execute(MIGRATION.read_text(encoding="utf-8"))
    service = create_app(replace(settings, database_url=Secret(clone.dsn("app_movies"))))
    yield service.test_client()
    service.database.close()
    test_cluster.drop(clone.name)


def test_the_counts_of_the_seeds_are_those_of_the_academy(newsroom: Service) -> None:
    client = newsroom.test_client()
    found = {slug: oscars(client, slug) for slug in ACADEMY}

    assert {
        slug: (one["totalWins"], one["totalWins"] + one["totalNominations"]) for slug, one in found.items()
    } == ACADEMY
    assert {film["slug"] for film in read_seed("films") if film["oscars"]} == set(ACADEMY)
    assert all(one["totalNominations"] == len(one["nominations"]) for one in found.values())


def test_the_migration_completes_an_installed_copy(mended: Client) -> None:
    assert oscars(mended, "oppenheimer")["totalNominations"] == 6
    assert oscars(mended, "o-poderoso-chefao")["totalNominations"] >= 3
    assert {"categoryName": "ACTRESS IN A SUPPORTING ROLE", "year": 2024, "personName": "Emily Blunt"} in oscars(
        mended, "oppenheimer"
    )["nominations"]


def test_the_migration_leaves_a_film_without_oscars_alone(own_database: TestDatabase) -> None:
    with own_database.connect(schema="movies") as connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO movies (id, title, slug, created_by)"
            " VALUES (gen_random_uuid(), 'Oppenheimer', 'oppenheimer', 'seed')"
        )
        cursor.execute("INSERT INTO awards (name) VALUES ('Oscar')")
        cursor.execute(MIGRATION.read_text(encoding="utf-8"))
    assert rows(own_database, "SELECT count(*) FROM movie_award_nominations") == [(0,)]


def test_an_honour_on_the_rows_of_film_and_person_counts_once(own_service: Service, own_database: TestDatabase) -> None:
    with own_database.connect(schema="movies") as connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO movie_award_nominations (movie_id, award_id, award_category_id, year) VALUES (%s, 1, 2, 1974)",
            (SOLARIS,),
        )
        cursor.execute(
            "INSERT INTO person_award_wins (person_id, award_id, award_category_id, year, for_movie_id)"
            " VALUES (%s, 1, 2, 1999, %s)",
            (ACTOR, SOLARIS),
        )
        cursor.execute(
            "INSERT INTO person_award_nominations (person_id, award_id, award_category_id, year, for_movie_id)"
            " VALUES (%s, 1, 2, 1999, %s)",
            (ACTOR, SOLARIS),
        )
        cursor.execute(
            "INSERT INTO movie_award_wins (movie_id, award_id, award_category_id, year) VALUES (%s, 1, 2, 1999)",
            (SOLARIS,),
        )
    found = oscars(own_service.test_client(), "solaris")

    actor = {"categoryName": "BEST ACTOR", "personName": "Laurence Fishburne"}
    assert found["nominations"] == [{**actor, "year": 1974}]
    assert [one for one in found["wins"] if one["year"] == 1999] == [{**actor, "year": 1999}]
    assert (found["totalWins"], found["totalNominations"]) == (2, 1)
