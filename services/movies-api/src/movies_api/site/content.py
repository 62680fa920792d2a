"""What the pages say: title, facts for search engines, and what their templates show."""

from collections.abc import Mapping, Sequence
from typing import Any

from movies_api.curation.lexicon.phrases import breaks_off
from movies_api.posters.addresses import PATH as DRAWN_POSTERS
from movies_api.rules import NO_WARNING
from suite.pages import Page, breadcrumbs

SITE_NAME = "VibesFilm"
START = ("Início", "/")
SUMMARY = 300
ACCESS = {
    "INCLUDED_WITH_SUBSCRIPTION": "incluído na assinatura",
    "FREE_WITH_ADS": "grátis com anúncios",
    "RENTAL": "aluguel",
    "PURCHASE": "compra",
}
ABOUT = (
    "O VibesFilm recomenda filmes pelo que você sente e pelo que quer sentir: diga como está, escolha entre manter, "
    "processar, transformar ou explorar esse sentimento, e receba filmes com o motivo de cada um e onde assistir."
)


def start_page(home: Mapping[str, Any], site: str) -> Page:
    """The start page: feelings and the best films."""
    films = [film for film in home["featuredMovies"] if film["slug"]]
    items = [
        {"@type": "ListItem", "position": place, "name": film["title"], "url": f"{site}/filme/{film['slug']}"}
        for place, film in enumerate(films, start=1)
    ]
    return Page(
        template="start.html",
        title="Filmes para o que você sente",
        description=ABOUT,
        path="/",
        data=[
            {"@type": "WebSite", "name": SITE_NAME, "url": f"{site}/", "inLanguage": "pt-BR", "description": ABOUT},
            {"@type": "ItemList", "name": "Filmes em destaque", "itemListElement": items},
        ],
        content={"about": ABOUT, "sentiments": home["mainSentiments"], "films": films},
    )


def film_page(hero: Mapping[str, Any], slug: str, site: str) -> Page:
    """The page of a film."""
    film, path = hero["movie"], f"/filme/{slug}"
    warning = film["contentWarnings"]
    return Page(
        template="film.html",
        title=titled(film),
        description=shortened(film["description"]) or facts_of(film),
        path=path,
        kind="video.movie",
        image=preview(film),
        image_alt=f"Pôster de {film['title']}",
        tags=film["genres"],
        data=[movie_data(hero, site + path), breadcrumbs(site, [START, (film["title"], path)])],
        content={
            "film": film,
            "facts": facts_of(film),
            "watch": f"/onde-assistir/{slug}",
            "warning": None if warning == NO_WARNING else warning,
            "ratings": ratings_of(film),
            "similar": [other for other in hero["similarMovies"] if other["slug"]],
        },
    )


def watch_page(hero: Mapping[str, Any], slug: str, site: str) -> Page:
    """The page that tells where a film can be watched."""
    film, path = hero["movie"], f"/onde-assistir/{slug}"
    offers = offers_of(hero)
    names = list(dict.fromkeys(offer["name"] for offer in offers))
    where = (
        f"{film['title']} está em {joined(names)}" if names else f"Ainda não sabemos onde assistir a {film['title']}"
    )
    steps = [START, (film["title"], f"/filme/{slug}"), ("Onde assistir", path)]
    return Page(
        template="watch.html",
        title=f"Onde assistir a {titled(film)}",
        description=shortened(f"{where}. {facts_of(film)} {film['description'] or ''}"),
        path=path,
        kind="video.movie",
        image=preview(film),
        image_alt=f"Pôster de {film['title']}",
        data=[movie_data(hero, f"{site}/filme/{slug}", offers), breadcrumbs(site, steps)],
        content={"film": film, "facts": facts_of(film), "where": where, "offers": offers, "path": f"/filme/{slug}"},
    )


