"""The providers of a run in order: when one fails, the next is asked."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from movies_api.curation.errors import CurationFailed
from movies_api.curation.providers.provider import Provider, ProviderFailed

logger = logging.getLogger(__name__)
T = TypeVar("T")


class AllFailed(CurationFailed):
    """No provider answered as expected"""

    code = "PROVIDERS_FAILED"


class Panel:
    """Asks in order; who failed for good (no credit, key refused) is not asked again in this process."""

    def __init__(self, providers: Sequence[Provider]) -> None:
        self._providers = list(providers)

    @property
    def names(self) -> list[str]:
        """Who is asked, in order."""
        return [provider.name for provider in self._providers]

    def sitting(self, first: str | None = None) -> "Sitting":
        """A round for one film, begun by `first` if it is on the panel."""
        ordered = sorted(self._providers, key=lambda provider: provider.name != first)
        return Sitting(ordered, self._dismiss)

    def _dismiss(self, provider: Provider) -> None:
        if len(self._providers) > 1 and provider in self._providers:
            self._providers.remove(provider)


class Sitting:
    """One film: a provider that failed is not asked again for it."""

    def __init__(self, providers: Sequence[Provider], dismiss: Callable[[Provider], None]) -> None:
        self._providers = list(providers)
        self._dismiss = dismiss
        self.calls: list[dict[str, Any]] = []
        self.failures: list[str] = []

    @property
    def provider(self) -> str:
        """Who answers now."""
        return self._providers[0].name

    def ask(self, question: Callable[[Provider], T]) -> T:
        """The first answer; AllFailed with all reasons when nobody has one."""
        while self._providers:
            provider = self._providers[0]
            try:
                return question(provider)
            except ProviderFailed as failure:
                self.failures.append(str(failure))
                logger.warning("provider failed", extra={"provider": provider.name, "reason": str(failure)})
                if failure.for_good:
                    self._dismiss(provider)
                if len(self._providers) == 1:
                    raise AllFailed("; ".join(self.failures)) from None
                del self._providers[0]
            finally:
                self.calls += [asdict(call) for call in provider.take_calls()]
        raise AssertionError("unreachable")
