"""Providers in order: when one fails, the next is asked. A provider is a model, or what stands before one."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, Generic, Protocol, TypeVar

from suite.ai.model import ModelCall, ModelFailed

logger = logging.getLogger(__name__)


class Provider(Protocol):
    """Who can be asked; its methods raise ModelFailed."""

    name: str

    def take_calls(self) -> list[ModelCall]:
        """The calls since this was asked last."""


P = TypeVar("P", bound=Provider)
T = TypeVar("T")


class AllFailed(Exception):
    """No provider answered as expected; the text has the reasons of all"""


class Panel(Generic[P]):
    """Asks in order; who failed for good (no credit, key refused) is not asked again in this process."""

    def __init__(self, providers: Sequence[P]) -> None:
        self._providers = list(providers)

    @property
    def names(self) -> list[str]:
        """Who is asked, in order."""
        return [provider.name for provider in self._providers]

    def sitting(self, first: str | None = None) -> "Sitting[P]":
        """A round for one matter, begun by `first` if it is on the panel."""
        ordered = sorted(self._providers, key=lambda provider: provider.name != first)
        return Sitting(ordered, self._dismiss)

    def _dismiss(self, provider: P) -> None:
        if len(self._providers) > 1 and provider in self._providers:
            self._providers.remove(provider)


class Sitting(Generic[P]):
    """One matter: a provider that failed is not asked again for it."""

    def __init__(self, providers: Sequence[P], dismiss: Callable[[P], None]) -> None:
        self._providers = list(providers)
        self._dismiss = dismiss
        self.calls: list[dict[str, Any]] = []
        self.failures: list[str] = []

    @property
    def provider(self) -> str:
        """Who answers now."""
        return self._providers[0].name

    def ask(self, question: Callable[[P], T]) -> T:
        """The first answer; AllFailed with all reasons when nobody has one."""
        while self._providers:
            provider = self._providers[0]
            try:
                return question(provider)
            except ModelFailed as failure:
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
