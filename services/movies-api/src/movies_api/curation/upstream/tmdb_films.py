"""What TMDB answers, as a film of ours. Whatever is not as documented is left out."""

from collections.abc import Iterator
from typing import Any

from movies_api.curation.upstream.details import FilmLinks
from movies_api.curation.upstream.members import inner, objects, whole, word
from movies_api.curation.upstream.providers import platform_of
from movies_api.curation.upstream.tmdb import ATTRIBUTION
from movies_api.intake.film import ImportedFilm, required_title
from movies_api.rules import CERTIFICATIONS
from suite.imports.values import number_of, text_of, whole_of, year_of

POSTER = "https://image.tmdb.org/t/p/w500"
COUNTRY = "BR"
LAST_ORDER = 8
THEATRICAL = 3
ACCESS = {
    "flatrate": "INCLUDED_WITH_SUBSCRIPTION",
    "rent": "RENTAL",
    "buy": "PURCHASE",
    "free": "FREE_WITH_ADS",
    "ads": "FREE_WITH_ADS",
}
GENRES = {
    28: "Ação",
    12: "Aventura",
    16: "Animação",
    35: "Comédia",
    80: "Crime",
    99: "Documentário",
    18: "Drama",
    10751: "Família",
    14: "Fantasia",
    36: "História",
    27: "Terror",
    10402: "Música",
    9648: "Mistério",
    10749: "Romance",
    878: "Ficção Científica",
    53: "Thriller",
    10770: "Cinema TV",
    10752: "Guerra",
    37: "Faroeste",
}
SPOKEN = {("pt", "BR"): 0, ("pt", ""): 1, ("en", ""): 2}


def film_of(answer: dict[str, Any]) -> ImportedFilm:
    """The film; BadValue."""
    votes = whole_of(answer, "vote_count", 0) or 0
    poster = text_of(answer, "poster_path")
    crew = objects(inner(answer, "credits"), "crew")
    directors = [name for one in crew if one.get("job") == "Director" and (name := word(one, "name"))]
    return ImportedFilm(
        0,
        required_title(text_of(answer, "title")),
        year_of(answer, "release_date"),
        original_title=text_of(answer, "original_title", longest=255),
        director=", ".join(directors)[:255] or None,
        genres=[GENRES[number] for one in objects(answer, "genres") if (number := whole(one, "id")) in GENRES],
        keywords=[name for one in objects(inner(answer, "keywords"), "keywords") if (name := word(one, "name"))],
        description=text_of(answer, "overview"),
        thumbnail=f"{POSTER}{poster}" if poster else None,
        vote_average=number_of(answer, "vote_average", 10) if votes else None,
        vote_count=votes,
        certification=certification_of(answer),
        adult=answer.get("adult") is True,
        runtime=whole_of(answer, "runtime", 0, 10_000) or None,
        tmdb_id=answer["id"],
        source={"attribution": [ATTRIBUTION]},
    )


def links_of(answer: dict[str, Any]) -> FilmLinks:
    """Platforms in Brazil, people and trailers."""
    links = FilmLinks(attribution=[ATTRIBUTION], values={"certification": certification_of(answer)})
    here = inner(inner(inner(answer, "watch/providers"), "results"), COUNTRY)
    for kind, access in ACCESS.items():
        for provider in objects(here, kind):
            name = word(provider, "provider_name") or ""
            platform = platform_of(name, ads=kind in ("free", "ads"))
            if platform is None:
                links.skipped.append(name)
            elif [platform, access] not in links.platforms:
                links.platforms.append([platform, access])
    links.cast = list(cast_of(answer))
    links.trailers = list(trailers_of(answer))
    return links


def certification_of(answer: dict[str, Any]) -> str | None:
    """Brazil's: that of the cinemas, else the newest."""
    countries = objects(inner(answer, "release_dates"), "results")
    releases = [
        one
        for country in countries
        if country.get("iso_3166_1") == COUNTRY
        for one in objects(country, "release_dates")
    ]
    rated = [one for one in releases if one.get("certification") in CERTIFICATIONS]
    best = max(rated, key=lambda one: (one.get("type") == THEATRICAL, word(one, "release_date") or ""), default=None)
    return best["certification"] if best else None


def cast_of(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The first people who have a part."""
    for one in objects(inner(answer, "credits"), "cast"):
        number, order, part, name = whole(one, "id"), whole(one, "order"), word(one, "character"), word(one, "name")
        if number is not None and order is not None and order <= LAST_ORDER and part and name:
            yield {"tmdb_id": number, "name": name, "character_name": part, "place": order}


def trailers_of(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """YouTube's, the one in the best language first; it is the main one."""
    videos = [
        one
        for one in objects(inner(answer, "videos"), "results")
        if one.get("site") == "YouTube" and one.get("type") in ("Trailer", "Teaser") and word(one, "key")
    ]
    for place, one in enumerate(sorted(videos, key=language_rank)):
        yield {
            "key": one["key"],
            "name": word(one, "name"),
            "site": "YouTube",
            "type": one["type"],
            "language": "-".join(filter(None, [word(one, "iso_639_1"), word(one, "iso_3166_1")])) or None,
            "is_main": place == 0,
        }


def language_rank(video: dict[str, Any]) -> tuple[int, bool, str]:
    """pt-BR, pt, en, others; trailers before teasers."""
    language, country = word(video, "iso_639_1") or "", word(video, "iso_3166_1") or ""
    place = SPOKEN.get((language, country), SPOKEN.get((language, ""), 3))
    return place, video["type"] != "Trailer", video["key"]
