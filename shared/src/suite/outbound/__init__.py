"""Requests to addresses that somebody else chose: checked first, then dialled exactly as checked."""

from suite.outbound.exceptions import BlockedTarget, TargetUnresolvable
from suite.outbound.guard import AddressGuard, CheckedTarget
from suite.outbound.session import GuardedSession

__all__ = ["AddressGuard", "BlockedTarget", "CheckedTarget", "GuardedSession", "TargetUnresolvable"]
