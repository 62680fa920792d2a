"""Which tables are loaded in bulk, their columns and what makes a row the same row."""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Table:
    """`columns` maps a column to its SQL type, `key` finds the row again, `times` and the id are set once.

    A `numbered` table has an integer id of its own: the one a row brings is kept while it is free. An `owned`
    table records who wrote a row and counts versions.
    """

    name: str
    columns: dict[str, str]
    key: tuple[str, ...]
    numbered: bool = True
    owned: bool = False
    times: dict[str, str] = field(default_factory=lambda: {"created_at": "timestamptz", "updated_at": "timestamptz"})

    @property
    def all_columns(self) -> dict[str, str]:
        """Columns of a loaded row in order."""
        number = {"id": "integer"} if self.numbered and "id" not in self.columns else {}
        return {**number, **self.columns, **self.times}

    def only(self, *names: str) -> "Table":
        """The same table seen by a source that knows these columns and leaves the others alone."""
        return replace(self, columns={name: self.columns[name] for name in names})

    def without(self, *names: str) -> "Table":
        """The same table seen by a source that does not know these columns."""
        return self.only(*(name for name in self.columns if name not in names))


GENRES = Table("genres", {"name": "text"}, ("name",))
MAIN_SENTIMENTS = Table(
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
SUB_SENTIMENTS = Table(
    "sub_sentiments",
    {"main_sentiment_id": "integer", "name": "text", "description": "text", "keywords": "text[]"},
    ("main_sentiment_id", "name"),
    owned=True,
)
GENRE_SUB_SENTIMENTS = Table(
    "genre_sub_sentiments",
    {"genre_id": "integer", "sub_sentiment_id": "integer"},
    ("genre_id", "sub_sentiment_id"),
)
MOVIE_SENTIMENTS = Table(
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
JOURNEY_FLOWS = Table("journey_flows", {"main_sentiment_id": "integer"}, ("main_sentiment_id",), owned=True)
JOURNEY_STEPS = Table(
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
JOURNEY_OPTIONS = Table(
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
OPTION_SUB_SENTIMENTS = Table(
    "journey_option_flow_sub_sentiments",
    {
        "journey_option_flow_id": "integer",
        "sub_sentiment_id": "integer",
        "weight": "numeric",
        "source": "text",
    },
    ("journey_option_flow_id", "sub_sentiment_id"),
)
SUGGESTIONS = Table(
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
INTENTIONS = Table(
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
INTENTION_STEPS = Table(
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
PLATFORMS = Table(
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
MOVIE_PLATFORMS = Table(
    "movie_streaming_platforms",
    {"movie_id": "uuid", "streaming_platform_id": "integer", "access_type": "text"},
    ("movie_id", "streaming_platform_id", "access_type"),
    numbered=False,
)
MOVIES = Table(
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
PILLAR_ARTICLES = Table(
    "movie_pillar_articles",
    {"movie_id": "uuid", "blog_article_id": "text", "title": "text", "slug": "text"},
    ("movie_id", "blog_article_id"),
    owned=True,
)
ACTORS = Table("actors", {"id": "uuid", "name": "text"}, ("id",), numbered=False)
CAST = Table(
    "movie_cast",
    {"movie_id": "uuid", "actor_id": "uuid", "character_name": "text", "order": "integer"},
    ("movie_id", "actor_id"),
    numbered=False,
)
TRAILERS = Table(
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
AWARDS = Table("awards", {"name": "text"}, ("name",))
AWARD_CATEGORIES = Table("award_categories", {"award_id": "integer", "name": "text"}, ("award_id", "name"))
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
FILM_WINS = Table("movie_award_wins", FILM_AWARD, FILM_AWARD_KEY)
FILM_NOMINATIONS = Table("movie_award_nominations", FILM_AWARD, FILM_AWARD_KEY)
PERSON_WINS = Table("person_award_wins", PERSON_AWARD, PERSON_AWARD_KEY)
PERSON_NOMINATIONS = Table("person_award_nominations", PERSON_AWARD, PERSON_AWARD_KEY)
