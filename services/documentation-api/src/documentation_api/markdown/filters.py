"""Which documents a request means: the conditions that search and facets share."""

from collections.abc import Iterable
from typing import Any

from documentation_api.markdown.schemas import Filters
from documentation_api.markdown.search_text import SearchText, text_after

# Weights of body, headings, summary and tags, title, in ts_rank of one word: it grows with how often the word is there,
# less each time, up to the weight.
WEIGHTS = "'{0.12, 0.45, 0.6, 1.0}'"
# A word of the same stem counts a little less than the word itself.
OF_STEM = 0.9
# How much of what is missing to the best the very option or name of code makes up for.
BY_NAME = 0.3
# How much a document loses by its length, and how much it gains by words that stand close together.
BY_LENGTH, BY_CLOSENESS = 0.25, 0.2
# The planner takes a detoasted tsvector for free. At 20 000 documents and 1 000 matches its sequential scan took
# 700 ms, the indexes 18. As any words are found by the same indexes, one plan does for all: making it takes 1 ms.
INDEXED = {"enable_seqscan": "off", "plan_cache_mode": "force_generic_plan"}
_QUERIES = {
    "tsv_en": "to_tsquery('pg_catalog.english', %({kind}_folded)s)",
    "tsv_pt_folded": "to_tsquery('pg_catalog.portuguese', %({kind}_restored)s)",
    "tsv_simple": "to_tsquery('pg_catalog.simple', %({kind}_beginnings)s)",
}


# Of a beginning with more words the list of each is read to its end.
MOST_BEGUN = 64
# Words of the documents for each beginning. PostgreSQL may read a word otherwise than we do; then it is left to it.
BEGUN = f"""
begun AS MATERIALIZED (
    SELECT asked.place,
           CASE WHEN count(known.lexeme) > {MOST_BEGUN} OR asked.query::text <> asked.spelled THEN asked.query
                ELSE coalesce(string_agg(quote_literal(known.lexeme), ' | '), quote_literal(asked.word))::tsquery
           END AS query
      FROM (SELECT *, to_tsquery('pg_catalog.simple', spelled) AS query
              FROM unnest(%(begun)s::text[], %(begun_end)s::text[], %(begun_spelled)s::text[])
                   WITH ORDINALITY AS given (word, word_end, spelled, place)) AS asked
      LEFT JOIN LATERAL (SELECT lexeme FROM documentation_lexemes
                          WHERE lexeme ~>=~ asked.word AND lexeme ~<~ asked.word_end
                          LIMIT {MOST_BEGUN + 1}) AS known ON true
     GROUP BY asked.place, asked.word, asked.spelled, asked.query)"""


# What is wanted, read once: in a statement that is planned for any words it would be read for each document.
WANTED = f"""
wanted AS MATERIALIZED (
    SELECT {", ".join(f"{query.format(kind='wanted')} AS {column}" for column, query in _QUERIES.items())})"""


def wanted(search: SearchText) -> str:
    """The condition that any vector holds what is wanted."""
    begun = {word: place for place, word in enumerate(search.beginnings, start=1)}
    terms = {
        term: f"(SELECT query FROM begun WHERE place = {begun[term.beginning]})"
        if term.beginning
        else f"to_tsquery('pg_catalog.simple', %(exact_{number})s)"
        for number, term in enumerate(search.terms)
    }
    simple = " || ".join("(" + " && ".join(terms[term] for term in each) + ")" for each in search.alternatives)
    return f"{any_vector('wanted', ('tsv_en', 'tsv_pt_folded'))} OR d.tsv_simple @@ ({simple})"


def any_vector(kind: str, columns: Iterable[str] = tuple(_QUERIES)) -> str:
    """The condition that one of the vectors holds what is wanted or unwanted."""
    return " OR ".join(f"d.{column} @@ {_QUERIES[column].format(kind=kind)}" for column in columns)


# The words of a search by their rarity among the documents (BM25). A word is as frequent as the most frequent of its
# forms; one that nobody knows is as rare as can be.
TERMS = """
terms AS MATERIALIZED (
    SELECT to_tsquery('pg_catalog.simple', asked.beginnings) AS plain,
           to_tsquery('pg_catalog.english', asked.folded) AS english,
           to_tsquery('pg_catalog.portuguese', asked.restored) AS portuguese,
           to_tsquery('pg_catalog.simple', nullif(asked.name, '')) AS name,
           ln(1 + (state.counted_docs - least(known.docs, state.counted_docs) + 0.5)
                  / (least(known.docs, state.counted_docs) + 0.5)) AS idf,
           greatest(state.mean_words, 1) AS mean_words
      FROM documentation_index_state AS state,
           unnest(%(term_beginnings)s::text[], %(term_folded)s::text[], %(term_restored)s::text[],
                  %(term_words)s::text[], %(term_names)s::text[]) AS asked (beginnings, folded, restored, word, name)
     CROSS JOIN LATERAL (
        SELECT coalesce(max(docs), 0) AS docs FROM documentation_lexemes
         WHERE lexeme = ANY (ARRAY[asked.word] || ts_lexize('pg_catalog.english_stem', asked.word)
                             || ts_lexize('pg_catalog.portuguese_stem', asked.word))) AS known
     WHERE state.id = 1)"""