def about_page(site: str) -> Page:
    """What the site is."""
    return Page(
        template="about.html",
        title="Sobre",
        description=ABOUT,
        path="/sobre",
        data=[
            {"@type": "AboutPage", "name": f"Sobre o {SITE_NAME}", "url": f"{site}/sobre", "inLanguage": "pt-BR"},
            breadcrumbs(site, [START, ("Sobre", "/sobre")]),
        ],
        content={"about": ABOUT},
    )


def movie_data(hero: Mapping[str, Any], address: str, offers: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """A Movie of schema.org; a rating is told only with the number of people it comes from."""
    film = hero["movie"]
    original = film["original_title"]
    rating = None
    if film["vote_average"] and film["vote_count"]:
        rating = {
            "@type": "AggregateRating",
            "ratingValue": float(film["vote_average"]),
            "bestRating": 10,
            "worstRating": 0,
            "ratingCount": film["vote_count"],
        }
    actions = [{"@type": "WatchAction", "target": offer["baseUrl"]} for offer in offers if offer["baseUrl"]]
    return {
        "@type": "Movie",
        "name": film["title"],
        "alternateName": original if original != film["title"] else None,
        "url": address,
        "image": film["thumbnail"],
        "description": film["description"],
        "dateCreated": str(film["year"]) if film["year"] else None,
        "duration": f"PT{film['runtime']}M" if film["runtime"] else None,
        "genre": film["genres"] or None,
        "contentRating": film["certification"],
        "director": people(directors_of(film)),
        "actor": people([part["actorName"] for part in film["mainCast"]]),
        "award": film["awardsSummary"],
        "aggregateRating": rating,
        "potentialAction": actions or None,
    }


def people(names: Sequence[str]) -> list[dict[str, str]] | None:
    """Persons of schema.org, None when there are none."""
    return [{"@type": "Person", "name": name} for name in names] or None


def directors_of(film: Mapping[str, Any]) -> list[str]:
    """The names a film's director stands for."""
    return [name.strip() for name in (film["director"] or "").split(",") if name.strip()]


def offers_of(hero: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Where a film can be watched, each with how."""
    return [
        {**one, "how": ACCESS[one["accessType"]]}
        for one in [*hero["subscriptionPlatforms"], *hero["rentalPurchasePlatforms"]]
    ]


def ratings_of(film: Mapping[str, Any]) -> list[str]:
    """The ratings of others, as they are told."""
    ratings = [
        ("IMDb", film["imdbRating"], "/10"),
        ("TMDB", film["vote_average"], "/10"),
        ("Rotten Tomatoes", film["rottenTomatoesRating"], "%"),
        ("Metacritic", film["metacriticRating"], "/100"),
    ]
    return [f"{name} {value}{unit}" for name, value, unit in ratings if value is not None]


def titled(film: Mapping[str, Any]) -> str:
    """Title and year."""
    return f"{film['title']} ({film['year']})" if film["year"] else str(film["title"])


def facts_of(film: Mapping[str, Any]) -> str:
    """One sentence of what is known of a film."""
    kind = film["genres"][0] if film["genres"] else "Filme"
    director = f" de {joined(directors_of(film))}" if directors_of(film) else ""
    year = f", {film['year']}" if film["year"] else ""
    return f"{kind}{director}{year}."


def preview(film: Mapping[str, Any]) -> str | None:
    """The picture of link previews, which show no drawings."""
    return None if DRAWN_POSTERS in film["thumbnail"] else str(film["thumbnail"])


def shortened(text: str | None) -> str:
    """A text of at most SUMMARY characters: whole sentences, else whole words that do not lead on."""
    plain = " ".join((text or "").split())
    if len(plain) <= SUMMARY:
        return plain
    cut = plain[: SUMMARY - 1]
    end = max(cut.rfind(sign) for sign in (". ", "! ", "? "))
    if end > SUMMARY // 2:
        return cut[: end + 1]
    words = cut.rsplit(" ", 1)[0].split(" ")
    while words and breaks_off(words[-1]):
        words.pop()
    return " ".join(words).rstrip(" ,;:–-") + "…"


def joined(names: Sequence[str]) -> str:
    """`a, b e c`."""
    return " e ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
