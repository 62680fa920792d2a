"""Roles of a caller: reader < editor < admin. An unknown role counts as reader, the least of them."""

from collections.abc import Mapping
from typing import Any

ROLES = ("reader", "editor", "admin")

_RANKS = {role: rank for rank, role in enumerate(ROLES)}


def allows(role: str, needed: str) -> bool:
    """True when `role` is at least `needed`; KeyError when `needed` is not a role at all."""
    return _RANKS.get(role, 0) >= _RANKS[needed]


def claimed_role(claims: Mapping[str, Any]) -> str:
    """The highest known role of the claim `role`, or else of `roles`; each is a word or a list of words."""
    given = claims.get("role") or claims.get("roles") or ()
    words = [given] if isinstance(given, str) else given if isinstance(given, list) else []
    known = [word for word in words if isinstance(word, str) and word in _RANKS]
    return max(known, key=_RANKS.__getitem__, default="reader")
