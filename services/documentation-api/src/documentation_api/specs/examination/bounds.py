"""What a document may be at most, counted in time and memory that grow with it and no faster."""

from collections.abc import Iterator
from json import encoder
from typing import Any

from documentation_api.specs.examination.issues import Unreadable, UnreadableTooLarge, pointer_to
from documentation_api.specs.examination.yaml_text import MAX_DEPTH, MAX_NODES, deep, large

# A document counts without what only makes it readable.
MAX_COMPACT_BYTES = 12 * 1_048_576
# Places are told as pointers, and a comparison keeps one for each schema: neither one nor all may be long.
MAX_POINTER = 4_000
MAX_POINTERS = 100 * 1_048_576
_quoted = encoder.encode_basestring


class Walk:
    """A walk through a tree, depth first. Only the way to the present place is kept, never a list of what waits."""

    def __init__(self, content: Any) -> None:
        self.steps: list[Any] = []
        self._content = content

    @property
    def pointer(self) -> str:
        """The present place."""
        return pointer_to("", *self.steps)

    def values(self) -> Iterator[Any]:
        """Every value that is not a key; `steps` is the way to the last one given."""
        yield self._content
        open_ones = [_entries(self._content)]
        while open_ones:
            found = next(open_ones[-1], None)
            if found is None:
                open_ones.pop()
                if self.steps:
                    self.steps.pop()
                continue
            self.steps.append(found[0])
            yield found[1]
            open_ones.append(_entries(found[1]))


def _entries(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict):
        return iter(value.items())
    if isinstance(value, list):
        return enumerate(value)
    return iter(())


def check_bounds(content: Any) -> None:
    """Unreadable for a tree that is too large, deep or wide, or holds text or numbers JSON cannot carry on."""
    walk = Walk(content)
    characters = size = 0
    lengths = [0]
    for nodes, value in enumerate(walk.values(), 1):
        size += _size_here(value)
        depth = len(walk.steps)
        if depth:
            step = walk.steps[-1]
            lengths[depth:] = [lengths[depth - 1] + 1 + (len(step) if isinstance(step, str) else 6)]
            characters += lengths[depth]
            size += size_of_text(step) + 2 if isinstance(step, str) else 1
        # An alias may repeat a long text half a million times: what is too large is never looked at further.
        if size > MAX_COMPACT_BYTES:
            raise UnreadableTooLarge("The document must be at most 12 MB as compact JSON", "too_large")
        _check_counts(walk, nodes, depth + 1, lengths[depth], characters)
        if depth and isinstance(step, str):
            _check_text(step, walk)
        if isinstance(value, str):
            _check_text(value, walk)
        elif isinstance(value, float) and value in (float("inf"), float("-inf")):
            raise Unreadable("Numbers must be finite", "invalid_number", walk.pointer)


def _size_here(value: Any) -> int:
    """Bytes of a value as compact JSON, without what it contains; what separates values counts with their keys."""
    if isinstance(value, str):
        return size_of_text(value)
    # Of n parts only n - 1 have a comma.
    return (2 - (1 if value else 0)) if isinstance(value, dict | list) else len(str(value))


def _check_counts(walk: Walk, nodes: int, depth: int, length: int, characters: int) -> None:
    if depth > MAX_DEPTH:
        raise deep()
    if nodes > MAX_NODES:
        raise large()
    if length > MAX_POINTER:
        raise Unreadable(f"Keys must be at most {MAX_POINTER} characters long, those above them counted", "too_long")
    if characters > MAX_POINTERS:
        raise Unreadable("The keys of the document, those above each counted, are too long", "too_long")


def _check_text(text: str, walk: Walk) -> None:
    if text.isascii() and "\x00" not in text:
        return
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        message = "Text must not contain U+0000 or lone surrogates"
        raise Unreadable(message, "invalid_characters", pointer_to("", *walk.steps)[:MAX_POINTER])


def size_of_text(text: str) -> int:
    """Bytes of a text in JSON, its quotes with it."""
    quoted = _quoted(text)
    return len(quoted) if quoted.isascii() else len(quoted.encode("utf-8", "surrogatepass"))
