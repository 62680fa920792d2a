"""Films as JSON: SQL expressions over `movies AS m`."""

from movies_api.posters.addresses import poster_of
from movies_api.wire import array_of, object_of, timestamps


def film_members(decimal: str) -> dict[str, str]:
    """Every served column of a film; `decimal` is the form of ratings (see wire)."""
    return {
        "id": "m.id",
        "title": "m.title",
        "year": "m.year",
        "director": "m.director",
        "genres": "m.genres",
        **timestamps("m"),
        "description": "m.description",
        "thumbnail": poster_of("m"),
        "original_title": "m.original_title",
        "vote_average": decimal.format("m.vote_average"),
        "vote_count": "m.vote_count",
        "certification": "m.certification",
        "adult": "m.adult",
        "keywords": "m.keywords",
        "genreIds": "m.genre_ids",
        "runtime": "m.runtime",
        "tmdbId": "m.tmdb_id",
        "imdbRating": decimal.format("m.imdb_rating"),
        "rottenTomatoesRating": "m.rotten_tomatoes_rating",
        "metacriticRating": "m.metacritic_rating",
        "slug": "m.slug",
        "landingPageHook": "m.landing_page_hook",
        "contentWarnings": "m.content_warnings",
        "targetAudienceForLP": "m.target_audience_for_lp",
        "awardsSummary": "m.awards_summary",
        "emotionalEntryType": "m.emotional_entry_type",
        "hasAnalysisArticle": "m.has_analysis_article",
        "analysisArticleSlug": "m.analysis_article_slug",
    }


SENTIMENTS_OF_FILM = """movie_sentiments AS ms JOIN main_sentiments AS s ON s.id = ms.main_sentiment_id
    JOIN sub_sentiments AS b ON b.id = ms.sub_sentiment_id WHERE ms.movie_id = m.id"""
STRONGEST_FIRST = "ms.relevance DESC NULLS LAST, b.name, s.id, b.id"
PLATFORMS_OF_FILM = """movie_streaming_platforms AS a JOIN streaming_platforms AS p ON p.id = a.streaming_platform_id
    WHERE a.movie_id = m.id"""
BY_PLATFORM = 'fold(p.name) COLLATE "C", p.id, a.access_type'
_NAMED = {"id": "{0}.id", "name": "{0}.name"}


def named(alias: str) -> str:
    """`{id, name}` of a row."""
    return object_of({key: value.format(alias) for key, value in _NAMED.items()})


def film_sentiments(decimal: str, *, most: int | None = None) -> str:
    """An array of the film's sentiments with names, strongest first, at most `most`."""
    element = object_of(
        {
            "mainSentimentId": "ms.main_sentiment_id",
            "subSentimentId": "ms.sub_sentiment_id",
            "relevance": decimal.format("ms.relevance"),
            "mainSentiment": named("s"),
            "subSentiment": named("b"),
        }
    )
    if most is None:
        return array_of(element, SENTIMENTS_OF_FILM, STRONGEST_FIRST)
    strongest = f"(SELECT {element} AS row FROM {SENTIMENTS_OF_FILM} ORDER BY {STRONGEST_FIRST} LIMIT {most}) AS top"
    return f"(SELECT coalesce(json_agg(top.row), '[]') FROM {strongest})"


def film_platforms() -> str:
    """An array of where the film is and how, by platform."""
    platform = object_of({"id": "p.id", "name": "p.name", "category": "p.category"})
    element = object_of({"accessType": "a.access_type", "streamingPlatform": platform})
    return array_of(element, PLATFORMS_OF_FILM, BY_PLATFORM)


def film_suggestions(decimal: str) -> str:
    """An array of the options the film is suggested for, best first."""
    element = object_of(
        {
            "id": "g.id",
            "journeyOptionFlowId": "g.journey_option_flow_id",
            "reason": "g.reason",
            "relevance": "g.relevance",
            "relevanceScore": decimal.format("g.relevance_score"),
        }
    )
    return array_of(
        element,
        "movie_suggestion_flows AS g WHERE g.movie_id = m.id",
        "g.relevance_score DESC NULLS LAST, g.relevance, g.journey_option_flow_id",
    )
