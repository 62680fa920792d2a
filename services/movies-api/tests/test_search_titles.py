"""A film is found first by its title, however people write it, on the seeds of a new installation."""

from collections.abc import Iterator
from urllib.parse import quote

import psycopg2.extensions
import pytest
from movies_databases import DATA
from werkzeug.test import Client

from movies_api.intake.seed.content import read_seed
from movies_api.search.titles import compact_title
from suite.http import Service
from suite.text.folding import fold

TITLES = [
    *("", " ", "%", "!!!", "O", "The", "V", "X", "Malcolm X", "A.I. Inteligência Artificial", "S.W.A.T.", "M*A*S*H"),
    *("Rocky II", "Rocky V", "Saw X", "Star Wars: Episódio V - O Império Contra-Ataca", "Kill Bill: Volume 2", "Parte"),
    *(
        "O Poderoso Chefão: Parte II",
        "Thelma & Louise",
        "E o Vento Levou",
        "Ocean’s Eleven",
        "Onze Homens e um Segredo",
    ),
    *(
        "Straße",
        "Œuvre",
        "Ｆｕｌｌ　Ｗｉｄｔｈ",
        "Æon Flux",
        "Łódź",
        "Søren",
        "ﬁnal",
        "Σίσυφος",
        "Солярис",
        "千と千尋の神隠し",
    ),
    *("기생충", "となりのトトロ", "花樣年華", "½ Man", "Se7en", "12 Homens", "x  y\tz", "¿Qué?", "tick, tick... BOOM!"),
    *("[REC]", "(500) Dias com Ela", "Romeu + Julieta", "Þór", "ĲSS", "İstanbul", "Mission: Impossible – Fallout"),
]


@pytest.fixture(scope="module")
def shop(newsroom: Service) -> Client:
    """Anybody, at a new installation."""
    return newsroom.test_client()


