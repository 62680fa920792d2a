"""What GET /movies accepts."""

from dataclasses import dataclass

from movies_api.pagination import DEFAULT_ROWS, FARTHEST_OFFSET, MOST_ROWS
from movies_api.parameters import PublicQuery, page_limit, row_id, words
from movies_api.rules import CERTIFICATIONS
from suite.http.fields import QueryChoice, QueryEntries, QueryFlag, QueryNumber, QueryWhole, QueryWords
from suite.ids import integer_or_none

SORTS = ("title", "year", "rating", "votes", "created", "relevance")
INCLUDES = ("sentiments", "suggestions", "platforms", "none")
ACCESS_TYPES = (
    "INCLUDED_WITH_SUBSCRIPTION",
    "RENTAL",
    "PURCHASE",
    "FREE_WITH_ADS",
    "OTHER",
    "HYBRID_OR_UNKNOWN",
)
LONGEST_CURSOR = 5_000  # a title of 255 characters, decomposed, in UTF-8 and base64


@dataclass(frozen=True, slots=True)
class FilmFilters:
    """Which films; all that is given has to hold."""

    q: str | None = None
    sentiment_id: int | None = None
    sub_sentiment_id: int | None = None
    intention_id: int | None = None
    genre: tuple[str, ...] = ()
    platform_id: tuple[int, ...] = ()
    access: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    min_rating: float | None = None
    max_runtime: int | None = None
    certification: str | None = None
    adult: str = "exclude"


@dataclass(frozen=True, slots=True)
class FilmList:
    """A page of films: filters, order, place and what to include."""

    filters: FilmFilters
    sort: str
    descending: bool
    include: tuple[str, ...]
    limit: int
    offset: int | None
    cursor: str | None
    envelope: bool


def film_list(
    *,
    sort: str | None = None,
    order: str = "asc",
    include: list[str] | None = None,
    limit: int = DEFAULT_ROWS,
    offset: int | None = None,
    cursor: str | None = None,
    envelope: bool = False,
    genre: list[str] | None = None,
    platform_id: list[int] | None = None,
    **filters: object,
) -> FilmList:
    """The parsed query with its defaults: by relevance when there is a text to be relevant to, else by title."""
    chosen = FilmFilters(genre=tuple(genre or ()), platform_id=tuple(platform_id or ()), **filters)  # type: ignore[arg-type]
    wanted = ["sentiments", "suggestions"] if include is None else include
    return FilmList(
        filters=chosen,
        sort=sort or ("relevance" if chosen.q else "title"),
        descending=order == "desc",
        include=() if "none" in wanted else tuple(wanted),
        limit=limit,
        offset=offset,
        cursor=cursor,
        envelope=envelope,
    )


class FilmListSchema(PublicQuery):
    """Query string of GET /movies."""

    produces = staticmethod(film_list)  # type: ignore[assignment]

    q = words(metadata={"description": "words, part of a title, people; typing errors are forgiven"})
    sentiment_id = row_id(data_key="sentimentId")
    sub_sentiment_id = row_id(data_key="subSentimentId")
    intention_id = row_id(data_key="intentionId", metadata={"description": "suggested under this intention"})
    genre = QueryWords(most=20, high=60, metadata={"description": "any of these genres"})
    platform_id = QueryEntries(
        integer_or_none, "ids", most=30, data_key="platformId", metadata={"description": "on any of these platforms"}
    )
    access = QueryChoice(ACCESS_TYPES)
    year_from = QueryWhole(1870, 2100, data_key="yearFrom")
    year_to = QueryWhole(1870, 2100, data_key="yearTo")
    min_rating = QueryNumber(0, 10, data_key="minRating")
    max_runtime = QueryWhole(1, 600, data_key="maxRuntime")
    certification = QueryChoice(CERTIFICATIONS, metadata={"description": "the highest accepted"})
    adult = QueryChoice(("exclude", "include"))
    sort = QueryChoice(SORTS)
    order = QueryChoice(("asc", "desc"))
    include = QueryWords(INCLUDES)
    limit = page_limit(MOST_ROWS)
    offset = QueryWhole(0, FARTHEST_OFFSET)
    cursor = words(LONGEST_CURSOR)
    envelope = QueryFlag()
