"""Which films the answers of one question show: the best for each, and none under two answers while films last."""

from collections.abc import Collection, Mapping, Sequence

from movies_api.suggestions.rules import Scored


def deal_films(ranked: Mapping[int, Sequence[Scored]], count: int, shown: Collection[str]) -> dict[int, list[Scored]]:
    """Option id → at most `count` films of its ranking, best first.

    In every round each option takes the best film no answer has; of two that want the same film it goes to the one it
    fits better. `shown` are films other answers of the question have already. Where films run out, answers repeat them.
    """
    dealt: dict[int, list[Scored]] = {option: [] for option in ranked}
    film_ids = set(shown)
    for _ in range(count):
        waiting = dict(dealt)
        while bids := [bid for option in waiting if (bid := best_bid(option, ranked[option], film_ids))]:
            option, one = min(bids, key=lambda bid: (-bid[1].score, bid[0]))
            dealt[option].append(one)
            film_ids.add(one.film.id)
            del waiting[option]
    for option, films in dealt.items():
        own = {one.film.id for one in films}
        films += [one for one in ranked[option] if one.film.id not in own][: count - len(films)]
        films.sort(key=lambda one: (-one.score, -one.explain["quality"], one.film.id))
    return dealt


def best_bid(option: int, ranked: Sequence[Scored], film_ids: Collection[str]) -> tuple[int, Scored] | None:
    """The best film of a ranking that nobody has."""
    return next(((option, one) for one in ranked if one.film.id not in film_ids), None)
