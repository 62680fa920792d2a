"""The keys and types the frontend reads."""

import re
from typing import Any

import pytest
from movies_catalogue import OTHELLO, SOLARIS, UNKNOWN, UNRATED
from movies_shapes import MOVIE_FULL
from werkzeug.test import Client

from suite.http import Service

DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
PLATFORM = {"id", "name", "category", "showFilter", "logoPath", "baseUrl", "hasFreeTrial", "freeTrialDuration"}
BASE = {
    "id", "title", "original_title", "year", "description", "director", "runtime", "certification", "imdbRating",
    "vote_average", "rottenTomatoesRating", "metacriticRating", "thumbnail", "genres", "landingPageHook",
    "contentWarnings", "targetAudienceForLP", "awardsSummary", "hasAnalysisArticle", "analysisArticleSlug",
    "oscarAwards", "emotionalTags", "mainCast", "mainTrailer",
}  # fmt: skip
FILM_PLATFORM = {
    "id", "name", "category", "logoPath", "hasFreeTrial", "freeTrialDuration", "baseUrl", "accessType",
}  # fmt: skip

SENTIMENT = {"id", "name", "description", "shortDescription", "keywords", "createdAt", "updatedAt"}
STEP = {"id", "journeyFlowId", "stepId", "order", "question", "mobileQuestion", "createdAt", "updatedAt", "options"}
OPTION = {
    "id", "journeyStepFlowId", "optionId", "text", "nextStepId", "isEndState", "displayTitle", "summary",
    "mobileText", "createdAt", "updatedAt", "movieSuggestions",
}  # fmt: skip
SUGGESTION = {
    "id", "journeyOptionFlowId", "movieId", "reason", "relevance", "relevanceScore", "createdAt", "updatedAt", "movie",
}  # fmt: skip
FLOW_FILM = {"id", "title", "thumbnail", "year", "director", "vote_average", "certification", "genres", "runtime"}


def get(client: Client, path: str) -> Any:
    reply = client.get(path)
    assert reply.status_code == 200, reply.get_data(as_text=True)
    return reply.get_json()


def test_sentiments_are_a_bare_array_without_inactive_ones(client: Client) -> None:
    rows = get(client, "/main-sentiments")

    assert [row["id"] for row in rows] == [13, 14]
    assert set(rows[0]) == {"id", "name", "description", "shortDescription", "keywords"}
    assert rows[0]["keywords"] == ["felicidade", "alegria"]
    assert set(get(client, "/main-sentiments/summary")[0]) == {"id", "name", "description", "shortDescription"}


def test_sentiments_are_found_without_accents(client: Client) -> None:
    assert [row["id"] for row in get(client, "/main-sentiments?q=ALÉGRE")] == [13]
    assert get(client, "/main-sentiments?offset=1&limit=5")[0]["id"] == 14


def test_a_sentiment_brings_its_journey(client: Client) -> None:
    sentiment = get(client, "/main-sentiments/14")
    flow = sentiment["journeyFlow"]
    option = flow["steps"][0]["options"][0]
    suggestion = option["movieSuggestions"][0]

    assert set(sentiment) == {
        "id", "name", "description", "keywords", "shortDescription", "createdAt", "updatedAt", "journeyFlow",
    }  # fmt: skip
    assert DATE.fullmatch(sentiment["createdAt"])
    assert set(flow) == {"id", "mainSentimentId", "createdAt", "updatedAt", "steps"}
    assert [step["id"] for step in flow["steps"]] == [9, 10, 8]
    assert set(flow["steps"][0]) == STEP
    assert set(option) == OPTION
    assert [one["id"] for one in option["movieSuggestions"]] == [73, 72, 74]
    assert set(suggestion) == SUGGESTION
    assert suggestion["relevanceScore"] == "8.6"
    assert set(suggestion["movie"]) == FLOW_FILM


def test_a_sentiment_without_a_journey(client: Client) -> None:
    assert get(client, "/main-sentiments/13")["journeyFlow"] is None
    reply = client.get("/main-sentiments/13/journey-flow")
    assert (reply.status_code, reply.get_json()["error"]) == (404, "Fluxo de jornada não encontrado")
    for path in ("/main-sentiments/99", "/main-sentiments/99/journey-flow"):
        reply = client.get(path)
        assert (reply.status_code, reply.get_json()["error"]) == (404, "Sentimento principal não encontrado")


