"""SQL of one film's pages: detail, hero, similar films. Each is one statement."""

from uuid import UUID

from movies_api.movies.shapes import BY_PLATFORM, PLATFORMS_OF_FILM, SENTIMENTS_OF_FILM, STRONGEST_FIRST
from movies_api.wire import FIXED, NUMBER, TRIMMED, array_of, object_of
from suite.database import Connection, Prepared

# The option a film belongs to most.
_PRIMARY = """(SELECT g.journey_option_flow_id FROM movie_suggestion_flows AS g WHERE g.movie_id = {film}
    ORDER BY g.relevance_score DESC NULLS LAST, g.relevance, g.journey_option_flow_id LIMIT 1)"""
_SIMILAR = object_of(
    {
        "id": "n.id",
        "title": "n.title",
        "year": "n.year",
        "thumbnail": "n.thumbnail",
        "slug": "n.slug",
        "relevanceScore": FIXED.format("k.relevance_score"),
        "journeyOptionFlowId": "k.journey_option_flow_id",
        "displayTitle": "(SELECT o.display_title FROM journey_option_flows AS o WHERE o.id = k.journey_option_flow_id)",
    }
)


def similar_films(film: str) -> str:
    """An array of at most six other films of the film's primary option."""
    best = f"""(SELECT k.* FROM movie_suggestion_flows AS k
        WHERE k.journey_option_flow_id = {_PRIMARY.format(film=film)} AND k.movie_id <> {film}
        ORDER BY k.relevance_score DESC NULLS LAST, k.movie_id LIMIT 6) AS k JOIN movies AS n ON n.id = k.movie_id"""
    return array_of(_SIMILAR, best, "k.relevance_score DESC NULLS LAST, k.movie_id")


def platform_list(*access_types: str) -> str:
    """An array of the film's platforms with one of these kinds of access, one row a kind."""
    element = object_of(
        {
            "id": "p.id",
            "name": "p.name",
            "category": "p.category",
            "logoPath": "p.logo_path",
            "hasFreeTrial": "p.has_free_trial",
            "freeTrialDuration": "p.free_trial_duration",
            "baseUrl": "p.base_url",
            "accessType": "a.access_type",
        }
    )
    kinds = ", ".join(f"'{kind}'" for kind in access_types)
    order = "array_position(ARRAY['INCLUDED_WITH_SUBSCRIPTION', 'RENTAL', 'PURCHASE'], a.access_type) NULLS LAST, "
    return array_of(element, f"{PLATFORMS_OF_FILM} AND a.access_type IN ({kinds})", order + BY_PLATFORM)


def _oscars(movie_table: str, person_table: str) -> str:
    award = object_of({"categoryName": "x.category", "year": "x.year", "personName": "x.person"})
    rows = f"""(SELECT c.name AS category, r.year, NULL AS person
          FROM {movie_table} AS r JOIN award_categories AS c ON c.id = r.award_category_id
          JOIN awards AS w ON w.id = r.award_id WHERE r.movie_id = m.id AND w.name = 'Oscar'
        UNION ALL
        SELECT c.name, r.year, q.name FROM {person_table} AS r JOIN actors AS q ON q.id = r.person_id
          JOIN award_categories AS c ON c.id = r.award_category_id
          JOIN awards AS w ON w.id = r.award_id WHERE r.for_movie_id = m.id AND w.name = 'Oscar') AS x"""
    return array_of(award, rows, 'x.year, x.category COLLATE "C", x.person COLLATE "C" NULLS FIRST')


_OSCARS = f"""LATERAL (SELECT {_oscars("movie_award_wins", "person_award_wins")} AS wins,
    {_oscars("movie_award_nominations", "person_award_nominations")} AS nominations) AS oscar"""
