"""Pieces of a film's pages: SQL expressions over `movies AS m`."""

from movies_api.movies.shapes import BY_PLATFORM, PLATFORMS_OF_FILM, SENTIMENTS_OF_FILM, STRONGEST_FIRST
from movies_api.posters.addresses import poster_of
from movies_api.wire import FIXED, NUMBER, array_of, object_of

# The option a film belongs to most.
PRIMARY = """(SELECT g.journey_option_flow_id FROM movie_suggestion_flows AS g WHERE g.movie_id = {film}
    ORDER BY g.relevance_score DESC NULLS LAST, g.relevance, g.journey_option_flow_id LIMIT 1)"""
_SIMILAR = object_of(
    {
        "id": "n.id",
        "title": "n.title",
        "year": "n.year",
        "thumbnail": poster_of("n"),
        "slug": "n.slug",
        "relevanceScore": FIXED.format("k.relevance_score"),
        "journeyOptionFlowId": "k.journey_option_flow_id",
        "displayTitle": "(SELECT o.display_title FROM journey_option_flows AS o WHERE o.id = k.journey_option_flow_id)",
    }
)


def similar_films(film: str) -> str:
    """An array of at most six other films of the film's primary option."""
    best = f"""(SELECT k.* FROM movie_suggestion_flows AS k
        WHERE k.journey_option_flow_id = {PRIMARY.format(film=film)} AND k.movie_id <> {film}
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


def _oscars(kind: str, other: str = "") -> str:
    """An array of the film's Oscars of a kind: one honour counts once, on a person's row where there is one.

    `other` leaves out what a person won as well.
    """
    award = object_of({"categoryName": "x.category", "year": "x.year", "personName": "x.person"})
    rows = f"""(SELECT c.name AS category, r.year, NULL AS person
          FROM movie_award_{kind} AS r JOIN award_categories AS c ON c.id = r.award_category_id
          JOIN awards AS w ON w.id = r.award_id WHERE r.movie_id = m.id AND w.name = 'Oscar'
           AND NOT EXISTS (SELECT FROM person_award_{kind} AS p WHERE p.for_movie_id = m.id
               AND (p.award_id, p.award_category_id, p.year) = (r.award_id, r.award_category_id, r.year))
        UNION
        SELECT c.name, r.year, q.name FROM person_award_{kind} AS r JOIN actors AS q ON q.id = r.person_id
          JOIN award_categories AS c ON c.id = r.award_category_id
          JOIN awards AS w ON w.id = r.award_id WHERE r.for_movie_id = m.id AND w.name = 'Oscar'{other}) AS x"""
    return array_of(award, rows, 'x.year, x.category COLLATE "C", x.person COLLATE "C" NULLS FIRST')


_NOT_WON = """ AND NOT EXISTS (SELECT FROM person_award_wins AS p WHERE p.for_movie_id = m.id
    AND (p.person_id, p.award_id, p.award_category_id, p.year)
        = (r.person_id, r.award_id, r.award_category_id, r.year))"""
OSCARS = f"""LATERAL (SELECT {_oscars("wins")} AS wins,
    {_oscars("nominations", _NOT_WON)} AS nominations) AS oscar"""
OSCAR_OBJECT = object_of(
    {
        "wins": "oscar.wins",
        "nominations": "oscar.nominations",
        "totalWins": "json_array_length(oscar.wins)",
        "totalNominations": "json_array_length(oscar.nominations)",
    }
)
NO_OSCARS = "json_array_length(oscar.wins) + json_array_length(oscar.nominations) = 0"
CAST = array_of(
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
BASE = {
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
    "thumbnail": poster_of("m"),
    "genres": "m.genres",
    "landingPageHook": "m.landing_page_hook",
    "contentWarnings": "m.content_warnings",
    "targetAudienceForLP": "m.target_audience_for_lp",
    "awardsSummary": "m.awards_summary",
    "hasAnalysisArticle": "m.has_analysis_article",
    "analysisArticleSlug": "m.analysis_article_slug",
    "emotionalTags": _TAGS,
    "mainCast": CAST,
    "mainTrailer": _TRAILER,
}
PLATFORM_LISTS = {
    "subscriptionPlatforms": platform_list("INCLUDED_WITH_SUBSCRIPTION", "FREE_WITH_ADS"),
    "rentalPurchasePlatforms": platform_list("RENTAL", "PURCHASE"),
}
