"""The seed files as rows of tables. Functions that need ids of the database take them as maps from names."""

from collections.abc import Iterator, Mapping
from typing import Any

from movies_api.folding import fold
from movies_api.rules import ranks, relevance_score
from movies_api.seed.content import Intention, read_seed, seed_intentions

Row = dict[str, Any]
Ids = Mapping[Any, int]
OSCAR = "Oscar"
# Above the ids that dumps bring, so that an import keeps its own.
FIRST_SUGGESTION_ID = 10_001
CURATION_FILMS = (
    "dias-perfeitos",
    "intocaveis",
    "o-auto-da-compadecida",
    "meu-amigo-totoro",
    "questao-de-tempo",
)


def sentiment_rows() -> Iterator[Row]:
    """Main sentiments."""
    for sentiment in read_seed("catalogue")["sentiments"]:
        yield {
            "id": sentiment["id"],
            "name": sentiment["name"],
            "description": sentiment["description"],
            "short_description": sentiment["shortDescription"],
            "keywords": sentiment["keywords"],
        }


def sub_sentiment_rows() -> Iterator[Row]:
    """Sub-sentiments."""
    for sub in read_seed("catalogue")["subSentiments"]:
        yield {
            "id": sub["id"],
            "name": sub["name"],
            "main_sentiment_id": sub["mainSentimentId"],
            "keywords": sub["keywords"],
        }


def genre_sub_sentiment_rows(subs: Ids) -> Iterator[Row]:
    """Which feelings a genre promises."""
    for pair in read_seed("catalogue")["genreSubSentiments"]:
        yield {"genre_id": pair["genreId"], "sub_sentiment_id": subs[pair["subSentiment"]]}


def platform_rows() -> Iterator[Row]:
    """Streaming platforms."""
    for platform in read_seed("catalogue")["platforms"]:
        yield {
            "id": platform["id"],
            "name": platform["name"],
            "category": platform["category"],
            "show_filter": platform["showFilter"],
            "logo_path": platform["logoPath"],
            "base_url": platform["baseUrl"],
            "has_free_trial": platform.get("hasFreeTrial", False),
            "free_trial_duration": platform.get("freeTrialDuration"),
        }


def movie_rows(genres: Ids) -> Iterator[Row]:
    """Films."""
    for film in read_seed("films"):
        yield {
            "id": film["id"],
            "slug": film["slug"],
            "title": film["title"],
            "original_title": film["originalTitle"],
            "year": film["year"],
            "director": film["director"],
            "runtime": film["runtime"],
            "certification": film["certification"],
            "genres": film["genres"],
            "genre_ids": sorted(genres[name] for name in film["genres"]),
            "keywords": film["keywords"],
            "description": film["description"],
            "thumbnail": film["thumbnail"],
            "imdb_rating": film["imdbRating"],
            "rotten_tomatoes_rating": film["rottenTomatoesRating"],
            "metacritic_rating": film["metacriticRating"],
            "vote_average": film["voteAverage"],
            "vote_count": film["voteCount"],
            "adult": False,
            "tmdb_id": film["tmdbId"],
            "landing_page_hook": film["landingPageHook"],
            "target_audience_for_lp": film["targetAudience"],
            "content_warnings": film["contentWarnings"],
            "awards_summary": film["awardsSummary"],
            "emotional_entry_type": film["entryType"],
            "source": {},
        }


def movie_sentiment_rows(subs: Ids, mains: Ids) -> Iterator[Row]:
    """How strongly a film has which feeling; `mains` maps a sub-sentiment's name to its sentiment."""
    for film in read_seed("films"):
        for name, relevance in film["sentiments"].items():
            yield {
                "movie_id": film["id"],
                "main_sentiment_id": mains[name],
                "sub_sentiment_id": subs[name],
                "relevance": relevance,
            }


def movie_platform_rows(platforms: Ids) -> Iterator[Row]:
    """Where a film is to be seen."""
    for film in read_seed("films"):
        for name, access in film["platforms"]:
            yield {
                "movie_id": film["id"],
                "streaming_platform_id": platforms[name],
                "access_type": access,
            }


def people() -> dict[str, str]:
    """Folded name → name of everybody the seeds mention."""
    return {
        fold(name): name
        for film in read_seed("films")
        for name in [*(actor for actor, _ in film["cast"]), *awarded_people(film)]
    }


def awarded_people(film: Mapping[str, Any]) -> list[str]:
    """Who won or was nominated for the film."""
    oscars = film["oscars"] or {"wins": [], "nominations": []}
    return [person for _, person in [*oscars["wins"], *oscars["nominations"]] if person]


def cast_rows(actors: Mapping[str, str]) -> Iterator[Row]:
    """Main cast; `actors` maps a folded name to an id."""
    for film in read_seed("films"):
        for order, (name, character) in enumerate(film["cast"]):
            yield {
                "movie_id": film["id"],
                "actor_id": actors[fold(name)],
                "character_name": character,
                "order": order,
            }


