"""Sub-sentiments an option may be expected to answer, found by its intention and by the words of its text."""

from collections.abc import Iterable, Mapping, Sequence

from movies_api.folding import words_of
from movies_api.importer.dump.files import Dump
from movies_api.importer.dump.queries import select_unjudged_options, select_vocabulary
from movies_api.importer.films import WRITER
from movies_api.loading.queries import upsert
from movies_api.loading.tables import OPTION_SUB_SENTIMENTS

MOST = 5
Vocabulary = Sequence[tuple[int, str, int, list[str]]]


def derive_expected(dump: Dump, options: Iterable[int], weights: Mapping[int, Mapping[str, float]]) -> int:
    """Give end options that lack expected sub-sentiments some; how many rows.

    `weights` are those of the option's intention.
    """
    vocabulary = select_vocabulary(dump.connection)
    rows = [
        {"journey_option_flow_id": option, "sub_sentiment_id": sub, "weight": 1.0, "source": "derived"}
        for option, text, sentiment in select_unjudged_options(dump.connection, options)
        for sub in derived_sub_sentiments(text, sentiment, weights.get(option, {}), vocabulary)
    ]
    upsert(dump.connection, OPTION_SUB_SENTIMENTS, rows, WRITER, overwrite=False)
    return len(rows)


def derived_sub_sentiments(
    text: str, sentiment: int, weights: Mapping[str, float], vocabulary: Vocabulary
) -> list[int]:
    """At most five ids: those the intention names, heaviest first, then those whose words the text holds."""
    named = sorted(weights, key=lambda name: -weights[name])
    found = [sub for name in named if (sub := sub_sentiment_named(name, sentiment, vocabulary)) is not None]
    spoken = spoken_form(text)
    for sub, name, main, keywords in vocabulary:
        if main == sentiment and any(spoken_form(word) in spoken for word in [name, *keywords] if words_of(word)):
            found.append(sub)
    return list(dict.fromkeys(found))[:MOST]


def sub_sentiment_named(name: str, sentiment: int, vocabulary: Vocabulary) -> int | None:
    """The one of that name, of the sentiment itself if it has one."""
    bearing = [(main != sentiment, sub) for sub, own, main, _ in vocabulary if own == name]
    return min(bearing)[1] if bearing else None


def spoken_form(text: str) -> str:
    """Folded words with a blank before and behind each, so that only whole words are found."""
    return f" {' '.join(words_of(text))} "
