"""What a run is about to write for one film; it survives in the run's payload."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from movies_api.curation.judgement import Judgement, LandingTexts, Match, NewName
from movies_api.curation.oscars import Oscar
from movies_api.curation.upstream.details import FilmLinks
from movies_api.intake.film import ImportedFilm


@dataclass
class CurationPlan:
    """`movie_id` or `film` says which film. `reasons` maps options to phrases; `sentiment_id` is where new names go.

    `keywords` are those of the catalogue and the source together.
    """

    movie_id: str | None = None
    film: ImportedFilm | None = None
    links: FilmLinks | None = None
    judgement: Judgement = field(default_factory=Judgement)
    reasons: dict[int, str] = field(default_factory=dict)
    texts: LandingTexts | None = None
    sentiment_id: int | None = None
    oscars: list[Oscar] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Plain types."""
        content = asdict(self)
        content["reasons"] = {str(option): text for option, text in self.reasons.items()}
        return content


def plan_of(content: Mapping[str, Any]) -> CurationPlan:
    """The plan of a payload."""
    judgement, texts = content["judgement"], content["texts"]
    return CurationPlan(
        content["movie_id"],
        ImportedFilm(**content["film"]) if content["film"] else None,
        FilmLinks(**content["links"]) if content["links"] else None,
        judgement_of(judgement),
        {int(option): text for option, text in content["reasons"].items()},
        LandingTexts(**texts) if texts else None,
        content["sentiment_id"],
        [Oscar(**one) for one in content.get("oscars", [])],
        list(content.get("keywords", [])),
    )


def judgement_of(content: Mapping[str, Any]) -> Judgement:
    """The judgement of a payload."""
    return Judgement(
        tuple(Match(**match) for match in content["matches"]), tuple(NewName(**new) for new in content["new"])
    )