def first(client: Client, text: str) -> str | None:
    reply = client.get(f"/api/public/search?q={quote(text)}")
    assert reply.status_code == 200, reply.get_data(as_text=True)
    rows = reply.get_json()
    listed = client.get(f"/movies?q={quote(text)}&include=none&limit=1").get_json()
    assert [row["slug"] for row in listed] == [row["slug"] for row in rows[:1]]
    return str(rows[0]["slug"]) if rows else None


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("matrix 1999", "matrix"), ("1999 matrix", "matrix"), ("Matrix (1999)", "matrix"), ("the matrix", "matrix"),
        ("the matrix 1999", "matrix"), ("matrix 1998", "matrix"), ("matrix 2010", "matrix"), ("matrx 1999", "matrix"),
        ("keanu reeves 1999", "matrix"), ("O Matrix", "matrix"), ("matrix, 1999", "matrix"),
        ("matrix [1999]", "matrix"), ("lalaland", "la-la-land-cantando-estacoes"),
        ("wall-e", "wall-e"), ("WALL·E", "wall-e"), ("walle", "wall-e"), ("wall e", "wall-e"), ("wall.e", "wall-e"),
        ("wall-e 2008", "wall-e"), ("WALL E (2008)", "wall-e"), ("e.t.", "e-t-o-extraterrestre"),
        ("et o extraterrestre", "e-t-o-extraterrestre"), ("ET", "e-t-o-extraterrestre"),
        ("et the extra terrestrial", "e-t-o-extraterrestre"), ("homem aranha", "homem-aranha-no-aranhaverso"),
        ("homem-aranha", "homem-aranha-no-aranhaverso"), ("homemaranha", "homem-aranha-no-aranhaverso"),
        ("spiderman", "homem-aranha-no-aranhaverso"), ("spider man 2018", "homem-aranha-no-aranhaverso"),
        ("se beber nao case", "se-beber-nao-case"), ("mamma mia", "mamma-mia"), ("mamma mia!", "mamma-mia"),
        ("missao impossivel efeito fallout", "missao-impossivel-efeito-fallout"),
        ("mission impossible fallout", "missao-impossivel-efeito-fallout"),
        ("mad max estrada da furia", "mad-max-estrada-da-furia"), ("mad max 2015", "mad-max-estrada-da-furia"),
        ("meia noite em paris", "meia-noite-em-paris"), ("pride and prejudice", "orgulho-e-preconceito"),
        ("pride & prejudice 2005", "orgulho-e-preconceito"), ("julie e julia", "julie-julia"),
        ("julie and julia", "julie-julia"), ("poderoso chefao", "o-poderoso-chefao"),
        ("godfather", "o-poderoso-chefao"), ("The Godfather 1972", "o-poderoso-chefao"), ("rei leao", "o-rei-leao"),
        ("lion king", "o-rei-leao"), ("origem 2010", "a-origem"), ("inception", "a-origem"),
        ("senhor dos aneis", "o-senhor-dos-aneis-a-sociedade-do-anel"), ("up", "up-altas-aventuras"),
        ("lord of the rings", "o-senhor-dos-aneis-a-sociedade-do-anel"), ("seven", "seven-os-sete-crimes-capitais"),
        ("se7en", "seven-os-sete-crimes-capitais"), ("doze homens e uma sentenca", "12-homens-e-uma-sentenca"),
        ("twelve angry men", "12-homens-e-uma-sentenca"), ("12 angry men", "12-homens-e-uma-sentenca"),
        ("dez coisas que eu odeio em voce", "10-coisas-que-eu-odeio-em-voce"), ("paddington II", "paddington-2"),
        ("paddington two", "paddington-2"), ("de repente trinta", "de-repente-30"), ("1917", "1917"),
        ("1917 2019", "1917"), ("2001", "2001-uma-odisseia-no-espaco"),
        ("2001 uma odisseia no espaco", "2001-uma-odisseia-no-espaco"),
        ("2001 a space odyssey 1968", "2001-uma-odisseia-no-espaco"),
        ("blade runner 1982", "blade-runner-o-cacador-de-androides"),
        ("la la land", "la-la-land-cantando-estacoes"), ("lala land", "la-la-land-cantando-estacoes"),
        ("vita e bella", "a-vida-e-bela"), ("her", "ela"),
        ("fabuleux destin d amelie poulain", "o-fabuloso-destino-de-amelie-poulain"),
        ("千と千尋の神隠し", "a-viagem-de-chihiro"), ("기생충", "parasita"), ("Ｍａｔｒｉｘ", "matrix"),
        ("parasite 2019", "parasita"),
        ("dead poets society", "sociedade-dos-poetas-mortos"), ("schindlers list", "a-lista-de-schindler"),
        ("ferris buellers day off", "curtindo-a-vida-adoidado"), ("kings speech", "o-discurso-do-rei"),
    ],
)  # fmt: skip
def test_a_title_as_people_write_it_finds_its_film_first(shop: Client, text: str, slug: str) -> None:
    assert first(shop, text) == slug


@pytest.mark.parametrize("form", ["{title} {year}", "{title} ({year})", "{year} {title}"])
def test_every_film_is_found_by_title_and_year(shop: Client, form: str) -> None:
    missed = {}
    for film in read_seed("films"):
        for title in (film["title"], film.get("originalTitle") or film["title"]):
            text = form.format(title=title, year=film["year"])
            if (found := first(shop, text)) != film["slug"]:
                missed[text] = found
    assert missed == {}


def test_every_film_is_found_without_punctuation_with_hyphens_or_run_together(shop: Client) -> None:
    missed = {}
    for film in read_seed("films"):
        for title in (film["title"], film.get("originalTitle") or film["title"]):
            bare = " ".join("".join(sign if sign.isalnum() else " " for sign in title).split())
            for text in (bare, compact_title(title), bare.replace(" ", "-"), bare.lower(), title.upper()):
                if (found := first(shop, text)) != film["slug"]:
                    missed[text] = found
    assert missed == {}


def titles() -> Iterator[str]:
    yield from TITLES
    for film in read_seed("films"):
        yield from (film["title"], film.get("originalTitle") or "")
    listed = DATA / "vibesfilm" / "Movie_rows.csv"
    if listed.is_file():
        yield from listed.read_text(encoding="utf-8").splitlines()


def test_the_database_reads_titles_and_folds_like_python(admin: psycopg2.extensions.connection) -> None:
    given = list(titles())
    with admin.cursor() as cursor:
        cursor.execute(
            "SELECT compact_title(t), fold(t) FROM unnest(%s) WITH ORDINALITY AS g (t, n) ORDER BY n", (given,)
        )
        found = cursor.fetchall()
    assert [row[0] for row in found] == [compact_title(title) for title in given]
    assert [row[1] for row in found] == [fold(title) for title in given]
