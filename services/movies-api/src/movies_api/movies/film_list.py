"""A page of films: where it starts, what it holds, how it goes on."""

import re
from dataclasses import asdict, dataclass

from movies_api.errors import ForeignCursor, InvalidParameter
from movies_api.movies.list_queries import (
    INCLUDED,
    SORT_KEYS,
    Selection,
    count_films,
    film_selection,
    select_included,
    select_page,
    select_relevant,
)
from movies_api.movies.schemas import FilmList
from movies_api.search.guesses import guess_films
from movies_api.search.rules import FilmSearch, read_search
from suite.database import Connection
from suite.http import cursors
from suite.ids import uuid_or_none

Row = tuple[str, str | None, str]
_NUMBERS = {"int": re.compile("[0-9]{1,9}"), "numeric": re.compile(r"[0-9]{1,2}(?:\.[0-9])?")}


@dataclass(frozen=True, slots=True)
class FilmPage:
    """`rows` is a JSON array of `shown` films of `total`; `cursor` leads on."""

    rows: str
    shown: int
    total: int
    cursor: str | None


def read_page(connection: Connection, query: FilmList) -> FilmPage:
    """The page asked for; two statements, one more for each include, three more when a search has to guess."""
    after = place_of(query)
    search = read_search(query.filters.q) if query.filters.q else None
    selection = film_selection(query.filters, search, None)
    total = count_films(connection, selection)
    if total == 0 and search:
        selection = film_selection(query.filters, search, guess_films(connection, search))
        total = count_films(connection, selection)
    rows = select_rows(connection, query, selection, search, after)
    shown, more = rows[: query.limit], len(rows) > query.limit
    films = add_included(connection, shown, query.include)
    keyed = query.sort in SORT_KEYS and more
    cursor = encode_place(query, shown[-1]) if keyed else None
    return FilmPage(f"[{','.join(films)}]", len(shown), total, cursor)


def select_rows(
    connection: Connection,
    query: FilmList,
    selection: Selection,
    search: FilmSearch | None,
    after: tuple[str | None, str] | None,
) -> list[Row]:
    """The rows of the page and one more, which tells that there are more."""
    rows, offset = query.limit + 1, query.offset or 0
    if query.sort == "relevance":
        return select_relevant(connection, selection, search, rows=rows, offset=offset)
    return select_page(
        connection, selection, query.sort, descending=query.descending, rows=rows, offset=offset, after=after
    )


def add_included(connection: Connection, rows: list[Row], include: tuple[str, ...]) -> list[str]:
    """The films as JSON with what is to be included, one statement an include."""
    ids = [str(row[0]) for row in rows]
    parts = {name: select_included(connection, name, ids) for name in include}
    return [
        film[:-1] + "".join(f',"{INCLUDED[name][0]}":{parts[name][key]}' for name in include) + "}"
        for key, _, film in rows
    ]


def digest_of(query: FilmList) -> str:
    """What a cursor is bound to: the order and the filters."""
    return cursors.digest_of({**asdict(query.filters), "sort": query.sort, "descending": query.descending})


def encode_place(query: FilmList, row: Row) -> str:
    """The cursor behind a row; the first value tells whether the row has a sort key."""
    key = row[1]
    position = ["null", "", str(row[0])] if key is None else ["key", key, str(row[0])]
    return cursors.encode_cursor(position, digest_of(query))


def place_of(query: FilmList) -> tuple[str | None, str] | None:
    """Sort key and id of the row the page follows, None for a page by offset; ForeignCursor, InvalidParameter."""
    if query.cursor is None:
        return None
    if query.offset is not None or query.sort not in SORT_KEYS:
        raise ForeignCursor()
    try:
        state, key, film_id = cursors.decode_cursor(query.cursor, digest_of(query), 3)
    except cursors.InvalidCursor:
        raise ForeignCursor() from None
    if state not in ("null", "key") or uuid_or_none(film_id) is None:
        raise ForeignCursor()
    if state == "null":
        return None, film_id
    return sort_key_of(key, SORT_KEYS[query.sort][1]), film_id


def sort_key_of(text: str, kind: str) -> str:
    """The text as PostgreSQL reads it for the column's type: anybody can write a cursor. ForeignCursor."""
    if kind == "timestamptz":
        try:
            moment = cursors.moment_in(text)
        except cursors.InvalidCursor:
            raise ForeignCursor() from None
        if moment.tzinfo is None:
            raise ForeignCursor()
        return moment.isoformat()
    if kind != "text" and _NUMBERS[kind].fullmatch(text) is None:
        raise ForeignCursor()
    return text


def refuse_contradictions(query: FilmList) -> None:
    """InvalidParameter for a range that is upside down."""
    filters = query.filters
    if filters.year_from and filters.year_to and filters.year_from > filters.year_to:
        raise InvalidParameter("yearFrom must not be after yearTo")
