"""The two protocols of chat services: that of OpenAI, which others speak too, and that of Gemini."""

from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

from suite.ai.answers import InvalidAnswer
from suite.settings import Secret

MOST_TOKENS = 4_000
TEMPERATURE = 0.2


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


class OpenAiDialect:
    """Chat completions."""

    def headers(self, key: Secret) -> dict[str, str]:
        """A bearer token."""
        return {"Authorization": f"Bearer {key.reveal()}"}

    def address(self, base: str, model: str) -> str:
        """One address for all models."""
        return f"{base}/chat/completions"

    def body(self, model: str, system: str, question: str) -> dict[str, Any]:
        """Two messages."""
        messages = [{"role": "system", "content": system}, {"role": "user", "content": question}]
        return {
            "model": model,
            "messages": messages,
            "temperature": TEMPERATURE,
            "max_tokens": MOST_TOKENS,
            "response_format": {"type": "json_object"},
        }

    def read(self, answer: Any) -> Spoken:
        """The first choice."""
        try:
            choice = answer["choices"][0]
            text, ended = choice["message"]["content"], choice.get("finish_reason")
        except (KeyError, IndexError, TypeError, AttributeError):
            raise InvalidAnswer("the answer has no choice") from None
        return spoken(text, ended == "length", answer, "usage", "prompt_tokens", "completion_tokens")


class GeminiDialect:
    """generateContent."""

    def headers(self, key: Secret) -> dict[str, str]:
        """A header of Google's; the key never stands in the address."""
        return {"x-goog-api-key": key.reveal()}

    def address(self, base: str, model: str) -> str:
        """An address for each model."""
        return f"{base}/models/{quote(model, safe='/')}:generateContent"

    def body(self, model: str, system: str, question: str) -> dict[str, Any]:
        """One turn."""
        return {
            "systemInstruction": {"parts": [{"text": system}]},
            "contents": [{"role": "user", "parts": [{"text": question}]}],
            "generationConfig": {
                "temperature": TEMPERATURE,
                "maxOutputTokens": MOST_TOKENS,
                "responseMimeType": "application/json",
            },
        }

    def read(self, answer: Any) -> Spoken:
        """The first candidate, its parts joined."""
        try:
            candidate = answer["candidates"][0]
            text = "".join(part.get("text", "") for part in candidate["content"]["parts"])
            ended = candidate.get("finishReason")
        except (KeyError, IndexError, TypeError, AttributeError):
            raise InvalidAnswer("the answer has no candidate") from None
        return spoken(text, ended == "MAX_TOKENS", answer, "usageMetadata", "promptTokenCount", "candidatesTokenCount")


def spoken(text: Any, cut_off: bool, answer: dict[str, Any], usage: str, prompt: str, completion: str) -> Spoken:
    """The text with its tokens."""
    if not isinstance(text, str):
        raise InvalidAnswer("the answer has no text")
    if cut_off:
        raise InvalidAnswer("the answer is cut off")
    counts = answer.get(usage)
    used = counts if isinstance(counts, dict) else {}
    return Spoken(text, tokens(used.get(prompt)), tokens(used.get(completion)))


def tokens(count: Any) -> int | None:
    """A count, None for anything else."""
    return count if isinstance(count, int) and not isinstance(count, bool) and count >= 0 else None
