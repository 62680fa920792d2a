"""SQL of one film's pages: detail, hero, short form, similar films. Each is one statement."""

from uuid import UUID

from movies_api.movies.page_pieces import (
    BASE,
    CAST,
    NO_OSCARS,
    OSCAR_OBJECT,
    OSCARS,
    PLATFORM_LISTS,
    PRIMARY,
    similar_films,
)
from movies_api.movies.shapes import BY_PLATFORM, PLATFORMS_OF_FILM, SENTIMENTS_OF_FILM, STRONGEST_FIRST
from movies_api.posters.addresses import poster_of
from movies_api.wire import TRIMMED, array_of, object_of
from suite.database import Connection, Prepared

_DETAILS = object_of({"movie": object_of({**BASE, "oscarAwards": OSCAR_OBJECT}), **PLATFORM_LISTS})
_SELECT_DETAILS = f"""SELECT {_DETAILS}::text
    FROM movies AS m CROSS JOIN {OSCARS} WHERE m.id = %(id)s"""
_SENTIMENT = object_of({"mainSentiment": "json_build_object('name', s.name)"})
_OPTION = object_of(
    {
        "text": "o.text",
        "displayTitle": "o.display_title",
        "journeyStepFlow": object_of({"question": "t.question", "journeyFlow": _SENTIMENT}),
    }
)
_REASONS = array_of(
    object_of(
        {
            "reason": "g.reason",
            "relevance": "trim_scale(coalesce(g.relevance_score, 0))",
            "intentionType": "i.intention_type",
            "contextualHint": "l.contextual_hint",
            "journeyOptionFlow": _OPTION,
        }
    ),
    """movie_suggestion_flows AS g JOIN journey_option_flows AS o ON o.id = g.journey_option_flow_id
        JOIN journey_step_flows AS t ON t.id = o.journey_step_flow_id
        JOIN journey_flows AS f ON f.id = t.journey_flow_id JOIN main_sentiments AS s ON s.id = f.main_sentiment_id
        LEFT JOIN emotional_intention_journey_steps AS l ON l.journey_step_flow_id = t.id
        LEFT JOIN emotional_intentions AS i ON i.id = l.emotional_intention_id WHERE g.movie_id = m.id""",
    "coalesce(g.relevance_score, 0) DESC, g.id, i.id",
)
_ARTICLES = array_of(
    "json_build_object('id', x.id, 'blogArticleId', x.blog_article_id, 'title', x.title, 'slug', x.slug)",
    "movie_pillar_articles AS x WHERE x.movie_id = m.id",
    "x.id",
)
_HERO = {
    **BASE,
    "vote_count": "m.vote_count",
    "fullCast": CAST,
    "oscarAwards": f"CASE WHEN {NO_OSCARS} THEN NULL ELSE {OSCAR_OBJECT} END",
    "primaryJourney": f"""(SELECT json_build_object('journeyOptionFlowId', o.id, 'displayTitle', o.display_title)
        FROM journey_option_flows AS o WHERE o.id = {PRIMARY.format(film="m.id")})""",
    "movieSuggestionFlows": _REASONS,
    "pillarArticles": _ARTICLES,
}
_HERO_PAGE = object_of({"movie": object_of(_HERO), **PLATFORM_LISTS, "similarMovies": similar_films("m.id")})
_SELECT_HERO = f"""SELECT {_HERO_PAGE}::text
    FROM movies AS m CROSS JOIN {OSCARS}"""
_SHORT = {
    "id": "m.id",
    "title": "m.title",
    "original_title": "m.original_title",
    "thumbnail": poster_of("m"),
    "year": "m.year",
    "director": "m.director",
    "vote_average": TRIMMED.format("m.vote_average"),
    "certification": "m.certification",
    "genres": "m.genres",
    "runtime": "m.runtime",
    "description": "m.description",
    "landingPageHook": "m.landing_page_hook",
    "targetAudienceForLP": "m.target_audience_for_lp",
    "contentWarnings": "m.content_warnings",
    "movieSentiments": array_of(
        "json_build_object('mainSentiment', json_build_object('name', s.name),"
        " 'subSentiment', json_build_object('name', b.name))",
        SENTIMENTS_OF_FILM,
        STRONGEST_FIRST,
    ),
    "movieSuggestionFlows": array_of(
        "json_build_object('reason', g.reason, 'relevance', g.relevance)",
        "movie_suggestion_flows AS g WHERE g.movie_id = m.id",
        "g.relevance, g.relevance_score DESC NULLS LAST, g.id",
    ),
    "platforms": array_of(
        object_of(
            {
                "accessType": "a.access_type",
                "streamingPlatform": object_of(
                    {
                        "id": "p.id",
                        "name": "p.name",
                        "logoPath": "CASE WHEN %(hide_logos)s THEN NULL ELSE p.logo_path END",
                        "category": "p.category",
                        "hasFreeTrial": "p.has_free_trial",
                        "freeTrialDuration": "p.free_trial_duration",
                        "baseUrl": "p.base_url",
                    }
                ),
            }
        ),
        PLATFORMS_OF_FILM,
        BY_PLATFORM,
    ),
}


# Planning these costs more than running them.
_SHORT_FILM = Prepared(
    "short_film", f"SELECT {object_of(_SHORT)}::text FROM movies AS m WHERE m.id = %(id)s", id="uuid", hide_logos="bool"
)
_SIMILAR_FILMS = Prepared("similar_films", f"SELECT {similar_films('%(id)s')}::text", id="uuid")
_FILM_DETAILS = Prepared("film_details", _SELECT_DETAILS, id="uuid")
_HERO_BY_SLUG = Prepared("hero_by_slug", f"{_SELECT_HERO} WHERE m.slug = %(slug)s", slug="text")
_HERO_BY_ID = Prepared("hero_by_id", f"{_SELECT_HERO} WHERE m.id = %(id)s", id="uuid")


def select_short_film(connection: Connection, film_id: UUID, *, hide_logos: bool) -> str | None:
    """A film as the application shows it, as JSON."""
    found: str | None = connection.value(_SHORT_FILM, {"id": str(film_id), "hide_logos": hide_logos})
    return found


def select_similar_films(connection: Connection, film_id: UUID) -> str:
    """JSON array of films of the same option; empty also for an unknown film."""
    return str(connection.value(_SIMILAR_FILMS, {"id": str(film_id)}))


def select_film_details(connection: Connection, film_id: UUID) -> str | None:
    """`{movie, subscriptionPlatforms, rentalPurchasePlatforms}` as JSON."""
    found: str | None = connection.value(_FILM_DETAILS, {"id": str(film_id)})
    return found


def select_hero(connection: Connection, slug: str) -> str | None:
    """A film's landing page as JSON."""
    found: str | None = connection.value(_HERO_BY_SLUG, {"slug": slug})
    return found


def select_hero_by_id(connection: Connection, film_id: UUID) -> str | None:
    """The same, of a film without a slug or by an older address."""
    found: str | None = connection.value(_HERO_BY_ID, {"id": str(film_id)})
    return found
