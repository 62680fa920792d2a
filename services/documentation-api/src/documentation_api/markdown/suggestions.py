"""Titles offered while somebody types, the query that was probably meant, and search by likeness."""

from dataclasses import dataclass

from documentation_api.markdown.folding import dice, fold_text, is_unspaced, trigrams, words_of
from documentation_api.markdown.schemas import DocumentSearch, Filters, HybridSearch
from documentation_api.markdown.search_queries import Hit, count_matches, select_hits
from documentation_api.markdown.search_text import SearchText, read_search
from documentation_api.markdown.suggestion_queries import (
    Alike,
    Titled,
    select_alike,
    select_titles,
)
from suite.database import Connection
from suite.text.typos import differences, errors_allowed, gram_segments

# Shorter words are too alike to tell an error from another word.
SHORTEST_GUESS = 4
MOST_GUESSED_WORDS = 6
LEAST_ALIKE = 0.3
# A search of a single term has nothing to leave out.
MOST_LEFT_OUT = 1
HYBRID, LEXICAL, NGRAM = "hybrid", "lexical", "ngram"
MOST_LEXICAL = 200


def suggest_titles(connection: Connection, typed: str, limit: int) -> list[Titled]:
    """Documents whose title begins with the text, then those with such words; without any those that look like it."""
    words = words_of(fold_text(typed))
    if not words:
        return []
    return (select_titles(connection, words, limit) or titles_alike(connection, words))[:limit]


def titles_alike(connection: Connection, words: list[str]) -> list[Titled]:
    """Documents whose titles look like the folded words, most alike first."""
    likeness = {title: title_likeness(words, title.title) for title in map(as_titled, find_alike(connection, words))}
    return sorted((title for title in likeness if likeness[title] >= LEAST_ALIKE), key=lambda title: -likeness[title])


def as_titled(alike: Alike) -> Titled:
    """The title alone."""
    return Titled(alike.id, alike.title, alike.domain, alike.type, alike.path)


def guess_query(connection: Connection, search: SearchText, filters: Filters) -> str | None:
    """The search text with mistyped words mended, when that finds something; else None."""
    typed = list(search.marked)
    vocabulary = {
        word for alike in find_alike(connection, typed) for word in words_of(fold_text(" ".join(words_shown(alike))))
    }
    mended = [closest(word, vocabulary) for word in typed]
    if mended == typed:
        return None
    text = " ".join(mended)
    return text if count_matches(connection, read_search(text), filters) else None


@dataclass(frozen=True)
class Instead:
    """What is found when nothing holds all words: by the words that were probably meant, or by some of them.

    `left_out` are the words that the best of it does not hold.
    """

    text: str
    search: SearchText
    left_out: list[str]
    total: int
    hits: list[Hit]


def find_instead(
    connection: Connection, search: SearchText, guess: str | None, query: DocumentSearch
) -> Instead | None:
    """What a search without a result may be answered with; None when there is nothing either."""
    meant = read_search(guess) if guess else None
    if meant is not None:
        total, hits = select_hits(connection, meant, query, limit=query.limit, offset=query.offset)
        return Instead(meant.text, meant, [], total, hits) if total else None
    some = search.some()
    if len(some.alternatives) < MOST_LEFT_OUT + 1:
        return None
    total, hits = select_hits(connection, some, query, limit=query.limit, offset=query.offset)
    if not total:
        return None
    text = fold_text(" ".join([*words_shown(hits[0]), hits[0].summary, hits[0].body]))
    there = set(words_of(text))
    left_out = [word for word in search.marked if not is_within(word, text, there)]
    return Instead(search.text, some, left_out, total, hits)


def is_within(word: str, text: str, words: set[str]) -> bool:
    """Whether a folded text, whose words are given too, holds a word or one that begins so."""
    return word in text if is_unspaced(word) else any(one.startswith(word) for one in words)


def closest(typed: str, vocabulary: set[str]) -> str:
    """The word of the vocabulary with the fewest differences, the typed one when none is close or it is right."""
    if len(typed) < SHORTEST_GUESS or is_unspaced(typed) or any(word.startswith(typed) for word in vocabulary):
        return typed
    most = errors_allowed(typed)
    near = [(differences(typed, word, most), word) for word in sorted(vocabulary)]
    count, word = min(near, default=(most + 1, typed))
    return word if count <= most else typed


@dataclass(frozen=True, slots=True)
class Mixed:
    """A document found by words, by likeness or by both; shares are 0 to 1."""

    title: str
    path: str
    text: str
    summary: str
    tags: list[str]
    domain: str
    type: str
    semantic: float
    lexical: float
    score: float

    @property
    def source(self) -> str:
        """By what it was found."""
        if self.lexical and self.semantic:
            return HYBRID
        return LEXICAL if self.lexical else NGRAM


def search_mixed(connection: Connection, query: HybridSearch) -> tuple[int, list[Mixed]]:
    """How many documents words or likeness find, and the best of them."""
    search = read_search(query.q)
    _, hits = select_hits(connection, search, Filters(), limit=MOST_LEXICAL, offset=0)
    best = max((hit.score for hit in hits), default=0.0) or 1.0
    grams = trigrams(query.q)
    found = {hit.id: mix(hit, grams, hit.score / best, query.alpha) for hit in hits}
    for alike in find_alike(connection, list(search.words)):
        if alike.id not in found:
            mixed = mix(alike, grams, 0.0, query.alpha)
            if mixed.semantic >= LEAST_ALIKE:
                found[alike.id] = mixed
    ranked = sorted(found.items(), key=lambda pair: (-pair[1].score, pair[1].title, pair[0]))
    return len(ranked), [mixed for _, mixed in ranked[: query.limit]]


def mix(document: Hit | Alike, grams: set[str], lexical: float, alpha: float) -> Mixed:
    """A document with its two shares and their weighted sum."""
    semantic = max((dice(grams, trigrams(text)) for text in words_shown(document)), default=0.0)
    return Mixed(
        title=document.title,
        path=document.path,
        text=document.body if isinstance(document, Hit) else document.headings.replace("\n", " · "),
        summary=document.summary,
        tags=document.tags,
        domain=document.domain,
        type=document.type,
        semantic=round(semantic, 4),
        lexical=round(lexical, 4),
        score=round(alpha * semantic + (1 - alpha) * lexical, 4),
    )


def find_alike(connection: Connection, words: list[str]) -> list[Alike]:
    """Documents that share enough trigrams with one of the folded words."""
    guessed = [word for word in dict.fromkeys(words) if len(word) >= SHORTEST_GUESS][:MOST_GUESSED_WORDS]
    return select_alike(connection, [gram_segments(word) for word in guessed], sorted(trigrams(" ".join(guessed))))


def words_shown(document: Hit | Alike) -> list[str]:
    """Title, each heading and each tag."""
    return [document.title, *filter(None, document.headings.split("\n")), *document.tags]


def title_likeness(words: list[str], title: str) -> float:
    """How much the words look like a part of a title: the best of the whole and of runs of as many of its words."""
    typed = trigrams(" ".join(words))
    parts = words_of(fold_text(title))
    runs = [" ".join(parts[place : place + len(words)]) for place in range(len(parts))]
    return max((dice(typed, trigrams(text)) for text in [title, *runs]), default=0.0)
