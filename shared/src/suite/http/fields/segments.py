"""What documents say of ids in paths, as suite.ids reads them."""

from typing import Any

from suite.ids import LARGEST_ID

UUID_SEGMENT: dict[str, Any] = {"type": "string", "format": "uuid"}
NUMBER_SEGMENT: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
