"""Fields only editors send."""

from datetime import UTC, datetime
from typing import Any

from movies_api.parameters import uuid_or_none
from suite.http.fields import QueryField, StrictField, Whole, broken
from suite.http.schemas import InputSchema


class Amount(StrictField):
    """A JSON number between two bounds, rounded to `places`."""

    def __init__(self, low: float, high: float, places: int, **options: Any) -> None:
        super().__init__(metadata={"type": "number", "minimum": low, "maximum": high}, **options)
        self.low, self.high, self.places = low, high, places
        self.expectation = f"must be a number from {low:g} to {high:g}"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong_type()
        if not self.low <= value <= self.high:
            raise broken(f"{self.label} {self.expectation}", "out_of_range")
        return round(float(value), self.places)


class Moment(StrictField):
    """An ISO 8601 date-time; without an offset it is UTC."""

    expectation = "must be an ISO 8601 date-time"

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata={"type": "string", "format": "date-time"}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(value)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (TypeError, ValueError, OverflowError):
            raise self.wrong_type() from None


class Each(StrictField):
    """An array of at most `most` entries, each parsed by `entry`."""

    expectation = "must be an array"

    def __init__(self, entry: StrictField | InputSchema, most: int, **options: Any) -> None:
        super().__init__(metadata={"type": "array", "items": described(entry), "maxItems": most}, **options)
        self.entry, self.most = entry, most

    def _bind_to_schema(self, field_name: str, parent: Any) -> None:
        super()._bind_to_schema(field_name, parent)
        if isinstance(self.entry, StrictField):
            self.entry._bind_to_schema(field_name, parent)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            raise self.wrong_type()
        if len(value) > self.most:
            raise broken(f"{self.label} must have at most {self.most} entries", "too_many")
        if isinstance(self.entry, StrictField):
            return [self.entry.deserialize(one, attr, data) for one in value]
        if not all(isinstance(one, dict) for one in value):
            raise broken(f"{self.label} must be an array of objects", "invalid_type")
        return [self.entry.parse(one) for one in value]


def described(entry: StrictField | InputSchema) -> dict[str, Any]:
    """An entry of an array, for the API description."""
    if isinstance(entry, InputSchema):
        required = [name for name, field in entry.fields.items() if field.required]
        return {"type": "object", "required": required, "properties": {name: {} for name in entry.fields}}
    return {"type": "integer"} if isinstance(entry, Whole) else {"type": "string"}


class UuidText(QueryField):
    """A UUID of a query string."""

    def read(self, given: list[str]) -> str:
        found = uuid_or_none(given[0])
        if found is None:
            raise broken(f"{self.label} must be a UUID", "invalid_type")
        return str(found)
