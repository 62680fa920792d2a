"""What GET /movies accepts."""

from dataclasses import dataclass

from movies_api.pagination import DEFAULT_ROWS, FARTHEST_OFFSET, MOST_ROWS
from movies_api.parameters import (
    Choice,
    ChoiceList,
    CommaList,
    Decimal,
    Flag,
    Id,
    IdList,
    Limit,
    PublicQuery,
    Whole,
    Words,
)
from movies_api.rules import CERTIFICATIONS

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

    q = Words(metadata={"description": "words, part of a title, people; typing errors are forgiven"})
    sentiment_id = Id(data_key="sentimentId")
    sub_sentiment_id = Id(data_key="subSentimentId")
    intention_id = Id(data_key="intentionId", metadata={"description": "suggested under this intention"})
    genre = CommaList(20, 60, metadata={"description": "any of these genres"})
    platform_id = IdList(30, 10, data_key="platformId", metadata={"description": "on any of these platforms"})
    access = Choice(ACCESS_TYPES)
    year_from = Whole(1870, 2100, data_key="yearFrom")
    year_to = Whole(1870, 2100, data_key="yearTo")
    min_rating = Decimal(0, 10, data_key="minRating")
    max_runtime = Whole(1, 600, data_key="maxRuntime")
    certification = Choice(CERTIFICATIONS, metadata={"description": "the highest accepted"})
    adult = Choice(("exclude", "include"))
    sort = Choice(SORTS)
    order = Choice(("asc", "desc"))
    include = ChoiceList(INCLUDES)
    limit = Limit(MOST_ROWS)
    offset = Whole(0, FARTHEST_OFFSET)
    cursor = Words(LONGEST_CURSOR)
    envelope = Flag()
