"""A model behind an address: asked for JSON, asked again once when its answer cannot be used."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

from suite.ai.answers import InvalidAnswer, read_object
from suite.ai.dialects import Dialect, Spoken
from suite.ai.prices import cost_usd
from suite.outbound.exchange import Exchange, ExchangeFailed
from suite.settings import Secret
from suite.tracing import CLIENT, Span, span

T = TypeVar("T")
READ_SECONDS = 60.0
QUESTIONS = 2
ANSWERED, INVALID = "answered", "invalid answer"


class ModelFailed(Exception):
    """A model did not answer as expected; `for_good` when asking it again today is of no use."""

    def __init__(self, model: str, reason: str, *, for_good: bool = False) -> None:
        super().__init__(f"{model}: {reason}")
        self.for_good = for_good


@dataclass(frozen=True)
class ModelCall:
    """One call: tokens and US dollars are None where the service did not tell or no price is known."""

    provider: str
    model: str
    seconds: float
    prompt_tokens: int | None
    completion_tokens: int | None
    cost_usd: float | None
    outcome: str


class Model:
    """A model of a service called `name`."""

    def __init__(
        self, name: str, dialect: Dialect, key: Secret, model: str, base: str, price: tuple[float, float] | None = None
    ) -> None:
        self.name = name
        self._price = price
        self._dialect, self._model = dialect, model
        self._address = dialect.address(base.rstrip("/"), model)
        self._exchange = Exchange(READ_SECONDS, dialect.headers(key))
        self._calls: list[ModelCall] = []

    def ask(self, system: str, question: str, read: Callable[[dict[str, Any]], T], *, again: str) -> T:
        """What `read` makes of the object that was answered; ModelFailed.

        `read` raises InvalidAnswer for an object of no use; the second question ends in `again`, where {problem} is
        what was wrong with the first answer.
        """
        problem = ""
        for _ in range(QUESTIONS):
            hint = "\n" + again.format(problem=problem) if problem else ""
            with span(
                f"chat {self._model}",
                CLIENT,
                gen_ai__operation__name="chat",
                gen_ai__provider__name=self.name,
                gen_ai__request__model=self._model,
            ) as begun:
                try:
                    return self._ask_once(system, question + hint, read)
                except InvalidAnswer as invalid:
                    problem = str(invalid)
                finally:
                    self._describe(begun)
        raise ModelFailed(self.name, problem)

    def _ask_once(self, system: str, question: str, read: Callable[[dict[str, Any]], T]) -> T:
        begun = monotonic()
        answer = self._exchanged(system, question)
        spoken = Spoken("", None, None)
        try:
            spoken = self._dialect.read(answer)
            found = read(read_object(spoken.text))
        except InvalidAnswer:
            self._record(INVALID, begun, spoken)
            raise
        self._record(ANSWERED, begun, spoken)
        return found

    def _describe(self, begun: Span | None) -> None:
        """Tell a span what the last call came to: tokens, cost and outcome, nothing that was asked or answered."""
        if begun is None or not self._calls:
            return
        call = self._calls[-1]
        figures = {
            "gen_ai.usage.input_tokens": call.prompt_tokens,
            "gen_ai.usage.output_tokens": call.completion_tokens,
            "suite.cost_usd": call.cost_usd,
            "suite.outcome": call.outcome,
        }
        begun.attributes.update({name: value for name, value in figures.items() if value is not None})
        if call.outcome == INVALID:
            begun.error = "InvalidAnswer"

    def take_calls(self) -> list[ModelCall]:
        """The calls since this was asked last."""
        calls, self._calls = self._calls, []
        return calls

    def _exchanged(self, system: str, question: str) -> Any:
        begun = monotonic()
        try:
            return self._exchange.post(self._address, self._dialect.body(self._model, system, question))
        except ExchangeFailed as failure:
            self._record(str(failure), begun)
            raise ModelFailed(self.name, str(failure), for_good=failure.for_good) from None

    def _record(self, outcome: str, begun: float, spoken: Spoken | None = None) -> None:
        used = (spoken.prompt_tokens, spoken.completion_tokens) if spoken else (None, None)
        seconds = round(monotonic() - begun, 3)
        self._calls.append(ModelCall(self.name, self._model, seconds, *used, cost_usd(self._price, *used), outcome))
