"""Which films may be suggested."""

from dataclasses import dataclass, field
from typing import Any

from movies_api.movies.list_queries import admitted_certifications, certification_condition


@dataclass(frozen=True, slots=True)
class FilmFilter:
    """Which films may be suggested; empty fields admit all."""

    platforms: tuple[int, ...] | None = None
    any_access: bool = False
    max_runtime: int | None = None
    certification: str | None = None
    exclude: tuple[str, ...] = field(default=())


def admitting(admitted: FilmFilter) -> tuple[str, dict[str, Any]]:
    """The filter as a condition over `movies AS m`, and its parameters."""
    conditions = ["NOT m.adult"]
    values: dict[str, Any] = {}
    if admitted.platforms is not None:
        kinds = "" if admitted.any_access else " AND a.access_type IN ('INCLUDED_WITH_SUBSCRIPTION', 'FREE_WITH_ADS')"
        conditions.append(
            "EXISTS (SELECT FROM movie_streaming_platforms AS a WHERE a.movie_id = m.id"
            f" AND a.streaming_platform_id = ANY(%(platforms)s::int[]){kinds})"
        )
        values["platforms"] = list(admitted.platforms)
    if admitted.max_runtime is not None:
        conditions.append("m.runtime <= %(max_runtime)s")
        values["max_runtime"] = admitted.max_runtime
    if admitted.certification:
        conditions.append(certification_condition(admitted.certification))
        values["certifications"] = admitted_certifications(admitted.certification)
    if admitted.exclude:
        conditions.append("m.id <> ALL(%(exclude)s::uuid[])")
        values["exclude"] = list(admitted.exclude)
    return " AND ".join(conditions), values
