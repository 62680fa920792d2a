"""Why a film is suggested, in one Portuguese phrase made of its genre and its strongest sub-sentiments."""

from collections.abc import Sequence

MOST_NAMES = 2


def film_reason(genres: Sequence[str], sentiments: Sequence[tuple[str, str, int, float | None]]) -> str:
    """A noun phrase without the title; `sentiments` as in Film."""
    strongest = sorted(sentiments, key=lambda one: (-(one[3] if one[3] is not None else 0.5), one[1]))
    names = list(dict.fromkeys(name for _, name, _, _ in strongest))[:MOST_NAMES]
    kind = genres[0] if genres else "Filme"
    if not names:
        return f"{kind} que combina com o que você procura agora"
    return f"{kind} com {' e '.join(name.lower() for name in names)}"