def rank_of(column: str, query: str) -> str:
    """How much a document is about a term. Of words side by side ts_rank is 1 as soon as they stand there twice."""
    return (
        f"CASE WHEN numnode(terms.{query}) > 1 THEN ts_rank_cd({WEIGHTS}, d.{column}, terms.{query}, 32)"
        f" ELSE ts_rank({WEIGHTS}, d.{column}, terms.{query}) END"
    )


def score() -> str:
    """0 to 1: the share of the wanted words that a document has, each by its rarity; 1 for the very title."""
    frequent = f"""(
        SELECT least(words.share, 1) + words.named * (1 - least(words.share, 1))
          FROM (SELECT sum(terms.idf * greatest(
                           {rank_of("tsv_simple", "plain")},
                           {OF_STEM} * {rank_of("tsv_en", "english")},
                           {OF_STEM} * {rank_of("tsv_pt_folded", "portuguese")}))
                       / sum(terms.idf) / (1 - {BY_LENGTH} + {BY_LENGTH} * max(d.words / terms.mean_words)) AS share,
                       max(CASE WHEN d.tsv_simple @@ terms.name THEN {BY_NAME} ELSE 0 END) AS named
                  FROM terms) AS words)"""
    close = ", ".join(f"ts_rank_cd({WEIGHTS}, d.{column}, (SELECT {column} FROM wanted), 32)" for column in _QUERIES)
    by_closeness = f"(SELECT CASE WHEN count(*) > 1 THEN {BY_CLOSENESS} ELSE 0 END FROM terms)"
    mixed = f"""(1 - {by_closeness}) * {frequent}
        + CASE WHEN {by_closeness} > 0 THEN {by_closeness} * greatest({close}) ELSE 0 END"""
    return f"CASE WHEN d.title_key = %(title_key)s THEN 1 ELSE least(round(({mixed})::numeric, 4), 0.9999) END"


def condition(search: SearchText | None, filters: Filters) -> tuple[str, dict[str, Any]]:
    """SQL condition over `documentation_docs AS d` and its values."""
    clauses: list[str] = []
    values: dict[str, Any] = {"begun": [], "begun_end": [], "begun_spelled": []}
    for name in ("domain", "type", "status"):
        if (value := getattr(filters, name)) is not None:
            clauses.append(f"d.{name} = %({name})s")
            values[name] = value
    if filters.tags:
        clauses.append("d.tags @> %(tags)s::text[]")
        values["tags"] = list(filters.tags)
    if search is not None:
        clauses += search_clauses(search)
        values |= search_values(search)
    return " AND ".join(clauses) or "true", values


def search_clauses(search: SearchText) -> list[str]:
    """What a search text asks of a document; one without a word finds nothing."""
    clauses = []
    if search.alternatives:
        clauses.append(f"({wanted(search)})")
    if search.excluded:
        clauses.append(f"NOT ({any_vector('unwanted')})")
    return clauses or ["false"]


def search_values(search: SearchText) -> dict[str, Any]:
    """Parameters of the clauses and of the score."""
    terms = [term for alternative in search.alternatives for term in alternative]
    beginnings = search.beginnings
    return {
        **{f"exact_{number}": term.spell() for number, term in enumerate(search.terms)},
        "begun": list(beginnings),
        "begun_end": [text_after(word) for word in beginnings],
        "begun_spelled": [f"'{word}':*" for word in beginnings],
        "term_beginnings": [term.spell(beginnings=True) for term in terms],
        "term_folded": [term.spell() for term in terms],
        "term_restored": [term.spell(restored=True) for term in terms],
        "term_names": [f"'{term.name}'" if term.name else "" for term in terms],
        "term_words": [max(term.words, key=len) for term in terms],
        "wanted_restored": search.wanted(restored=True),
        "wanted_folded": search.wanted(),
        "wanted_beginnings": search.wanted(beginnings=True),
        "unwanted_restored": search.unwanted(restored=True),
        "unwanted_folded": search.unwanted(),
        "unwanted_beginnings": search.unwanted(),
        "title_key": search.folded,
    }
