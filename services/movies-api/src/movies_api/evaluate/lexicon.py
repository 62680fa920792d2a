"""Sub-sentiments of films read off their words and genres alone: what is known of a film nobody analysed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from movies_api.curation.film import FilmFacts
from movies_api.curation.lexicon.analysis import judge
from movies_api.curation.vocabulary import Vocabulary
from movies_api.suggestions.rules import Film
from suite.text.folding import fold


def read_off(films: Mapping[str, Film], facts: Iterable[FilmFacts], vocabulary: Vocabulary) -> dict[str, Film]:
    """Film id → the film with the sub-sentiments the curation's lexicon finds, in place of those it has."""
    read: dict[str, Film] = {}
    for known in facts:
        if known.id is not None and known.id in films:
            found = judge(known, vocabulary.subs, vocabulary).matches
            homes = [vocabulary.by_id[match.sub_id].sentiment_id for match in found]
            readings = [
                (fold(match.name), match.name, home, match.relevance) for match, home in zip(found, homes, strict=True)
            ]
            read[known.id] = replace(films[known.id], sentiments=tuple(readings))
    return read
