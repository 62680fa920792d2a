"""Sub-sentiments an option may be expected to answer: those its text speaks of, then those of its intention."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from movies_api.curation.lexicon.analysis import terms
from movies_api.curation.lexicon.terms import PORTUGUESE, FilmWords, terms_of
from movies_api.intake.dump.files import Dump
from movies_api.intake.dump.queries import delete_other_derived, select_unjudged_options, select_vocabulary
from movies_api.intake.films import WRITER
from movies_api.intake.tables import OPTION_SUB_SENTIMENTS
from suite.imports.queries import Row, upsert

MOST = 5
# All answers of a question share their intention: what it names must not outweigh what one of them says.
SPOKEN, INTENDED = 1.0, 0.25
Vocabulary = Sequence[tuple[int, str, int, list[str]]]


def derive_expected(dump: Dump, options: Iterable[int], weights: Mapping[int, Mapping[str, float]]) -> int:
    """Give end options nobody judged expected sub-sentiments, in place of those an earlier import derived; how many.

    `weights` are those of the option's intention.
    """
    vocabulary = select_vocabulary(dump.connection)
    unjudged = select_unjudged_options(dump.connection, options)
    rows = [
        row
        for option, text, sentiment in unjudged
        for row in derived_rows(option, derived_sub_sentiments(text, sentiment, weights.get(option, {}), vocabulary))
    ]
    delete_other_derived(dump.connection, [option for option, _, _ in unjudged], rows)
    upsert(dump.connection, OPTION_SUB_SENTIMENTS, rows, WRITER)
    return len(rows)


def derived_rows(option: int, found: Mapping[int, float]) -> Iterator[Row]:
    """Rows of an option's expected sub-sentiments."""
    for sub, weight in found.items():
        yield {"journey_option_flow_id": option, "sub_sentiment_id": sub, "weight": weight, "source": "derived"}


def derived_sub_sentiments(
    text: str, sentiment: int, weights: Mapping[str, float], vocabulary: Vocabulary
) -> dict[int, float]:
    """At most five ids and their weights: those whose words the text holds, then those the intention names."""
    found: dict[int, float] = {}
    names: set[str] = set()
    for sub, name in spoken_sub_sentiments(text, sentiment, weights, vocabulary):
        if name not in names:
            found[sub] = SPOKEN
            names.add(name)
    for name in sorted(weights, key=lambda name: -weights[name]):
        named = sub_sentiment_named(name, sentiment, vocabulary)
        if named is not None and name not in names:
            found[named] = INTENDED
    return dict(list(found.items())[:MOST])


def spoken_sub_sentiments(
    text: str, sentiment: int, weights: Mapping[str, float], vocabulary: Vocabulary
) -> list[tuple[int, str]]:
    """Id and name of those the text speaks of; those with most words in it first, then the sentiment's own."""
    words = FilmWords([], [text])
    counted = []
    for sub, name, main, keywords in vocabulary:
        hits = words_found(words, name, keywords)
        if hits:
            counted.append(((-hits, main != sentiment, -weights.get(name, 0.0), sub), name))
    return [(place[-1], name) for place, name in sorted(counted)]


def words_found(words: FilmWords, name: str, keywords: Collection[str]) -> int:
    """How many different words of a sub-sentiment a text holds: those of its name, its keywords, the lexicon's."""
    of_name = terms_of(PORTUGUESE, [part.partition("(")[0] for part in name.split("/")])
    known = of_name + terms(name, tuple(keywords))
    return len({term.key for term in known if term.language == PORTUGUESE and words.weight(term, 1, 1)})


def sub_sentiment_named(name: str, sentiment: int, vocabulary: Vocabulary) -> int | None:
    """The one of that name, of the sentiment itself if it has one."""
    bearing = [(main != sentiment, sub) for sub, own, main, _ in vocabulary if own == name]
    return min(bearing)[1] if bearing else None