def trailer_rows() -> Iterator[Row]:
    """Main trailers."""
    for film in read_seed("films"):
        if film["trailer"]:
            yield {
                "movie_id": film["id"],
                "key": film["trailer"],
                "name": f"{film['originalTitle']} - Trailer",
                "site": "YouTube",
                "type": "Trailer",
                "language": "en",
                "is_main": True,
            }


def award_categories() -> list[str]:
    """Every category somebody won or was nominated in."""
    return sorted(
        {
            category
            for film in read_seed("films")
            if film["oscars"]
            for kind in ("wins", "nominations")
            for category, _ in film["oscars"][kind]
        }
    )


def award_rows(kind: str, award: int, categories: Ids, actors: Mapping[str, str]) -> tuple[list[Row], list[Row]]:
    """Awards of films and of people; `kind` is wins or nominations."""
    films: list[Row] = []
    persons: list[Row] = []
    for film in read_seed("films"):
        for category, person in (film["oscars"] or {kind: []})[kind]:
            row = {
                "award_id": award,
                "award_category_id": categories[award, category],
                "year": film["oscars"]["year"],
            }
            if person:
                persons.append({**row, "person_id": actors[fold(person)], "for_movie_id": film["id"]})
            else:
                films.append({**row, "movie_id": film["id"]})
    return films, persons


def flow_rows() -> Iterator[Row]:
    """One flow a sentiment."""
    for flow in read_seed("journeys"):
        yield {"id": flow["flowId"], "main_sentiment_id": flow["sentimentId"]}


def step_rows() -> Iterator[Row]:
    """One step an intention."""
    for intention in seed_intentions():
        step = intention.content["step"]
        yield {
            "id": step["id"],
            "journey_flow_id": intention.flow_id,
            "step_id": step["stepId"],
            "order": 1,
            "question": step["question"],
            "mobile_question": step["mobileQuestion"],
        }


def options() -> Iterator[tuple[Intention, Row]]:
    """Every option of the seed files with the intention it belongs to."""
    for intention in seed_intentions():
        for option in intention.content["step"]["options"]:
            yield intention, option


def option_rows() -> Iterator[Row]:
    """End options."""
    for intention, option in options():
        yield {
            "id": option["id"],
            "journey_step_flow_id": intention.step_id,
            "option_id": option["optionId"],
            "text": option["text"],
            "is_end_state": True,
            "display_title": option["displayTitle"],
        }


def expected_rows(subs: Ids) -> Iterator[Row]:
    """What an option expects of its films."""
    for _, option in options():
        for name in option["expected"]:
            yield {
                "journey_option_flow_id": option["id"],
                "sub_sentiment_id": subs[name],
                "weight": 1.0,
                "source": "curated",
            }


def link_rows() -> Iterator[Row]:
    """The step each intention begins with."""
    for intention in seed_intentions():
        yield {
            "emotional_intention_id": intention.id,
            "journey_step_flow_id": intention.step_id,
            "priority": 1,
            "is_required": True,
            "contextual_hint": intention.content["step"]["contextualHint"],
        }


def suggestion_rows() -> list[Row]:
    """Suggested films with score and rank."""
    films = {film["slug"]: film for film in read_seed("films")}
    rows: list[Row] = []
    for _, option in options():
        for slug in option["films"]:
            film = films[slug]
            rows.append(
                {
                    "id": FIRST_SUGGESTION_ID + len(rows),
                    "journey_option_flow_id": option["id"],
                    "movie_id": film["id"],
                    "reason": film["reason"],
                    "relevance_score": relevance_score(option["expected"], film["sentiments"].items()),
                }
            )
    return ranked(rows)


def ranked(rows: list[Row]) -> list[Row]:
    """The rows with each film's options ranked by score."""
    by_film: dict[str, list[tuple[int, float]]] = {}
    for row in rows:
        by_film.setdefault(row["movie_id"], []).append((row["id"], row["relevance_score"]))
    places = {number: place for scores in by_film.values() for number, place in ranks(scores).items()}
    return [{**row, "relevance": places[row["id"]]} for row in rows]


def curation_row() -> Row:
    """A curation that is shown on every day of the first years."""
    films = {film["slug"]: film["id"] for film in read_seed("films")}
    return {
        "button_title": "Para o fim do dia",
        "button_microcopy": "Cinco filmes que fazem bem",
        "header_phrase": "Escolhas gentis para desligar do mundo e chegar mais leve a amanhã.",
        "movie_ids": [films[slug] for slug in CURATION_FILMS],
        "start_date": "2026-01-01T00:00:00Z",
        "end_date": "2035-12-31T23:59:59Z",
    }
