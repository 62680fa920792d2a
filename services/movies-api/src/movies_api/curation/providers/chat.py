"""Models that are asked in words: the protocol of OpenAI, which DeepSeek and Kimi speak too, and that of Gemini."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Protocol, TypeVar

from movies_api.curation.film import FilmFacts
from movies_api.curation.judgement import Judgement, Match, Texts
from movies_api.curation.oscars import Oscar
from movies_api.curation.providers.answers import (
    InvalidAnswer,
    read_judgement,
    read_object,
    read_oscars,
    read_reasons,
    read_texts,
)
from movies_api.curation.providers.prices import cost_usd
from movies_api.curation.providers.provider import Call, ProviderFailed
from movies_api.curation.providers.questions import (
    SYSTEM,
    judge_question,
    oscars_question,
    reasons_question,
    texts_question,
)
from movies_api.curation.upstream.exchange import Exchange, ExchangeFailed
from movies_api.curation.vocabulary import EndOption, SubSentiment, Vocabulary
from suite.settings import Secret

T = TypeVar("T")
READ_SECONDS = 60.0
QUESTIONS = 2
ANSWERED, INVALID = "answered", "invalid answer"


@dataclass(frozen=True)
class Spoken:
    """An answer in words and what it used; tokens are None where nothing was told."""

    text: str
    prompt_tokens: int | None
    completion_tokens: int | None


class Dialect(Protocol):
    """How a service wants to be asked."""

    def headers(self, key: Secret) -> dict[str, str]:
        """What shows the key."""

    def address(self, base: str, model: str) -> str:
        """Where to ask."""

    def body(self, model: str, system: str, question: str) -> dict[str, Any]:
        """The question."""

    def read(self, answer: Any) -> Spoken:
        """The answer; InvalidAnswer, also for one that was cut off."""


class ChatProvider:
    """A model as a judge: asked again once when its answer cannot be used."""

    def __init__(
        self, name: str, dialect: Dialect, key: Secret, model: str, base: str, price: tuple[float, float] | None = None
    ) -> None:
        self.name = name
        self._price = price
        self._dialect, self._model = dialect, model
        self._address = dialect.address(base.rstrip("/"), model)
        self._exchange = Exchange(READ_SECONDS, dialect.headers(key))
        self._calls: list[Call] = []

    def judge(self, film: FilmFacts, candidates: Sequence[SubSentiment], vocabulary: Vocabulary) -> Judgement:
        """Sub-sentiments of a film."""
        return self._ask(
            judge_question(film, candidates), lambda answer: read_judgement(answer, candidates, vocabulary)
        )

    def reasons(self, film: FilmFacts, options: Sequence[EndOption], matches: Sequence[Match]) -> Mapping[int, str]:
        """A phrase for each option."""
        return self._ask(reasons_question(film, options, matches), lambda answer: read_reasons(answer, film, options))

    def oscars(self, film: FilmFacts) -> Sequence[Oscar]:
        """Wins and nominations that do not contradict the film's awards text."""
        return self._ask(oscars_question(film), lambda answer: read_oscars(answer, film))

    def describe(self, film: FilmFacts, matches: Sequence[Match]) -> Texts:
        """Texts of the landing page."""
        return self._ask(texts_question(film, matches), lambda answer: read_texts(answer, film))

    def take_calls(self) -> list[Call]:
        """The calls since this was asked last."""
        calls, self._calls = self._calls, []
        return calls

    def _ask(self, question: str, read: Callable[[dict[str, Any]], T]) -> T:
        problem = ""
        for _ in range(QUESTIONS):
            hint = f"\nA resposta anterior não serve ({problem}). Responda só com o JSON pedido." if problem else ""
            begun = monotonic()
            answer = self._exchanged(question + hint)
            spoken = Spoken("", None, None)
            try:
                spoken = self._dialect.read(answer)
                found = read(read_object(spoken.text))
            except InvalidAnswer as invalid:
                problem = str(invalid)
                self._record(INVALID, begun, spoken)
            else:
                self._record(ANSWERED, begun, spoken)
                return found
        raise ProviderFailed(self.name, problem)

    def _exchanged(self, question: str) -> Any:
        begun = monotonic()
        try:
            return self._exchange.post(self._address, self._dialect.body(self._model, SYSTEM, question))
        except ExchangeFailed as failure:
            self._record(str(failure), begun)
            raise ProviderFailed(self.name, str(failure), for_good=failure.for_good) from None

    def _record(self, outcome: str, begun: float, spoken: Spoken | None = None) -> None:
        used = (spoken.prompt_tokens, spoken.completion_tokens) if spoken else (None, None)
        seconds = round(monotonic() - begun, 3)
        self._calls.append(Call(self.name, self._model, seconds, *used, cost_usd(self._price, *used), outcome))
