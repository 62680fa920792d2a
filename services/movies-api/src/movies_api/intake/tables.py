"""The tables of the catalogue that are loaded in bulk."""

from suite.imports import LoadedTable

GENRES = LoadedTable("genres", {"name": "text"}, ("name",))
MAIN_SENTIMENTS = LoadedTable(
    "main_sentiments",
    {
        "id": "integer",
        "name": "text",
        "description": "text",
        "short_description": "text",
        "keywords": "text[]",
    },
    ("id",),
    owned=True,
)
SUB_SENTIMENTS = LoadedTable(
    "sub_sentiments",
    {"main_sentiment_id": "integer", "name": "text", "description": "text", "keywords": "text[]"},
    ("main_sentiment_id", "name"),
    owned=True,
)
GENRE_SUB_SENTIMENTS = LoadedTable(
    "genre_sub_sentiments",
    {"genre_id": "integer", "sub_sentiment_id": "integer"},
    ("genre_id", "sub_sentiment_id"),
)
MOVIE_SENTIMENTS = LoadedTable(
    "movie_sentiments",
    {
        "movie_id": "uuid",
        "main_sentiment_id": "integer",
        "sub_sentiment_id": "integer",
        "relevance": "numeric",
    },
    ("movie_id", "main_sentiment_id", "sub_sentiment_id"),
    numbered=False,
)
JOURNEY_FLOWS = LoadedTable("journey_flows", {"main_sentiment_id": "integer"}, ("main_sentiment_id",), owned=True)
JOURNEY_STEPS = LoadedTable(
    "journey_step_flows",
    {
        "id": "integer",
        "journey_flow_id": "integer",
        "step_id": "text",
        "order": "integer",
        "question": "text",
        "mobile_question": "text",
    },
    ("id",),
    owned=True,
)
JOURNEY_OPTIONS = LoadedTable(
    "journey_option_flows",
    {
        "id": "integer",
        "journey_step_flow_id": "integer",
        "option_id": "text",
        "text": "text",
        "next_step_id": "text",
        "is_end_state": "boolean",
        "display_title": "text",
    },
    ("id",),
    owned=True,
)
OPTION_SUB_SENTIMENTS = LoadedTable(
    "journey_option_flow_sub_sentiments",
    {
        "journey_option_flow_id": "integer",
        "sub_sentiment_id": "integer",
        "weight": "numeric",
        "source": "text",
    },
    ("journey_option_flow_id", "sub_sentiment_id"),
)
SUGGESTIONS = LoadedTable(
    "movie_suggestion_flows",
    {
        "journey_option_flow_id": "integer",
        "movie_id": "uuid",
        "reason": "text",
        "relevance": "integer",
        "relevance_score": "numeric",
    },
    ("journey_option_flow_id", "movie_id"),
    owned=True,
)
INTENTIONS = LoadedTable(
    "emotional_intentions",
    {
        "id": "integer",
        "main_sentiment_id": "integer",
        "intention_type": "text",
        "description": "text",
        "preferred_genres": "text[]",
        "avoid_genres": "text[]",
        "emotional_tone": "text",
        "sub_sentiment_weights": "jsonb",
    },
    ("main_sentiment_id", "intention_type"),
    owned=True,
)
INTENTION_STEPS = LoadedTable(
    "emotional_intention_journey_steps",
    {
        "emotional_intention_id": "integer",
        "journey_step_flow_id": "integer",
        "priority": "integer",
        "is_required": "boolean",
        "contextual_hint": "text",
    },
    ("emotional_intention_id", "journey_step_flow_id"),
)
PLATFORMS = LoadedTable(
    "streaming_platforms",
    {
        "name": "text",
        "category": "text",
        "show_filter": "text",
        "logo_path": "text",
        "base_url": "text",
        "has_free_trial": "boolean",
        "free_trial_duration": "text",
    },
    ("name",),
)
MOVIE_PLATFORMS = LoadedTable(
    "movie_streaming_platforms",
    {"movie_id": "uuid", "streaming_platform_id": "integer", "access_type": "text"},
    ("movie_id", "streaming_platform_id", "access_type"),
    numbered=False,
)
MOVIES = LoadedTable(
    "movies",
    {
        "id": "uuid",
        "title": "text",
        "year": "integer",
        "director": "text",
        "genres": "text[]",
        "keywords": "text[]",
        "genre_ids": "integer[]",
        "description": "text",
        "thumbnail": "text",
        "original_title": "text",
        "vote_average": "numeric",
        "vote_count": "integer",
        "certification": "text",
        "adult": "boolean",
        "runtime": "integer",
        "tmdb_id": "integer",
        "imdb_rating": "numeric",
        "rotten_tomatoes_rating": "integer",
        "metacritic_rating": "integer",
        "slug": "text",
        "landing_page_hook": "text",
        "content_warnings": "text",
        "target_audience_for_lp": "text",
        "awards_summary": "text",
        "emotional_entry_type": "text",
        "source": "jsonb",
    },
    ("id",),
    numbered=False,
    owned=True,
)
PILLAR_ARTICLES = LoadedTable(
    "movie_pillar_articles",
    {"movie_id": "uuid", "blog_article_id": "text", "title": "text", "slug": "text"},
    ("movie_id", "blog_article_id"),
    owned=True,
)
ACTORS = LoadedTable("actors", {"id": "uuid", "name": "text"}, ("id",), numbered=False)
CAST = LoadedTable(
    "movie_cast",
    {"movie_id": "uuid", "actor_id": "uuid", "character_name": "text", "order": "integer"},
    ("movie_id", "actor_id"),
    numbered=False,
)
TRAILERS = LoadedTable(
    "movie_trailers",
    {
        "movie_id": "uuid",
        "key": "text",
        "name": "text",
        "site": "text",
        "type": "text",
        "language": "text",
        "is_main": "boolean",
    },
    ("movie_id", "key"),
)
AWARDS = LoadedTable("awards", {"name": "text"}, ("name",))
AWARD_CATEGORIES = LoadedTable("award_categories", {"award_id": "integer", "name": "text"}, ("award_id", "name"))
FILM_AWARD = {
    "movie_id": "uuid",
    "award_id": "integer",
    "award_category_id": "integer",
    "year": "integer",
}
PERSON_AWARD = {
    "person_id": "uuid",
    "award_id": "integer",
    "award_category_id": "integer",
    "year": "integer",
    "for_movie_id": "uuid",
}
FILM_AWARD_KEY = ("movie_id", "award_id", "award_category_id", "year")
PERSON_AWARD_KEY = ("person_id", "award_id", "award_category_id", "year")
FILM_WINS = LoadedTable("movie_award_wins", FILM_AWARD, FILM_AWARD_KEY)
FILM_NOMINATIONS = LoadedTable("movie_award_nominations", FILM_AWARD, FILM_AWARD_KEY)
PERSON_WINS = LoadedTable("person_award_wins", PERSON_AWARD, PERSON_AWARD_KEY)
PERSON_NOMINATIONS = LoadedTable("person_award_nominations", PERSON_AWARD, PERSON_AWARD_KEY)
