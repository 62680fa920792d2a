"""Marshmallow schemas that turn input into one typed object, or into every broken rule in field order."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError

from suite.errors import ABSENT, MOST_PROBLEMS, Problem, ValidationFailed


class InputSchema(Schema):
    """Base of every schema that parses a request; `produces` is the class made of the parsed fields.

    `ignored` are keys that only the server sets: left out, so that what was read can be sent back.
    `refused_with` is the error that broken rules end in.
    """

    produces: ClassVar[type[Any]] = dict
    unknown_code: ClassVar[str] = "unknown_field"
    unknown_message: ClassVar[str] = "Unknown field '{name}'"
    location: ClassVar[str] = "body"
    ignored: ClassVar[Collection[str]] = ()
    refused_with: ClassVar[type[ValidationFailed]] = ValidationFailed

    class Meta:
        unknown = RAISE

    def parse(self, content: Mapping[str, Any]) -> Any:
        """The typed object; `refused_with` with its problems, the first MOST_PROBLEMS of them."""
        parsed, problems = self.examine(content)
        if problems:
            raise self.refused_with(problems=problems)
        return parsed

    def label_of(self, name: str) -> str:
        """What messages call a field."""
        return name

    def examine(self, content: Mapping[str, Any]) -> tuple[Any, list[Problem]]:
        """The typed object and no problems, or None and the problems in the order of the fields."""
        if self.ignored:
            content = {key: value for key, value in content.items() if key not in self.ignored}
        try:
            return self.produces(**self.load(content)), []
        except ValidationError as error:
            return None, self._in_order(error.messages_dict, content)

    def _in_order(self, messages: Mapping[str, Any], content: Mapping[str, Any]) -> list[Problem]:
        known = [field.data_key or name for name, field in self.fields.items()]
        # Unknown names as they were sent: marshmallow finds them in a set, in any order.
        ordered = dict.fromkeys(name for name in (*known, *content, *messages) if name in messages)
        declared = frozenset(known)
        found = (
            replace(problem, value=content.get(name, ABSENT), location=self.location)
            for name in ordered
            for problem in self._problems(str(name), messages[name], name in declared)
        )
        return list(islice(found, MOST_PROBLEMS))

    def _problems(self, name: str, messages: Any, known: bool) -> Iterator[Problem]:
        if not known:
            yield Problem(name, self.unknown_message.format(name=name), self.unknown_code)
            return
        yield from _flatten(name, messages)


class QuerySchema(InputSchema):
    """Base of the schemas that parse a query string.

    What is made of a short query string is kept and given to other requests too: it must depend on the text alone,
    and views must not change it. With `first_counts` the first of a repeated key's values is the only one.
    """

    unknown_code = "unknown_parameter"
    unknown_message = "Unknown parameter '{name}'"
    location = "query"
    first_counts: ClassVar[bool] = False

    def examine(self, content: Mapping[str, Any]) -> tuple[Any, list[Problem]]:
        if self.first_counts:
            content = {key: given[:1] if isinstance(given, list) else given for key, given in content.items()}
        return super().examine(content)


def _flatten(path: str, messages: Any) -> Iterator[Problem]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _flatten(f"{path}.{key}", inner)
        return
    for message in messages if isinstance(messages, list) else [messages]:
        yield Problem(path, str(message), getattr(message, "code", "invalid"))
