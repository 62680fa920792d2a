"""Scores of the catalogue: how well a film fits an option, its rank, and what its emotional entry changes."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

INTENTION_TYPES = ("PROCESS", "TRANSFORM", "MAINTAIN", "EXPLORE")
ALIGNED, TRANSITIONAL, COMPLEX = "ALIGNED", "TRANSITIONAL", "COMPLEX"
CERTIFICATIONS = ("L", "10", "12", "14", "16", "18")
NO_WARNING = "Atenção: nenhum alerta de conteúdo significativo."

# Share of the expected sub-sentiments a film has → what is added to its score.
COVERAGE_BONUSES = ((0.75, 0.6), (0.65, 0.4), (0.50, 0.2))
HIGHEST_SCORE = 10.0
STRONG_RELEVANCE = 0.90

# Entry type → intention type → what is added to a score when it is read.
ADJUSTMENTS: Mapping[str, Mapping[str, Decimal]] = {
    entry: dict(zip(INTENTION_TYPES, map(Decimal, row), strict=True))
    for entry, row in {
        ALIGNED: ("0.1", "0.3", "0.2", "0.2"),
        TRANSITIONAL: ("0.2", "-0.2", "0", "-0.1"),
        COMPLEX: ("0.1", "-0.2", "0", "-0.3"),
    }.items()
}

ALIGNED_NAMES = frozenset(
    {
        "Adrenalina / Emoção Intensa",
        "Frenesi Cinético",
        "Humor Contagiante",
        "Humor Irreverente",
        "Leveza / Diversão Descompromissada",
        "Distração Total / Escape",
        "Euforia / Celebração",
        "Celebração / Grandeza",
        "Intriga Leve / Humor",
    }
)
TRANSITIONAL_NAMES = frozenset(
    {
        "Isolamento Reflexivo",
        "Fragilidade da Condição Humana",
        "Autodescoberta e Crescimento",
        "Beleza Melancólica",
        "Reflexão Serena",
        "Vida Simples e Reflexiva",
        "Reavaliação de Vida",
        "Sozinho(a)",
        "Emotivo(a) (Triste)",
        "Nostálgico(a) (Triste)",
        "Paz / Contemplação",
    }
)
COMPLEX_NAMES = frozenset(
    {
        "Complexidade Psicológica",
        "Desintegração Psicológica",
        "Desespero Crescente",
        "Exaustão e Pressão",
        "Tensão Social e Invasiva",
        "Vazio(a)",
        "Desafio Existencial",
    }
)


def relevance_score(expected: Iterable[str], matches: Iterable[tuple[str, float | Decimal | None]]) -> float:
    """How well a film fits an option, 0 to 10 with 3 decimals.

    `expected` are the names of the option's sub-sentiments, `matches` the film's (name, relevance 0 to 1) pairs under
    any main sentiment; an unknown relevance counts as 0, of one name the highest counts.
    """
    names = set(expected)
    best: dict[str, float] = {}
    for name, relevance in matches:
        if name in names:
            best[name] = max(best.get(name, 0.0), float(relevance or 0))
    if not best:
        return 0.0
    average = sum(best.values()) / len(best)
    coverage = len(best) / len(names)
    bonus = next((bonus for least, bonus in COVERAGE_BONUSES if coverage >= least), 0.0)
    score: float = average**1.5 * 10 * coverage**0.5 + bonus
    return round(min(HIGHEST_SCORE, score), 3)


def ranks(scores: Sequence[tuple[int, float | Decimal | None]]) -> dict[int, int]:
    """Suggestion id → its place among the film's options, 1 the best.

    `scores` are (suggestion id, stored score) pairs; ties go by the id as text, unscored ones are left out.
    """
    scored = [(suggestion, score) for suggestion, score in scores if score is not None]
    ordered = sorted(scored, key=lambda pair: (-pair[1], str(pair[0])))
    return {suggestion: place for place, (suggestion, _) in enumerate(ordered, start=1)}


def entry_type(sentiments: Iterable[tuple[str, float | Decimal | None]]) -> str:
    """How a film begins, from its (sub-sentiment name, relevance) pairs; only strong ones count."""
    strong = {name for name, relevance in sentiments if relevance is not None and float(relevance) >= STRONG_RELEVANCE}
    complex_ones = len(strong & COMPLEX_NAMES)
    transitional = len(strong & TRANSITIONAL_NAMES)
    aligned = len(strong & ALIGNED_NAMES)
    if complex_ones >= 2 and transitional <= 2 * complex_ones:
        return COMPLEX
    if complex_ones == 1 and aligned == 0 and transitional <= 2:
        return COMPLEX
    return TRANSITIONAL if transitional > aligned else ALIGNED
