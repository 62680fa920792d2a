"""What parent and child say to each other: a letter, a length, and so many bytes of pickle.

The child has read strangers' bytes, so its pickles may name nothing but plain values and classes of known packages.
"""

import io
import pickle
import struct
from collections.abc import Iterable
from importlib import import_module
from typing import Any

TASK, READY, ACCEPTED, VALUE, ERROR, NO_MEMORY = b"T", b"R", b"A", b"V", b"E", b"M"
HEADER = struct.Struct(">cQ")
_PLAIN_MODULES = frozenset({"datetime", "decimal", "uuid", "pathlib", "collections", "fractions", "ipaddress"})
_PLAIN_BUILTINS = frozenset({"set", "frozenset", "bytearray", "complex", "range", "slice"})


def frame(kind: bytes, content: Any = None) -> bytes:
    """A frame with `content`."""
    payload = pickle.dumps(content, protocol=5)
    return HEADER.pack(kind, len(payload)) + payload


class ReplyUnpickler(pickle.Unpickler):
    """Reads values of the child: classes of `packages`, and the plain ones of the standard library."""

    def __init__(self, payload: bytes, packages: Iterable[str]) -> None:
        super().__init__(io.BytesIO(payload))
        self._packages = frozenset(packages)

    def find_class(self, module: str, name: str) -> Any:
        if module == "builtins":
            found = getattr(import_module(module), name, None)
            if name in _PLAIN_BUILTINS or (isinstance(found, type) and issubclass(found, Exception)):
                return found
        elif module in _PLAIN_MODULES or module.partition(".")[0] in self._packages:
            found = super().find_class(module, name)
            # Not what a module has imported from elsewhere.
            if isinstance(found, type) and found.__module__.partition(".")[0] == module.partition(".")[0]:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value")


def read_reply(payload: bytes, packages: Iterable[str]) -> Any:
    """The content of a child's frame."""
    return ReplyUnpickler(payload, packages).load()
