"""Which public calls of a client were made, and which are refused in words, so that none is forgotten."""

import inspect
from collections.abc import Callable, Iterable
from typing import Any


class Recorded:
    """A client that remembers the names of what is called of it."""

    def __init__(self, client: Any) -> None:
        self._client, self.called = client, set[str]()

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_"):
            self.called.add(name)
        return getattr(self._client, name)

    def require_all(self, elsewhere: Iterable[str] = ()) -> None:
        """AssertionError with the public calls that were not made, apart from those of `elsewhere`."""
        kind = type(self._client)
        public = {name for name in dir(self._client) if not name.startswith("_")}
        members = {name: getattr(self._client, name) for name in public}
        calls = {name for name, member in members.items() if callable(member) and not inspect.isclass(member)}
        missed = calls - self.called - set(elsewhere)
        assert not missed, f"{kind.__name__} has calls that nobody tried: {sorted(missed)}"


async def require_refused(calls: Iterable[Callable[[], Any]], words: str = "not served") -> None:
    """AssertionError with the calls whose error does not show the words, be it raised or part of what comes back."""
    wrong = []
    for position, call in enumerate(calls):
        try:
            outcome = call()
            outcome = await outcome if inspect.isawaitable(outcome) else outcome
            shown = outcome.error if getattr(outcome, "success", None) is False else f"answered: {outcome!r}"
        except Exception as error:
            shown = repr(error)
        if words not in str(shown).lower():
            wrong.append(f"call {position}: {shown}")
    assert not wrong, f"calls that do not say {words!r}:\n" + "\n".join(wrong)