def test_a_flow_alone_has_its_own_form_of_films(client: Client) -> None:
    flow = get(client, "/main-sentiments/14/journey-flow")
    film = flow["steps"][0]["options"][0]["movieSuggestions"][0]["movie"]

    assert set(film) == {
        "id", "title", "description", "year", "director", "genres", "thumbnail", "original_title",
    }  # fmt: skip


def test_intentions_of_a_sentiment(client: Client) -> None:
    body = get(client, "/api/emotional-intentions/14")

    assert (body["sentimentId"], body["sentimentName"]) == (14, "Introspectivo(a)")
    assert [one["id"] for one in body["intentions"]] == [5, 6, 7]
    assert set(body["intentions"][0]) == {
        "id", "type", "description", "preferredGenres", "avoidGenres", "emotionalTone",
    }  # fmt: skip
    assert get(client, "/api/emotional-intentions/77") == {
        "sentimentId": 77,
        "sentimentName": "Sentimento não encontrado",
        "intentions": [],
    }


def test_platforms_in_the_order_of_the_filter(client: Client) -> None:
    rows = get(client, "/api/streaming-platforms")

    assert [row["name"] for row in rows] == ["Netflix", "Água TV", "MUBI", "Pluto TV"]
    assert set(rows[0]) == PLATFORM
    assert set(get(client, "/api/public/platforms")[0]) == PLATFORM | {"createdAt", "updatedAt"}


def test_a_film_in_short(client: Client) -> None:
    film = get(client, f"/api/movies/{OTHELLO}")

    assert set(film) == {
        "id", "title", "original_title", "thumbnail", "year", "director", "vote_average", "certification", "genres",
        "runtime", "description", "landingPageHook", "targetAudienceForLP", "contentWarnings", "movieSentiments",
        "movieSuggestionFlows", "platforms",
    }  # fmt: skip
    assert film["vote_average"] == "7"
    assert film["movieSentiments"][0] == {
        "mainSentiment": {"name": "Introspectivo(a)"},
        "subSentiment": {"name": "Emotivo(a) (Triste)"},
    }
    assert film["movieSuggestionFlows"] == [{"reason": "Ciúme que ensina", "relevance": 1}]
    assert set(film["platforms"][0]) == {"accessType", "streamingPlatform"}
    assert set(film["platforms"][0]["streamingPlatform"]) == PLATFORM - {"showFilter"}
    assert client.get(f"/api/movies/{UNKNOWN}").get_json()["error"] == "Filme não encontrado"


def test_an_id_may_be_written_in_capitals(client: Client) -> None:
    assert get(client, f"/api/movies/{OTHELLO[:-3]}A01".replace("A01", "001"))["id"] == OTHELLO


def test_details_have_every_field_also_for_a_film_without_anything(client: Client) -> None:
    body = get(client, f"/api/movie/{UNRATED}/details")

    assert set(body) == {"movie", "subscriptionPlatforms", "rentalPurchasePlatforms", "performance"}
    assert set(body["movie"]) == BASE
    assert body["movie"]["oscarAwards"] == {"wins": [], "nominations": [], "totalWins": 0, "totalNominations": 0}
    assert body["movie"]["genres"] == []
    assert body["movie"]["mainTrailer"] is None
    assert body["movie"]["vote_average"] is None
    assert body["subscriptionPlatforms"] == body["rentalPurchasePlatforms"] == []
    assert isinstance(body["performance"]["totalTime"], int)
    assert client.get(f"/api/movie/{UNKNOWN}/details").get_json()["error"] == "Filme não encontrado"


