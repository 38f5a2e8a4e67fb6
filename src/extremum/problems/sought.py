"""What a problem that does not name its unknowns is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_NAME = re.compile(r"[^\W\d]\w*")


def sought(symbols: Iterable[str], constraints: Iterable[str], known: Collection[str] = ()) -> tuple[str, ...]:
    """The symbol of an objective that alone is constrained, or that alone has no value; none where several are.

    >>> sought(["A", "x", "b"], ["x >= 0"])
    ('x',)
    >>> sought(["A", "x", "b"], ["A*x == b"], known={"A", "b"})
    ('x',)
    >>> sought(["A", "x", "b"], ["A*x == b"])
    ()
    """
    symbols = list(symbols)
    named = {name for text in constraints for name in _NAME.findall(text)}
    for found in ([s for s in symbols if s in named and s not in known], [s for s in symbols if s not in known]):
        if len(found) == 1:
            return (found[0],)
    return ()
