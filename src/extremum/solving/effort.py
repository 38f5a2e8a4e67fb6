"""How much is searched for one problem: equations are looked at until their lengths come to a bound together.

The work is counted, not timed, so that an answer does not depend on the machine. What one equation costs does not say
whether it leads anywhere: that of a mixture is long and solved at once. What a whole search has looked at does.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LENGTHS = 4000
"""Those that a solution was ever found with come to 2450 (factors with an intercept); hopeless ones have no end."""
PROBLEM = 80
"""What a problem to which another comes down counts for; a solution was found with 20 of them at most."""


class Effort(threading.local):
    """What the outermost search of this thread may still look at."""

    def __init__(self) -> None:
        self.searching = False
        self.left = _LENGTHS

    @property
    def spent(self) -> bool:
        """Whether the search is over its bound."""
        return self.left <= 0

    def look(self, length: int) -> bool:
        """Whether an equation of this length may be looked at; it is counted."""
        if self.spent:
            return False
        self.left -= length
        return True


effort = Effort()


@contextmanager
def one_search() -> Iterator[None]:
    """Inside the outermost such block all equations are counted together, those of problems within problems too."""
    if effort.searching:
        yield
        return
    effort.searching, effort.left = True, _LENGTHS
    try:
        yield
    finally:
        effort.searching = False