def test_details_of_a_film(client: Client) -> None:
    body = get(client, f"/api/movie/{OTHELLO}/details")
    film = body["movie"]

    assert (film["imdbRating"], film["vote_average"]) == ("7.4", "7.0")
    assert film["oscarAwards"]["wins"] == []
    assert film["emotionalTags"][0] == {
        "mainSentiment": "Introspectivo(a)",
        "subSentiment": "Emotivo(a) (Triste)",
        "relevance": 0.95,
    }
    assert film["emotionalTags"][-1]["relevance"] is None
    assert film["mainCast"] == [
        {"actorName": "Laurence Fishburne", "characterName": "Otelo", "order": 0},
        {"actorName": "Irène Jacob", "characterName": "Desdemona", "order": 1},
    ]
    assert film["mainTrailer"] == {
        "key": "k-pt", "name": "Trailer", "site": "YouTube", "type": "Trailer", "language": "pt-BR", "isMain": False,
    }  # fmt: skip
    assert [(one["name"], one["accessType"]) for one in body["subscriptionPlatforms"]] == [
        ("Netflix", "INCLUDED_WITH_SUBSCRIPTION"),
        ("Pluto TV", "FREE_WITH_ADS"),
    ]
    assert [one["accessType"] for one in body["rentalPurchasePlatforms"]] == ["RENTAL", "PURCHASE"]
    assert set(body["subscriptionPlatforms"][0]) == FILM_PLATFORM


def test_the_hero_of_a_film(client: Client) -> None:
    body = get(client, "/api/movie/acao-e-silencio/hero")
    film = body["movie"]

    assert set(body) == {"movie", "subscriptionPlatforms", "rentalPurchasePlatforms", "similarMovies"}
    assert set(film) == BASE | {
        "vote_count", "fullCast", "primaryJourney", "movieSuggestionFlows", "pillarArticles",
    }  # fmt: skip
    assert film["oscarAwards"] is None
    assert film["fullCast"] == film["mainCast"]
    assert film["primaryJourney"] == {"journeyOptionFlowId": 32, "displayTitle": "Abraço"}
    assert film["movieSuggestionFlows"] == [
        {
            "reason": "Ciúme que ensina",
            "relevance": 8.5,
            "intentionType": "MAINTAIN",
            "contextualHint": "Triste - Manter",
            "journeyOptionFlow": {
                "text": "Um drama que abrace",
                "displayTitle": "Abraço",
                "journeyStepFlow": {
                    "question": "Como você quer ficar?",
                    "journeyFlow": {"mainSentiment": {"name": "Introspectivo(a)"}},
                },
            },
        }
    ]
    assert film["pillarArticles"] == [{"id": 1, "blogArticleId": "42", "title": "Ler Otelo", "slug": "ler-otelo"}]
    assert body["similarMovies"][0]["id"] == SOLARIS
    assert film["contentWarnings"] == "Atenção: nenhum alerta de conteúdo significativo."


def test_the_hero_is_found_by_id_and_tells_its_oscars(client: Client) -> None:
    film = get(client, f"/api/movie/{SOLARIS}/hero")["movie"]

    assert film["oscarAwards"] == {
        "wins": [{"categoryName": "BEST PICTURE", "year": 1973, "personName": None}],
        "nominations": [{"categoryName": "BEST ACTOR", "year": 1974, "personName": "Laurence Fishburne"}],
        "totalWins": 1,
        "totalNominations": 1,
    }
    reply = client.get("/api/movie/não-há/hero")
    assert reply.status_code == 404
    assert reply.get_json() == {"error": "Filme com slug 'não-há' não encontrado", "code": "MOVIE_NOT_FOUND"}


def test_similar_films_share_the_primary_option(client: Client) -> None:
    rows = get(client, f"/api/movies/{OTHELLO}/similar")

    assert rows[0] == {
        "id": SOLARIS, "title": "Solaris", "year": 1972, "slug": "solaris",
        "thumbnail": f"http://localhost:3000/api/public/posters/{SOLARIS}.svg",
        "relevanceScore": "8.600", "journeyOptionFlowId": 32, "displayTitle": "Abraço",
    }  # fmt: skip
    assert rows[-1]["relevanceScore"] is None
    assert get(client, f"/api/movies/{UNKNOWN}/similar") == []


def test_the_start_page(client: Client) -> None:
    home = get(client, "/api/public/home")

    assert len(home["featuredMovies"]) == 6
    assert home["featuredMovies"][0]["id"] == SOLARIS
    assert set(home["featuredMovies"][0]) == MOVIE_FULL
    assert [row["_count"] for row in home["mainSentiments"]] == [{"movieSentiment": 2}, {"movieSentiment": 4}]
    assert home["featuredJourneys"][0]["_count"] == {"steps": 3}
    assert home["featuredJourneys"][0]["mainSentiment"]["id"] == 14