_OSCAR_OBJECT = object_of(
    {
        "wins": "oscar.wins",
        "nominations": "oscar.nominations",
        "totalWins": "json_array_length(oscar.wins)",
        "totalNominations": "json_array_length(oscar.nominations)",
    }
)
_NO_OSCARS = "json_array_length(oscar.wins) + json_array_length(oscar.nominations) = 0"
_CAST = array_of(
    """json_build_object('actorName', q.name, 'characterName', k.character_name, 'order', k."order")""",
    "movie_cast AS k JOIN actors AS q ON q.id = k.actor_id WHERE k.movie_id = m.id",
    'k."order", q.name, q.id',
)
_TRAILER_OBJECT = object_of(
    {
        "key": "v.key",
        "name": "v.name",
        "site": "v.site",
        "type": "v.type",
        "language": "v.language",
        "isMain": "v.is_main",
    }
)
_TRAILER = f"""(SELECT {_TRAILER_OBJECT} FROM movie_trailers AS v
    WHERE v.movie_id = m.id ORDER BY v.is_main DESC,
    array_position(ARRAY['pt-br', 'pt', 'en'], lower(v.language)) NULLS LAST, v.id LIMIT 1)"""
_TAGS = array_of(
    object_of({"mainSentiment": "s.name", "subSentiment": "b.name", "relevance": NUMBER.format("ms.relevance")}),
    SENTIMENTS_OF_FILM,
    STRONGEST_FIRST,
)
_BASE = {
    "id": "m.id",
    "title": "m.title",
    "original_title": "m.original_title",
    "year": "m.year",
    "description": "m.description",
    "director": "m.director",
    "runtime": "m.runtime",
    "certification": "m.certification",
    "imdbRating": FIXED.format("m.imdb_rating"),
    "vote_average": FIXED.format("m.vote_average"),
    "rottenTomatoesRating": "m.rotten_tomatoes_rating",
    "metacriticRating": "m.metacritic_rating",
    "thumbnail": "m.thumbnail",
    "genres": "m.genres",
    "landingPageHook": "m.landing_page_hook",
    "contentWarnings": "m.content_warnings",
    "targetAudienceForLP": "m.target_audience_for_lp",
    "awardsSummary": "m.awards_summary",
    "hasAnalysisArticle": "m.has_analysis_article",
    "analysisArticleSlug": "m.analysis_article_slug",
    "emotionalTags": _TAGS,
    "mainCast": _CAST,
    "mainTrailer": _TRAILER,
}
_PLATFORM_LISTS = {
    "subscriptionPlatforms": platform_list("INCLUDED_WITH_SUBSCRIPTION", "FREE_WITH_ADS"),
    "rentalPurchasePlatforms": platform_list("RENTAL", "PURCHASE"),
}
_DETAILS = object_of({"movie": object_of({**_BASE, "oscarAwards": _OSCAR_OBJECT}), **_PLATFORM_LISTS})
_SELECT_DETAILS = f"""SELECT {_DETAILS}::text
    FROM movies AS m CROSS JOIN {_OSCARS} WHERE m.id = %(id)s"""
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
    **_BASE,
    "vote_count": "m.vote_count",
    "fullCast": _CAST,
    "oscarAwards": f"CASE WHEN {_NO_OSCARS} THEN NULL ELSE {_OSCAR_OBJECT} END",
    "primaryJourney": f"""(SELECT json_build_object('journeyOptionFlowId', o.id, 'displayTitle', o.display_title)
        FROM journey_option_flows AS o WHERE o.id = {_PRIMARY.format(film="m.id")})""",
    "movieSuggestionFlows": _REASONS,
    "pillarArticles": _ARTICLES,
}
_HERO_PAGE = object_of({"movie": object_of(_HERO), **_PLATFORM_LISTS, "similarMovies": similar_films("m.id")})
_SELECT_HERO = f"""SELECT {_HERO_PAGE}::text
    FROM movies AS m CROSS JOIN {_OSCARS}"""
_SHORT = {
    "id": "m.id",
    "title": "m.title",
    "original_title": "m.original_title",
    "thumbnail": "m.thumbnail",
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
