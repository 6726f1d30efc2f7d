"""Which keys were seen lately.

Knows only hashable keys; forgets the oldest beyond a bound.
"""

from collections import OrderedDict
from collections.abc import Hashable


class Recent:
    """A bounded memory of keys."""

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._seen: OrderedDict[Hashable, None] = OrderedDict()

    def is_new(self, key: Hashable) -> bool:
        """Whether `key` comes for the first time; remembers it."""
        if key in self._seen:
            return False
        self._seen[key] = None
        if len(self._seen) > self._bound:
            self._seen.popitem(last=False)
        return True