def test_a_film_page_is_found_by_slug_or_title(client: Client) -> None:
    page = get(client, "/api/public/filme/acao-e-silencio")

    assert page["movie"]["id"] == OTHELLO
    assert set(page["movie"]) == MOVIE_FULL
    assert [film["id"] for film in page["similarMovies"]] == [SOLARIS]
    assert get(client, "/api/public/filme/agua-parada")["movie"]["id"] == UNRATED
    assert get(client, "/api/public/filme/agua")["movie"]["id"] == UNRATED
    assert client.get("/api/public/filme/nada").get_json()["error"] == "Filme não encontrado"
    assert client.get("/api/public/filme/%25").status_code == 404


def test_a_sentiment_page(client: Client) -> None:
    page = get(client, "/api/public/sentimentos/introspectivo-a")

    assert page["sentiment"]["id"] == 14
    assert len(page["sentiment"]["subSentiments"]) == 3
    assert [one["id"] for one in page["sentiment"]["emotionalIntentions"]] == [5, 6, 7]
    assert [film["id"] for film in page["movies"]] == [SOLARIS, OTHELLO]
    assert page["journey"]["id"] == 3
    assert get(client, "/api/public/sentimentos/feliz-alegre")["journey"] is None
    assert client.get("/api/public/sentimentos/raiva").status_code == 404


@pytest.mark.parametrize(
    ("slug", "sentiment"),
    [
        ("feliz", 13),
        ("Feliz", 13),
        ("calmo", 15),
        ("calmo-a", 15),
        ("ansioso", 16),
        ("cans", 18),
        ("introspectivo", 14),
    ],
)
def test_a_sentiment_page_is_found_by_the_beginning_of_the_name(newsroom: Service, slug: str, sentiment: int) -> None:
    page = get(newsroom.test_client(), f"/api/public/sentimentos/{slug}")

    assert set(page) == {"sentiment", "movies", "journey"}
    assert page["sentiment"]["id"] == sentiment
    assert set(page["sentiment"]) == SENTIMENT | {"subSentiments", "emotionalIntentions"}
    assert len(page["sentiment"]["emotionalIntentions"]) == 4
    assert len(page["movies"]) == 20
    assert set(page["movies"][0]) == MOVIE_FULL
    assert len(page["journey"]["steps"]) == 4


@pytest.mark.parametrize(
    "slug", ["mad-max", "mad-max-estrada-da-furia", "Mad Max", "mad-max-estrada", "mad-max-fury-road"]
)
def test_a_film_page_is_found_by_the_beginning_of_a_title(newsroom: Service, slug: str) -> None:
    page = get(newsroom.test_client(), f"/api/public/filme/{slug}")

    assert page["movie"]["title"] == "Mad Max: Estrada da Fúria"
    assert set(page["movie"]) == MOVIE_FULL
    assert len(page["similarMovies"]) == 6
    assert set(page["similarMovies"][0]) == MOVIE_FULL


@pytest.mark.parametrize("kind", ["process", "TRANSFORM", "Maintain", "explore"])
def test_the_journey_of_an_intention_carries_everything(newsroom: Service, kind: str) -> None:
    flow = get(newsroom.test_client(), f"/api/public/jornadas/{kind}")

    assert set(flow) == {"id", "mainSentimentId", "createdAt", "updatedAt", "steps"}
    assert set(flow["steps"][0]) == STEP
    assert set(flow["steps"][0]["options"][0]) == OPTION
    assert set(flow["steps"][0]["options"][0]["movieSuggestions"][0]) == SUGGESTION
    assert set(flow["steps"][0]["options"][0]["movieSuggestions"][0]["movie"]) == FLOW_FILM


