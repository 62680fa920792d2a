"""What the seed files say. Importers lean on them too: old files lack what only these carry."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from suite.environment import find_root

FOLDER = ("services", "movies-api", "seeds")


@dataclass(frozen=True)
class SeedIntention:
    """An intention and its place: sentiment, flow and the one step it leads to."""

    id: int
    type: str
    sentiment_id: int
    flow_id: int
    step_id: int
    content: dict[str, Any]

    def row(self, description: str | None = None) -> dict[str, Any]:
        """The intention's row; `description` replaces the one shipped."""
        return {
            "id": self.id,
            "main_sentiment_id": self.sentiment_id,
            "intention_type": self.type,
            "description": description or self.content["description"],
            "preferred_genres": self.content["preferredGenres"],
            "avoid_genres": self.content["avoidGenres"],
            "emotional_tone": self.content["emotionalTone"],
            "sub_sentiment_weights": self.content["subSentimentWeights"],
        }

    @property
    def option_ids(self) -> list[int]:
        """Ids of the end options, in order."""
        return [option["id"] for option in self.content["step"]["options"]]


@lru_cache(maxsize=8)
def read_seed(name: str) -> Any:
    """The content of seeds/NAME.json; treat it as read-only."""
    return json.loads(find_root().joinpath(*FOLDER, f"{name}.json").read_text(encoding="utf-8"))


def seed_intentions() -> list[SeedIntention]:
    """All intentions by sentiment and id."""
    return [
        SeedIntention(
            content["id"],
            content["type"],
            flow["sentimentId"],
            flow["flowId"],
            content["step"]["id"],
            content,
        )
        for flow in read_seed("journeys")
        for content in flow["intentions"]
    ]
