"""Names that are free, for letters and states that a derivation introduces; and the known name nearest to one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cached_property

from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological


class FreeNames:
    """Names that stand for nothing in some expressions, nor for what was named before."""

    def __init__(self, *roots: Expr) -> None:
        self._roots = roots

    @cached_property
    def _taken(self) -> set[str]:
        return {n.name for n in topological(self._roots) if "name" in n.op.parameters}

    def take(self, wanted: str) -> str:
        """The name, with as many ``_`` as it takes to be free."""
        while wanted in self._taken:
            wanted += "_"
        self._taken.add(wanted)
        return wanted


def is_among(given: object, known: Iterable[str]) -> bool:
    """Whether what was given for a name is one of those known; what is no text is none."""
    return isinstance(given, str) and given in [*known]


def suggestion(name: str, known: Iterable[str]) -> str:
    """``; did you mean …?`` with the nearest known name, otherwise nothing."""
    names = list(known)
    begun = [other for other in names if len(name) > 2 and (other.startswith(name) or name.startswith(other))]
    cased = [other for other in names if other.casefold() == name.casefold()]
    near = [*cased, *get_close_matches(name, names, 1, 0.6), *begun]
    return f"; did you mean {near[0]}?" if near else ""


def free_name(wanted: str, *roots: Expr) -> str:
    """A name that stands for nothing in the expressions."""
    return FreeNames(*roots).take(wanted)


def unreachable(wanted: str) -> str:
    """A name that no declaration can give, for a symbol that stands for an expression and is never shown."""
    return f"%{wanted}"
