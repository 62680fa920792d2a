"""Answers kept for the next one who asks: in the process always, in Redis when there is one, never long out of date.

A service has one by `suite.cache.assembly.add_cache`.
"""

from suite.cache.cache import Cache
from suite.cache.versions import touch

__all__ = ["Cache", "touch"]