def test_the_start_page_carries_everything(newsroom: Service) -> None:
    home = get(newsroom.test_client(), "/api/public/home")

    assert [len(home[name]) for name in ("featuredMovies", "mainSentiments", "featuredJourneys")] == [6, 4, 3]
    assert {frozenset(film) for film in home["featuredMovies"]} == {frozenset(MOVIE_FULL)}
    assert {frozenset(row) for row in home["mainSentiments"]} == {frozenset(SENTIMENT | {"_count"})}
    assert {frozenset(row) for row in home["featuredJourneys"]} == {
        frozenset({"id", "mainSentimentId", "createdAt", "updatedAt", "mainSentiment", "_count"})
    }
    assert {frozenset(row["mainSentiment"]) for row in home["featuredJourneys"]} == {frozenset(SENTIMENT)}


def test_a_journey_page_shows_scores_as_the_intention_adjusts_them(client: Client) -> None:
    flow = get(client, "/api/public/jornadas/Transform?sentimentId=14")
    scores = {
        one["id"]: one["relevanceScore"]
        for step in flow["steps"]
        for option in step["options"]
        for one in option["movieSuggestions"]
    }

    assert scores == {72: "8.8", 73: "8.4", 74: "0", 75: "7.5"}
    reply = client.get("/api/public/jornadas/dormir")
    assert (reply.status_code, reply.get_json()["error"]) == (404, "Jornada não encontrada")
    assert client.get("/api/public/jornadas/maintain?sentimentId=13").status_code == 404


def test_the_curation_of_the_day(client: Client) -> None:
    short, full = get(client, "/api/daily-curation/today"), get(client, "/api/daily-curation/today/full")
    keys = {
        "id", "buttonTitle", "buttonMicrocopy", "headerPhrase", "isActive", "startDate", "endDate", "priority",
        "createdAt", "updatedAt",
    }  # fmt: skip

    assert set(short) == keys | {"movieIds"}
    assert short["movieIds"] == [SOLARIS, UNKNOWN, OTHELLO]
    assert set(full) == keys | {"movies"}
    assert [film["id"] for film in full["movies"]] == [SOLARIS, OTHELLO]
    assert full["movies"][1]["pillarArticle"] == {"slug": "ler-otelo"}
    assert set(full["movies"][0]) == {"id", "title", "year", "thumbnail", "slug", "genres", "pillarArticle"}


@pytest.mark.parametrize(
    ("path", "place", "priority"),
    [
        ("/sitemap/movies.xml", "https://vibesfilm.com/filme/acao-e-silencio", "0.9"),
        ("/sitemap/movie-landings.xml", "https://vibesfilm.com/onde-assistir/acao-e-silencio", "0.7"),
    ],
)
def test_sitemaps_list_films_with_a_sentiment(client: Client, path: str, place: str, priority: str) -> None:
    reply = client.get(path)
    text = reply.get_data(as_text=True)

    assert reply.headers["Content-Type"].startswith("application/xml")
    assert reply.headers["Cache-Control"] == "public, max-age=600"
    assert text.count("<url>") == 4
    assert f"<url><loc>{place}</loc><lastmod>2026-01-02T03:04:05.678Z</lastmod>" in text
    assert f"<changefreq>weekly</changefreq><priority>{priority}</priority>" in text


def test_the_sitemap_index_names_those_of_the_blog_too(client: Client) -> None:
    text = client.get("/sitemap/index.xml").get_data(as_text=True)

    for name in ("movies", "movie-landings", "articles", "categories", "tags"):
        assert f"<loc>https://api.vibesfilm.com/sitemap/{name}.xml</loc>" in text


def test_ios_sees_no_logos_while_the_application_is_under_review(start: Any) -> None:
    client = start(apple_review_mode=True).test_client()
    apple = client.get("/api/streaming-platforms", headers={"X-Platform": "ios"})
    other = client.get("/api/streaming-platforms")
    film = client.get(f"/api/movies/{OTHELLO}", headers={"User-Agent": "x CFNetwork/1"}).get_json()

    assert {row["logoPath"] for row in apple.get_json()} == {None}
    assert other.get_json()[0]["logoPath"] == "/platforms/netflix.avif"
    assert {"X-Platform", "User-Agent"} <= set(", ".join(apple.headers.getlist("Vary")).split(", "))
    assert {one["streamingPlatform"]["logoPath"] for one in film["platforms"]} == {None}
