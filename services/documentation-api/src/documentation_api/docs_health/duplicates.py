"""Documents that say the same: equal bodies, and titles or summaries that are nearly alike."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from documentation_api.docs_health.queries import FileFacts
from documentation_api.markdown.folding import dice, trigrams

ALIKE = 0.9
MOST_PAIRS = 1_000


def summarise_duplicates(files: list[FileFacts]) -> dict[str, Any]:
    """Groups of equal bodies, and pairs of similar titles and summaries."""
    groups: dict[str, list[str]] = defaultdict(list)
    for file in files:
        if not file.facts.get("empty"):
            groups[str(file.facts.get("body_hash"))].append(file.rel_path)
    equal = [{"files": names, "hash": key, "count": len(names)} for key, names in groups.items() if len(names) > 1]
    titles = find_pairs({file.rel_path: file.title for file in files})
    summaries = find_pairs({file.rel_path: file.summary for file in files if file.summary})
    return {
        "exact_duplicates": len(equal),
        "similar_titles": len(titles),
        "similar_summaries": len(summaries),
        "exact_duplicate_groups": equal,
        "similar_title_pairs": titles,
        "similar_summary_pairs": summaries,
    }


def find_pairs(texts: Mapping[str, str], threshold: float = ALIKE) -> list[list[str]]:
    """Pairs of names whose texts have a Dice coefficient of trigrams of at least `threshold`; at most MOST_PAIRS.

    Sets that are so alike share one of their few rarest trigrams (prefix filtering), so only those are compared.
    """
    pairs: list[list[str]] = []
    for one, other in _candidates({name: trigrams(text) for name, text in texts.items()}, threshold):
        pairs.append(sorted((one, other)))
        if len(pairs) == MOST_PAIRS:
            break
    return sorted(pairs)


def _candidates(sets: Mapping[str, set[str]], threshold: float) -> Iterator[tuple[str, str]]:
    frequency = Counter(gram for grams in sets.values() for gram in grams)
    jaccard = threshold / (2 - threshold)
    holders: dict[str, list[str]] = defaultdict(list)
    for name, grams in sets.items():
        rarest = sorted(grams, key=lambda gram: (frequency[gram], gram))
        prefix = rarest[: len(grams) - math.ceil(jaccard * len(grams)) + 1]
        seen: set[str] = set()
        for other in (other for gram in prefix for other in holders[gram]):
            if other not in seen and dice(grams, sets[other]) >= threshold:
                yield other, name
            seen.add(other)
        for gram in prefix:
            holders[gram].append(name)
