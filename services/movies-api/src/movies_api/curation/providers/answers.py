"""What a model answered, read strictly."""

from collections.abc import Mapping, Sequence
from typing import Any

from movies_api.curation.film import FilmFacts
from movies_api.curation.judgement import LONGEST_EXPLANATION, MOST_MATCHES, Judgement, LandingTexts, Match, NewName
from movies_api.curation.lexicon.phrases import AUDIENCE, breaks_off
from movies_api.curation.oscars import Oscar, contradiction
from movies_api.curation.vocabulary import EndOption, SubSentiment, Vocabulary, closest
from movies_api.rules import NO_WARNING
from suite.ai.answers import InvalidAnswer
from suite.text.folding import fold
from suite.text.storable import is_storable_text

LONGEST_NAME = 100
# A ceremony follows the year of a film; a film from abroad may have to wait for another year or two.
FIRST_CEREMONY, LATEST_AFTER = 1929, 3
MOST_WORDS_OF_REASON, MOST_WORDS_OF_HOOK, LONGEST_TEXT = 24, 60, 600
WARNING = "Atenção: "


def read_judgement(answer: Mapping[str, Any], candidates: Sequence[SubSentiment], vocabulary: Vocabulary) -> Judgement:
    """Matches among the candidates, and names nobody knows; of a name the higher relevance counts."""
    known: dict[str, Match] = {}
    new: dict[str, NewName] = {}
    offered = {sub.id: sub for sub in candidates}
    for entry in objects_of(answer, "matches"):
        relevance, explanation = relevance_of(entry), text_of(entry, "explanation", LONGEST_EXPLANATION, cut=True)
        sub = named_sub(entry, offered, vocabulary)
        if isinstance(sub, SubSentiment):
            match = Match(sub.id, sub.name, relevance, explanation)
            known[sub.name] = max(match, known.get(sub.name, match), key=lambda one: one.relevance)
        else:
            name = NewName(sub, relevance, explanation)
            new[fold(sub)] = max(name, new.get(fold(sub), name), key=lambda one: one.relevance)
    matches = sorted(known.values(), key=lambda match: (-match.relevance, match.sub_id))[:MOST_MATCHES]
    if not matches and not new:
        raise InvalidAnswer("no matches")
    return Judgement(tuple(matches), tuple(sorted(new.values(), key=lambda one: (-one.relevance, one.name))))


def named_sub(
    entry: Mapping[str, Any], offered: Mapping[int, SubSentiment], vocabulary: Vocabulary
) -> SubSentiment | str:
    """The sub-sentiment an entry means, or a name that is like none."""
    number = entry.get("id")
    if number is not None:
        if isinstance(number, bool) or number not in offered:
            raise InvalidAnswer(f"id {number!r} was not offered"[:100])
        return offered[number]
    name = text_of(entry, "name", LONGEST_NAME)
    return closest(name, offered.values()) or closest(name, vocabulary.subs) or name


def read_reasons(answer: Mapping[str, Any], film: FilmFacts, options: Sequence[EndOption]) -> dict[int, str]:
    """One phrase for each option that was asked for."""
    reasons: dict[int, str] = {}
    wanted = {option.id for option in options}
    for entry in objects_of(answer, "reasons"):
        number = entry.get("optionId")
        if isinstance(number, bool) or number not in wanted:
            raise InvalidAnswer(f"optionId {number!r} was not asked for"[:100])
        reason = text_of(entry, "reason", LONGEST_TEXT).rstrip(".")
        if len(reason.split()) > MOST_WORDS_OF_REASON:
            raise InvalidAnswer(f"a reason has more than {MOST_WORDS_OF_REASON} words")
        if breaks_off(reason):
            raise InvalidAnswer("a reason breaks off")
        refuse_title(reason, film)
        reasons[number] = reason
    if len(reasons) < len(wanted):
        raise InvalidAnswer("a reason is missing")
    return reasons


def read_oscars(answer: Mapping[str, Any], film: FilmFacts) -> list[Oscar]:
    """Wins (a star beside the category) and nominations; an empty list is one who does not know."""
    found: dict[tuple[str, int, str | None], Oscar] = {}
    for entry in objects_of(answer, "oscars"):
        stated, year = text_of(entry, "category", LONGEST_NAME), entry.get("year")
        category = " ".join(stated.strip("* ").split())
        person = text_of(entry, "person", LONGEST_NAME) if entry.get("person") else None
        if not category:
            raise InvalidAnswer("a category has no name")
        if isinstance(year, bool) or not isinstance(year, int) or not ceremony_of(film, year):
            raise InvalidAnswer(f"no ceremony of {year!r} honoured the film"[:100])
        earlier = found.get((category, year, person))
        found[category, year, person] = Oscar(category, year, person, "*" in stated or bool(earlier and earlier.won))
    oscars = list(found.values())
    if oscars and (problem := contradiction(oscars, film.awards or "")):
        raise InvalidAnswer(problem)
    return oscars


def ceremony_of(film: FilmFacts, year: int) -> bool:
    """Whether the ceremony of a year may have honoured the film."""
    first = max(FIRST_CEREMONY, film.year or FIRST_CEREMONY)
    return first <= year <= (first + LATEST_AFTER if film.year else 2100)


def read_texts(answer: Mapping[str, Any], film: FilmFacts) -> LandingTexts:
    """The texts of the landing page, with the beginnings they must have."""
    audience, hook = text_of(answer, "audience", LONGEST_TEXT), text_of(answer, "hook", LONGEST_TEXT)
    if len(hook.split()) > MOST_WORDS_OF_HOOK:
        raise InvalidAnswer(f"the hook has more than {MOST_WORDS_OF_HOOK} words")
    refuse_title(hook, film)
    if breaks_off(audience) or breaks_off(hook):
        raise InvalidAnswer("a text breaks off")
    if not audience.startswith(AUDIENCE):
        audience = AUDIENCE + audience[:1].lower() + audience[1:]
    warns = answer.get("warning")
    warning = text_of(answer, "warning", LONGEST_TEXT) if warns else NO_WARNING
    return LandingTexts(audience, hook, warning if warning.startswith(WARNING) else WARNING + warning)


def objects_of(answer: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of objects."""
    found = answer.get(name)
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise InvalidAnswer(f"{name} is no list of objects")
    return found


def relevance_of(entry: Mapping[str, Any]) -> float:
    """A number from 0 to 1, 3 decimals."""
    found = entry.get("relevance")
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= 1:
        raise InvalidAnswer("a relevance is no number from 0 to 1")
    return round(float(found), 3)


def text_of(entry: Mapping[str, Any], name: str, longest: int, *, cut: bool = False) -> str:
    """A text that says something and can be stored."""
    found = entry.get(name)
    if not isinstance(found, str) or not found.strip() or not is_storable_text(found):
        raise InvalidAnswer(f"{name} is no text")
    if len(found.strip()) > longest and not cut:
        raise InvalidAnswer(f"{name} is longer than {longest} characters")
    return found.strip()[:longest]


def refuse_title(text: str, film: FilmFacts) -> None:
    """Texts never name the film. Titles of one short word are ordinary words too."""
    if len(film.title) > 4 and fold(film.title) in fold(text):
        raise InvalidAnswer("a text names the film")
