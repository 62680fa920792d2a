"""Films of the seed files as rows. Functions that need ids of the database take them as maps from names."""

from collections.abc import Iterator

from movies_api.intake.seed.content import read_seed
from movies_api.intake.seed.vocabulary_rows import Ids, Row

CURATION_FILMS = ("dias-perfeitos", "intocaveis", "o-auto-da-compadecida", "meu-amigo-totoro", "questao-de-tempo")


def article_rows() -> Iterator[Row]:
    """Articles of the blog about films, by their slug: what they are numbered is not known before both are planted."""
    films = {film["slug"]: film["id"] for film in read_seed("films")}
    for article in read_seed("articles"):
        for slug in article["films"]:
            yield {
                "movie_id": films[slug],
                "blog_article_id": article["slug"],
                "title": article["title"],
                "slug": article["slug"],
            }


def analyses() -> dict[str, str]:
    """Film id → slug of the analysis that is about it alone."""
    films = {film["slug"]: film["id"] for film in read_seed("films")}
    return {
        films[article["films"][0]]: article["slug"] for article in read_seed("articles") if article["type"] == "analise"
    }


def movie_rows(genres: Ids) -> Iterator[Row]:
    """Films."""
    for film in read_seed("films"):
        yield {
            "id": film["id"],
            "slug": film["slug"],
            "title": film["title"],
            "original_title": film["originalTitle"],
            "year": film["year"],
            "director": film["director"],
            "runtime": film["runtime"],
            "certification": film["certification"],
            "genres": film["genres"],
            "genre_ids": sorted(genres[name] for name in film["genres"]),
            "keywords": film["keywords"],
            "description": film["description"],
            "thumbnail": film["thumbnail"],
            "imdb_rating": film["imdbRating"],
            "rotten_tomatoes_rating": film["rottenTomatoesRating"],
            "metacritic_rating": film["metacriticRating"],
            "vote_average": film["voteAverage"],
            "vote_count": film["voteCount"],
            "adult": False,
            "tmdb_id": film["tmdbId"],
            "landing_page_hook": film["landingPageHook"],
            "target_audience_for_lp": film["targetAudience"],
            "content_warnings": film["contentWarnings"],
            "awards_summary": film["awardsSummary"],
            "emotional_entry_type": film["entryType"],
            "source": {},
        }


def movie_sentiment_rows(subs: Ids, mains: Ids) -> Iterator[Row]:
    """How strongly a film has which feeling; `mains` maps a sub-sentiment's name to its sentiment."""
    for film in read_seed("films"):
        for name, relevance in film["sentiments"].items():
            yield {
                "movie_id": film["id"],
                "main_sentiment_id": mains[name],
                "sub_sentiment_id": subs[name],
                "relevance": relevance,
            }


def movie_platform_rows(platforms: Ids) -> Iterator[Row]:
    """Where a film is to be seen."""
    for film in read_seed("films"):
        for name, access in film["platforms"]:
            yield {
                "movie_id": film["id"],
                "streaming_platform_id": platforms[name],
                "access_type": access,
            }


def trailer_rows() -> Iterator[Row]:
    """Main trailers."""
    for film in read_seed("films"):
        if film["trailer"]:
            yield {
                "movie_id": film["id"],
                "key": film["trailer"],
                "name": f"{film['originalTitle']} - Trailer",
                "site": "YouTube",
                "type": "Trailer",
                "language": "en",
                "is_main": True,
            }


def curation_row() -> Row:
    """A curation that is shown on every day of the first years."""
    films = {film["slug"]: film["id"] for film in read_seed("films")}
    return {
        "button_title": "Para o fim do dia",
        "button_microcopy": "Cinco filmes que fazem bem",
        "header_phrase": "Escolhas gentis para desligar do mundo e chegar mais leve a amanhã.",
        "movie_ids": [films[slug] for slug in CURATION_FILMS],
        "start_date": "2026-01-01T00:00:00Z",
        "end_date": "2035-12-31T23:59:59Z",
    }
