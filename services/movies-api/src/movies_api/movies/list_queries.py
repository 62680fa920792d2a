"""SQL of the film list: filters, orders, pages by key or by offset, and what may be included."""

from dataclasses import dataclass
from typing import Any

from movies_api.movies.schemas import FilmFilters
from movies_api.movies.shapes import film_members, film_platforms, film_sentiments, film_suggestions
from movies_api.rules import CERTIFICATIONS
from movies_api.search.queries import matching_films, search_order, search_values
from movies_api.search.rules import FilmSearch
from movies_api.wire import NUMBER, object_of
from suite.database import Connection

FILM = object_of(film_members(NUMBER))
INCLUDED = {
    "sentiments": ("movieSentiments", film_sentiments(NUMBER)),
    "suggestions": ("movieSuggestionFlows", film_suggestions(NUMBER)),
    "platforms": ("platforms", film_platforms()),
}
# Sort → column, type of its values, whether it may be null.
SORT_KEYS = {
    "title": ("title_key", "text", False),
    "year": ("year", "int", True),
    "rating": ("rating", "numeric", True),
    "votes": ("vote_count", "int", True),
    "created": ("created_at", "timestamptz", False),
}
_CONDITIONS = {
    "sentiment_id": """EXISTS (SELECT FROM movie_sentiments AS e
        WHERE e.movie_id = m.id AND e.main_sentiment_id = %(sentiment_id)s)""",
    "sub_sentiment_id": """EXISTS (SELECT FROM movie_sentiments AS e
        WHERE e.movie_id = m.id AND e.sub_sentiment_id = %(sub_sentiment_id)s)""",
    "intention_id": """m.id IN (SELECT g.movie_id FROM emotional_intention_journey_steps AS l
        JOIN journey_option_flows AS o ON o.journey_step_flow_id = l.journey_step_flow_id
        JOIN movie_suggestion_flows AS g ON g.journey_option_flow_id = o.id
       WHERE l.emotional_intention_id = %(intention_id)s)""",
    "genre": "m.genre_keys && fold_all(%(genre)s::text[])",
    "year_from": "m.year >= %(year_from)s",
    "year_to": "m.year <= %(year_to)s",
    "min_rating": "m.rating >= %(min_rating)s",
    "max_runtime": "m.runtime <= %(max_runtime)s",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which films: conditions over `movies AS m` and their parameters."""

    conditions: tuple[str, ...]
    values: dict[str, Any]

    @property
    def where(self) -> str:
        """The conditions as one."""
        return " AND ".join(self.conditions) or "TRUE"


def film_selection(filters: FilmFilters, search: FilmSearch | None, guesses: list[str] | None) -> Selection:
    """The selection of a list; `guesses` replace the films a search text matches."""
    given = {name: getattr(filters, name) for name in _CONDITIONS}
    conditions = [_CONDITIONS[name] for name, value in given.items() if value not in (None, ())]
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}
    if filters.adult == "exclude":
        conditions.append("NOT m.adult")
    if filters.certification:
        conditions.append(certification_condition(filters.certification))
        values["certifications"] = admitted_certifications(filters.certification)
    if filters.platform_id or filters.access:
        conditions.append(_availability(filters))
        values |= {"platform_id": list(filters.platform_id), "access": filters.access}
    if guesses is not None:
        conditions.append("m.id = ANY(%(guesses)s::uuid[])")
        values["guesses"] = guesses
    elif search:
        conditions.append(f"m.id IN {matching_films(search)}")
        values |= search_values(search)
    return Selection(tuple(conditions), values)


def admitted_certifications(highest: str) -> list[str]:
    """All certifications up to the highest accepted one."""
    return list(CERTIFICATIONS[: CERTIFICATIONS.index(highest) + 1])


def certification_condition(highest: str) -> str:
    """Films without certification may be for adults only."""
    unknown = " OR m.certification IS NULL" if highest == CERTIFICATIONS[-1] else ""
    return f"(m.certification = ANY(%(certifications)s){unknown})"


def _availability(filters: FilmFilters) -> str:
    narrowed = ""
    if filters.platform_id:
        narrowed += " AND e.streaming_platform_id = ANY(%(platform_id)s)"
    if filters.access:
        narrowed += " AND e.access_type = %(access)s"
    return f"EXISTS (SELECT FROM movie_streaming_platforms AS e WHERE e.movie_id = m.id{narrowed})"


def count_films(connection: Connection, selection: Selection) -> int:
    """How many films the selection holds."""
    return int(connection.value(f"SELECT count(*) FROM movies AS m WHERE {selection.where}", selection.values))


def page_statement(
    selection: Selection, sort: str, *, descending: bool, after: bool = False, after_null: bool = False
) -> str:
    """One page by key: rows of (id, sort key as text, film as JSON).

    A page `after` a row is a range of the index behind the order; rows without a key are a range of their own.
    """
    column, kind, nullable = SORT_KEYS[sort]
    way = "DESC" if descending else "ASC"
    order = f"m.{column} {way} NULLS LAST, m.id {way}" if nullable else f"m.{column} {way}, m.id {way}"
    picked = f"SELECT m.id, m.{column}::text AS sort_key, {FILM}::text AS film FROM movies AS m WHERE {selection.where}"
    ranges = [""]
    if after_null:
        ranges = [f" AND m.{column} IS NULL AND m.id {'<' if descending else '>'} %(after_id)s::uuid"]
    elif after:
        sign = "<" if descending else ">"
        ranges = [f" AND (m.{column}, m.id) {sign} (%(after_key)s::{kind}, %(after_id)s::uuid)"]
        ranges += [f" AND m.{column} IS NULL"] if nullable else []
    if len(ranges) == 1:
        return f"{picked}{ranges[0]} ORDER BY {order} LIMIT %(rows)s OFFSET %(offset)s"
    parts = [f"({picked}{condition} ORDER BY {order} LIMIT %(rows)s)" for condition in ranges]
    return " UNION ALL ".join(parts) + " LIMIT %(rows)s"


def select_page(
    connection: Connection,
    selection: Selection,
    sort: str,
    *,
    descending: bool,
    rows: int,
    offset: int = 0,
    after: tuple[str | None, str] | None = None,
) -> list[tuple[str, str | None, str]]:
    """At most `rows` rows of (id, sort key, film JSON), behind the row `after` (its key and id) or from `offset` on."""
    key, film_id = after or (None, None)
    values = {**selection.values, "rows": rows, "offset": offset, "after_key": key, "after_id": film_id}
    statement = page_statement(
        selection,
        sort,
        descending=descending,
        after=after is not None,
        after_null=after is not None and key is None,
    )
    found: list[tuple[str, str | None, str]] = connection.rows(statement, values)
    return found


def select_relevant(
    connection: Connection, selection: Selection, search: FilmSearch | None, *, rows: int, offset: int
) -> list[tuple[str, str | None, str]]:
    """Rows like select_page, the most relevant first."""
    if "guesses" in selection.values:
        order = "array_position(%(guesses)s::uuid[], m.id)"
    else:
        order = search_order(search) if search else "m.vote_average DESC NULLS LAST, m.id"
    found: list[tuple[str, str | None, str]] = connection.rows(
        f"""SELECT m.id, NULL, {FILM}::text FROM movies AS m WHERE {selection.where}
            ORDER BY {order} LIMIT %(rows)s OFFSET %(offset)s""",
        {**selection.values, "rows": rows, "offset": offset},
    )
    return found


def select_included(connection: Connection, name: str, ids: list[str]) -> dict[str, str]:
    """Film id → the included array as JSON."""
    _, element = INCLUDED[name]
    rows = connection.rows(
        f"SELECT m.id, {element}::text FROM movies AS m WHERE m.id = ANY(%(ids)s::uuid[])", {"ids": ids}
    )
    return dict(rows)


def select_film(connection: Connection, *, film_id: str | None, slug: str | None) -> str | None:
    """One film with everything included, as JSON."""
    members = {**film_members(NUMBER), **dict(INCLUDED.values())}
    column, key = ("id", film_id) if film_id else ("slug", slug)
    found: str | None = connection.value(
        f"SELECT {object_of(members)}::text FROM movies AS m WHERE m.{column} = %(key)s", {"key": key}
    )
    return found
